#include "verbatim/output/fields.hpp"

#include <cctype>
#include <utility>

#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

using Json = nlohmann::ordered_json;

std::string words_of(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_structured()) return value.dump();
  std::string words;
  for (const auto& [name, part] : value.items()) {
    const auto text = words_of(part);
    if (text.empty()) continue;
    words += (words.empty() ? "" : ", ") + (value.is_object() ? spaced(name) + " " : "") + text;
  }
  return words;
}

std::string title_of(const std::string& name) {
  auto title = spaced(name);
  title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  return title;
}

}  // namespace

Table fields_of(const Json& object) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : object.items()) {
    if (name == "study" || name == "position") continue;
    if (auto words = words_of(value); !words.empty()) fields.emplace_back(title_of(name), words);
  }
  if (fields.empty()) return Table({});
  Table table({{fields.front().first}, {printable(fields.front().second)}});
  for (std::size_t i = 1; i < fields.size(); ++i) {
    auto title = fields[i].first;
    for (const auto& line : lines_of(fields[i].second)) table.add({std::exchange(title, ""), line});
  }
  return table;
}

}  // namespace verbatim::tool
