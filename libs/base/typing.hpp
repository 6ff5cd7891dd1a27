#pragma once

#include <cstddef>
#include <string_view>

namespace verbatim {

// How many letters (bytes) have to be put in, left out, changed or swapped with the next one, so
// that the one word becomes the other: the optimal string alignment distance.
std::size_t typing_errors(std::string_view typed, std::string_view meant);

}  // namespace verbatim
