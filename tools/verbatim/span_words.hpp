#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace verbatim::tool {

// A place in a text as people write it, in code points: {0, 8} for "0:8"; nothing where it is not
// so. Whether it is a place in that text is for the server to say.
std::optional<std::pair<std::uint32_t, std::uint32_t>> span_from(std::string_view text);

// {8, 8} for "8", and what span_from answers for the rest.
std::optional<std::pair<std::uint32_t, std::uint32_t>> cut_from(std::string_view text);

}  // namespace verbatim::tool
