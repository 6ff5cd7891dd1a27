#include "base/word_list.hpp"

#include <algorithm>

namespace verbatim {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

std::vector<std::string> between_commas(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto comma = std::min(text.find(',', begin), text.size());
    words.emplace_back(trimmed(text.substr(begin, comma - begin)));
    begin = comma + 1;
  }
  return words;
}

}  // namespace verbatim
