#include "verbatim/span_words.hpp"

#include <charconv>

namespace verbatim::tool {
namespace {

std::optional<std::uint32_t> number_from(std::string_view digits) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::pair<std::uint32_t, std::uint32_t>> span_from(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto begin = number_from(text.substr(0, colon)), end = number_from(text.substr(colon + 1));
  if (!begin || !end) return std::nullopt;
  return std::pair{*begin, *end};
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> cut_from(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return span_from(text);
  const auto at = number_from(text);
  if (!at) return std::nullopt;
  return std::pair{*at, *at};
}

}  // namespace verbatim::tool
