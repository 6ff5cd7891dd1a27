#include "api/forms/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

namespace verbatim::api {
namespace {

// By byte: whether it stands in JSON as it is.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain = {};
  for (std::size_t c = 0x20; c < 0x7F; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

// Without a branch for each byte: texts are short, and nearly all of them are plain.
bool is_plain(std::string_view text) {
  bool plain = true;
  for (const char c : text) plain &= kPlain[static_cast<unsigned char>(c)];
  return plain;
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
  if (is_plain(name)) {
    quoted(name, ":");
  } else {
    value(name);
    text_ += ':';
  }
  first_ = true;
  return *this;
}

JsonText& JsonText::value(std::string_view text) {
  if (!is_plain(text)) return literal(nlohmann::json(text).dump());
  quoted(text, "");
  return *this;
}

// Grown once and filled: an event is mostly names and short texts, and appending their signs one by
// one shows in the time that a bundle's verification takes.
void JsonText::quoted(std::string_view plain, std::string_view behind) {
  const bool comma = !first_;
  const auto begin = text_.size();
  text_.resize(begin + comma + plain.size() + 2 + behind.size());
  auto* at = text_.data() + begin;
  if (comma) *at++ = ',';
  *at++ = '"';
  at = std::copy(plain.begin(), plain.end(), at);
  *at++ = '"';
  std::copy(behind.begin(), behind.end(), at);
  first_ = false;
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
