#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace verbatim::tool {

// An Idempotency-Key that follows from what is asked, so that the same command given again is the
// same request: "verbatim-" and 32 hexadecimal digits of a BLAKE2b hash. Parts that run together
// differently give different keys.
std::string command_key(std::initializer_list<std::string_view> parts);

}  // namespace verbatim::tool
