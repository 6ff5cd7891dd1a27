#include "exchange/theme_name.hpp"

#include "base/word_list.hpp"

namespace verbatim::exchange {

ThemeName theme_name(std::string_view theme, std::string_view separator) {
  const auto at = separator.empty() ? std::string_view::npos : theme.rfind(separator);
  if (at == std::string_view::npos) return {{}, theme};
  return {trimmed(theme.substr(0, at)), trimmed(theme.substr(at + separator.size()))};
}

bool every_part_named(std::string_view theme, std::string_view separator) {
  for (auto name = theme_name(theme, separator);; name = theme_name(theme, separator)) {
    if (name.label.empty()) return false;
    const bool has_parent = name.label.size() != theme.size();
    if (!has_parent) return true;
    if (name.parent.empty()) return false;
    theme = name.parent;
  }
}

}  // namespace verbatim::exchange
