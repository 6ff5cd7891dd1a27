#include "api/forms/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

namespace verbatim::api {
namespace {

// Whether it stands in JSON as it is.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

}  // namespace

void JsonText::separate() {
  if (!first_) text_ += ',';
  first_ = false;
}

JsonText& JsonText::begin(char bracket) {
  separate();
  text_ += bracket;
  first_ = true;
  return *this;
}

JsonText& JsonText::end(char bracket) {
  text_ += bracket;
  first_ = false;
  return *this;
}

JsonText& JsonText::literal(std::string_view text) {
  separate();
  text_ += text;
  return *this;
}

JsonText& JsonText::name(std::string_view name) {
  value(name);
  text_ += ':';
  first_ = true;
  return *this;
}

JsonText& JsonText::value(std::string_view text) {
  if (!is_plain(text)) return literal(nlohmann::json(text).dump());
  separate();
  text_ += '"';
  text_ += text;
  text_ += '"';
  return *this;
}

// The function that dump() calls. std::to_chars writes one digit less where that is enough, about
// once in two thousand numbers; but a figure's bytes stay what they were.
JsonText& JsonText::value(double number) {
  std::array<char, 64> digits;
  const auto* end =
      nlohmann::detail::to_chars(digits.data(), digits.data() + digits.size(), number);
  return literal({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonText& JsonText::value(std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return literal({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonText& JsonText::value(const nlohmann::ordered_json& document) {
  return literal(document.dump());
}

JsonText& JsonText::fields(const nlohmann::ordered_json& object) {
  for (const auto& [key, content] : object.items()) field(key, content);
  return *this;
}

}  // namespace verbatim::api
