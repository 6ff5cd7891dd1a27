#pragma once

#include <optional>
#include <string>
#include <string_view>

// Base64 with padding, as RFC 4648, section 4, has it.
namespace verbatim::audit {

std::string to_base64(std::string_view bytes);

// Nothing where the text is not what to_base64() makes of some bytes, to the last bit.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace verbatim::audit
