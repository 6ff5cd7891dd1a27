#include "base/text.hpp"

#include <utf8proc.h>

namespace verbatim {
namespace {

// Reads one code point at `at`. Answers its length in bytes, or 0 where it is malformed.
std::size_t read_code_point(std::string_view text, std::size_t at, utf8proc_int32_t& point) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) {
    point = first;
    return 1;
  }
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &point);
  return length > 0 ? static_cast<std::size_t>(length) : 0;
}

}  // namespace

std::size_t utf8_valid_prefix(std::string_view text) {
  std::size_t at = 0;
  utf8proc_int32_t point = 0;
  while (at < text.size()) {
    const auto length = read_code_point(text, at, point);
    if (length == 0) return at;
    at += length;
  }
  return at;
}

std::optional<std::size_t> code_points(std::string_view text) {
  if (utf8_valid_prefix(text) != text.size()) return std::nullopt;
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return count;
}

std::string_view code_point_range(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t seen = 0, first = text.size(), last = text.size();
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    if (seen == begin) first = at;
    if (seen == end) {
      last = at;
      break;
    }
    ++seen;
  }
  return text.substr(first, last - first);
}

std::vector<std::size_t> grapheme_boundaries(std::string_view text) {
  std::vector<std::size_t> boundaries = {0};
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  utf8proc_int32_t before = -1, now = -1, state = 0;
  for (std::size_t number = 0; left > 0; ++number, before = now) {
    const auto size = utf8proc_iterate(bytes, left, &now);
    if (size <= 0) break;
    if (before >= 0 && utf8proc_grapheme_break_stateful(before, now, &state))
      boundaries.push_back(number);
    bytes += size;
    left -= size;
    if (left == 0) boundaries.push_back(number + 1);
  }
  return boundaries;
}

}  // namespace verbatim
