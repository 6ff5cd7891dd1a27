#include "base/text.hpp"

#include <cstdlib>
#include <memory>

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

namespace {

// Whether `allowed` holds of every code point, all of them well-formed.
template <class Allowed>
bool all_of_points(std::string_view text, Allowed allowed) {
  utf8proc_int32_t point = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = read_code_point(text, at, point);
    if (length == 0 || !allowed(point)) return false;
    at += length;
  }
  return true;
}

bool is_between(utf8proc_int32_t point, utf8proc_int32_t first, utf8proc_int32_t last) {
  return first <= point && point <= last;
}

// U+200B and U+FEFF have no width, and come with texts that were copied.
bool is_any_blank(utf8proc_int32_t point) {
  return point == ' ' || point == 0x200B || point == 0xFEFF ||
         utf8proc_category(point) == UTF8PROC_CATEGORY_ZS;
}

}  // namespace

bool is_plain(std::string_view text, Lines lines) {
  return all_of_points(text, [&](utf8proc_int32_t point) {
    const bool is_line_end = point == '\n' || point == '\r' || is_between(point, 0x2028, 0x2029);
    if (point == '\t' || is_line_end) return lines == Lines::kMany;
    return point >= 0x20 && !is_between(point, 0x7F, 0x9F);
  });
}

bool has_direction_marks(std::string_view text) {
  return !all_of_points(text, [](utf8proc_int32_t point) {
    return point != 0x061C && !is_between(point, 0x200E, 0x200F) &&
           !is_between(point, 0x202A, 0x202E) && !is_between(point, 0x2066, 0x2069);
  });
}

bool is_blank_at_an_end(std::string_view text) {
  if (text.empty()) return false;
  auto last = text.size() - 1;
  while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
  utf8proc_int32_t point = 0;
  const auto is_blank_at = [&](std::size_t at) {
    return read_code_point(text, at, point) > 0 && is_any_blank(point);
  };
  return is_blank_at(0) || is_blank_at(last);
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

namespace {

bool is_blank(utf8proc_int32_t point) {
  const auto category = utf8proc_category(point);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CC;
}

// Whether a text says the same without it at its end.
bool is_trimmed(utf8proc_int32_t point) {
  const auto category = utf8proc_category(point);
  const bool is_mark =
      category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO && point != U'?';
  return is_mark || is_blank(point);
}

}  // namespace

std::string folded_text(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                                      UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
  if (size <= 0) return {};
  const std::string_view all(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  std::string folded;
  std::size_t kept = 0;  // up to the last that is not trimmed
  bool blank = false;
  for (std::size_t at = 0; at < all.size();) {
    utf8proc_int32_t point = 0;
    const auto length = read_code_point(all, at, point);
    if (length == 0) return {};
    const auto bytes = all.substr(at, length);
    at += length;
    if (is_blank(point)) {
      blank = true;
      continue;
    }
    if (folded.empty() && is_trimmed(point)) {
      blank = false;
      continue;
    }
    if (blank && !folded.empty()) folded += ' ';
    blank = false;
    folded += bytes;
    if (!is_trimmed(point)) kept = folded.size();
  }
  folded.resize(kept);
  return folded;
}

}  // namespace verbatim
