#include "base/text.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace verbatim {
namespace {

std::string utf8(std::uint32_t point) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  const auto tail = [&](int shift) { return byte(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6), tail(0)};
  if (point < 0x10000) return {byte(0xE0 | point >> 12), tail(6), tail(0)};
  return {byte(0xF0 | point >> 18), tail(12), tail(6), tail(0)};
}

rc::Gen<std::uint32_t> any_code_point() {
  return rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, 0x80),
                        rc::gen::inRange<std::uint32_t>(0x80, 0x800),
                        rc::gen::inRange<std::uint32_t>(0x800, 0xD800),
                        rc::gen::inRange<std::uint32_t>(0xE000, 0x10000),
                        rc::gen::inRange<std::uint32_t>(0x10000, 0x110000));
}

TEST(WellFormedText, IsCountedInCodePoints) {
  const struct {
    const char* fact;
    std::string text;
    std::size_t count;
  } rows[] = {
      {"nothing", "", 0},
      {"ASCII", "late again", 10},
      {"a zero byte is a code point", std::string("a\0b", 3), 3},
      {"two bytes", "na\u00EFve", 5},
      {"three bytes", "\u20AC 5", 3},
      {"four bytes", "\U0001F600!", 2},
      {"a letter and a combining accent are two", "e\u0301", 2},
      {"a family of three with two joiners is five", "\U0001F468\u200D\U0001F469\u200D\U0001F467",
       5},
      {"a byte order mark is one", "\uFEFFa", 2},
      {"code points that are no characters may be written", "\xEF\xBF\xBE\xEF\xBF\xBF", 2},
      {"the highest code point", "\U0010FFFF", 1},
      {"the last one before the surrogates and the first after", "\xED\x9F\xBF\xEE\x80\x80", 2},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(code_points(row.text), row.count) << row.fact;
    EXPECT_EQ(utf8_valid_prefix(row.text), row.text.size()) << row.fact;
  }
}

TEST(MalformedText, HasNoCountAndIsPointedAt) {
  const struct {
    const char* fact;
    std::string text;
    std::size_t good;
  } rows[] = {
      {"a continuation byte alone", "ab\x80", 2},
      {"a first byte alone", "ab\xC3", 2},
      {"two of three bytes", "a\xE2\x82", 1},
      {"three of four bytes", "\xF0\x9F\x98", 0},
      {"a sequence broken off by ASCII", "a\xE2\x82z", 1},
      {"overlong slash", "a\xC0\xAF", 1},
      {"overlong in three bytes", "\xE0\x80\xAF", 0},
      {"overlong in four bytes", "\xF0\x80\x80\xAF", 0},
      {"overlong zero", "x\xC0\x80", 1},
      {"a surrogate", "a\xED\xA0\x80", 1},
      {"a surrogate pair", "\xED\xA0\xBD\xED\xB8\x80", 0},
      {"above U+10FFFF", "abc\xF4\x90\x80\x80", 3},
      {"five bytes", "\xF8\x88\x80\x80\x80", 0},
      {"a byte that never occurs", "caf\xFF", 3},
      {"Latin-1", "caf\xE9 noir", 3},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(code_points(row.text), std::nullopt) << row.fact;
    EXPECT_EQ(utf8_valid_prefix(row.text), row.good) << row.fact;
  }
}

TEST(ARangeOfCodePoints, IsTheirBytes) {
  const std::string text = "na\u00EFve \U0001F600!";  // 8 code points, 12 bytes
  EXPECT_EQ(code_point_range(text, 0, 8), text);
  EXPECT_EQ(code_point_range(text, 0, 3), "na\u00EF");
  EXPECT_EQ(code_point_range(text, 2, 3), "\u00EF");
  EXPECT_EQ(code_point_range(text, 6, 7), "\U0001F600");
  EXPECT_EQ(code_point_range(text, 7, 8), "!");
  EXPECT_EQ(code_point_range(text, 0, 0), "");
  EXPECT_EQ(code_point_range(text, 3, 3), "");
  EXPECT_EQ(code_point_range(text, 8, 8), "");
  EXPECT_EQ(code_point_range("", 0, 0), "");
}

RC_GTEST_PROP(TextLaws, EveryCodePointCountsAsOne, ()) {
  const auto points = *rc::gen::container<std::vector<std::uint32_t>>(any_code_point());
  std::string text;
  for (const auto point : points) text += utf8(point);
  RC_ASSERT(code_points(text) == std::optional(points.size()));
}

RC_GTEST_PROP(TextLaws, PartsPutTogetherAreTheWhole, ()) {
  const auto points = *rc::gen::container<std::vector<std::uint32_t>>(any_code_point());
  std::vector<std::string> pieces;
  std::string text;
  for (const auto point : points) text += pieces.emplace_back(utf8(point));
  const auto cut = *rc::gen::inRange<std::size_t>(0, points.size() + 1);
  std::string head;
  for (std::size_t i = 0; i < cut; ++i) head += pieces[i];
  RC_ASSERT(code_point_range(text, 0, cut) == head);
  RC_ASSERT(head + std::string(code_point_range(text, cut, points.size())) == text);
}

RC_GTEST_PROP(TextLaws, TheValidPrefixIsValidAndCannotGrow, ()) {
  const auto text = *rc::gen::arbitrary<std::string>();
  const auto good = utf8_valid_prefix(text);
  RC_ASSERT(good <= text.size());
  RC_ASSERT(code_points(std::string_view(text).substr(0, good)).has_value());
  if (good == text.size()) return;
  for (std::size_t more = 1; more <= 4 && good + more <= text.size(); ++more)
    RC_ASSERT(!code_points(std::string_view(text).substr(0, good + more)).has_value());
}

TEST(GraphemeBoundaries, AreWhereAReaderSeesOne) {
  using Places = std::vector<std::size_t>;
  EXPECT_EQ(grapheme_boundaries(""), Places({0}));
  EXPECT_EQ(grapheme_boundaries("ab"), Places({0, 1, 2}));
  EXPECT_EQ(grapheme_boundaries("a\r\nb"), Places({0, 1, 3, 4}));
  EXPECT_EQ(grapheme_boundaries("e\u0301t\u00E9"), Places({0, 2, 3, 4})) << "an accent of its own";
  EXPECT_EQ(grapheme_boundaries("\U0001F469\u200D\U0001F52C!"), Places({0, 3, 4})) << "a scientist";
  EXPECT_EQ(grapheme_boundaries("\U0001F1EC\U0001F1E7\U0001F1EB\U0001F1F7"), Places({0, 2, 4}))
      << "two flags";
}

TEST(FoldedText, IsTheSameForTextsThatReadTheSame) {
  EXPECT_EQ(folded_text("No time."), "no time");
  EXPECT_EQ(folded_text("  \"NO\u00A0\n TIME\u201D \u2026 "), "no time");
  EXPECT_EQ(folded_text("Stra\u00DFe"), folded_text("STRASSE"));
  EXPECT_EQ(folded_text("e\u0301"), folded_text("\u00C9"));
  EXPECT_EQ(folded_text("a.b - c"), "a.b - c") << "what is inside stays";
  EXPECT_NE(folded_text("More pay?"), folded_text("More pay!"));
  EXPECT_EQ(folded_text(" -- "), "");
  EXPECT_EQ(folded_text(""), "");
}

}  // namespace
}  // namespace verbatim
