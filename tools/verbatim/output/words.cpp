#include "verbatim/output/words.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace verbatim::tool {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& object, const char* name) {
  const auto& value = object.at(name);
  return value.is_null() ? "" : value.get<std::string>();
}

std::string number_of(const Json& object, const char* name) {
  return std::to_string(object.at(name).get<std::uint64_t>());
}

ThemeLabels::ThemeLabels(const nlohmann::ordered_json& rows) {
  for (const auto& row : rows) {
    const auto theme = text_of(row, "theme"), label = text_of(row, "label");
    if (theme.empty() || label.empty()) continue;
    labels_[theme] = label;
    themes_[label].insert(theme);
  }
}

std::string ThemeLabels::of(const std::string& theme) const {
  const auto found = labels_.find(theme);
  if (found == labels_.end()) return theme;
  return themes_.at(found->second).size() == 1 ? found->second : found->second + " (" + theme + ")";
}

std::string joined(const nlohmann::ordered_json& texts) {
  std::string list;
  for (const auto& text : texts) list += (list.empty() ? "" : ", ") + text.get<std::string>();
  return list;
}

std::string percent_of(const Json& share) {
  return share.is_null() ? "-" : fmt::format("{:.1f}", 100 * share.get<double>());
}

std::string coefficient_of(const Json& value) {
  return value.is_null() ? "-" : fmt::format("{:.3f}", value.get<double>());
}

std::string spaced(std::string slug) {
  std::replace(slug.begin(), slug.end(), '_', ' ');
  return slug;
}

std::string counted(std::uint64_t number, const std::string& thing) {
  if (number == 1) return "1 " + thing;
  const bool in_ies = thing.size() > 1 && thing.ends_with("y") &&  // studies, but keys
                      std::string_view("aeiou").find(thing[thing.size() - 2]) == std::string::npos;
  return fmt::format("{} {}", number,
                     in_ies ? thing.substr(0, thing.size() - 1) + "ies" : thing + "s");
}

std::string counted_of(const Json& object, const std::string& things) {
  return counted(object.at(things).get<std::uint64_t>(), things.substr(0, things.size() - 1));
}

}  // namespace verbatim::tool
