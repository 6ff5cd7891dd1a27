#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// `text` without the blanks around it: spaces, tabs and line ends.
std::string_view trimmed(std::string_view text);

// What stands between commas, in order, without the blanks around each: "a, b" is a and b. Of an
// empty text, one empty word.
std::vector<std::string> between_commas(std::string_view text);

}  // namespace verbatim
