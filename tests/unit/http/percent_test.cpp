#include "http/percent.hpp"

#include <optional>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace verbatim::http {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

std::optional<std::string> decoded(std::string_view encoded, bool plus_is_space = false) {
  std::string out;
  if (!percent_decode(encoded, plus_is_space, out)) return std::nullopt;
  return out;
}

std::optional<Query> query_of(std::string_view target) {
  Query query;
  if (!parse_query(target, query)) return std::nullopt;
  return query;
}

TEST(PercentDecode, ReadsTextAndRefusesWhatIsNone) {
  const struct {
    std::string_view encoded;
    std::optional<std::string> text;
  } kCases[] = {
      {"", ""},
      {"plain", "plain"},
      {"a%20b", "a b"},
      {"a%2Fb", "a/b"},
      {"a%2fb", "a/b"},
      {"1+1", "1+1"},
      {"%C3%A4", "\xc3\xa4"},
      {"%25", "%"},
      {"%", std::nullopt},
      {"%2", std::nullopt},
      {"%zz", std::nullopt},
      {"%00", std::nullopt},
      {"%C3", std::nullopt},
      {"%C0%AF", std::nullopt},     // an overlong '/'
      {"%ED%A0%80", std::nullopt},  // a surrogate
      {"\xff", std::nullopt},
  };
  for (const auto& c : kCases) EXPECT_EQ(decoded(c.encoded), c.text) << c.encoded;
}

TEST(PercentDecode, ReadsPlusAsSpaceOnlyInQueries) {
  EXPECT_EQ(decoded("a+b%2Bc", true), "a b+c");
  EXPECT_EQ(decoded("a+b%2Bc", false), "a+b+c");
}

RC_GTEST_PROP(PercentDecode, UndoesTheEncodingOfAnyAsciiText, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
  std::string encoded;
  for (const char c : text) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    encoded +=
        {'%', kDigits[static_cast<std::size_t>(c) / 16], kDigits[static_cast<std::size_t>(c) % 16]};
  }
  RC_ASSERT(decoded(encoded) == text);
}

TEST(ParseQuery, KeepsOrderRepetitionAndEmptiness) {
  EXPECT_EQ(query_of("/a"), Query{});
  EXPECT_EQ(query_of("/a?"), Query{});
  EXPECT_EQ(query_of("/a?x=1&y=2&x=3"), (Query{{"x", "1"}, {"y", "2"}, {"x", "3"}}));
  EXPECT_EQ(query_of("/a?x&y=&=z"), (Query{{"x", ""}, {"y", ""}, {"", "z"}}));
  EXPECT_EQ(query_of("/a?&&x=1&"), (Query{{"x", "1"}}));
  EXPECT_EQ(query_of("/a?x=a=b?c"), (Query{{"x", "a=b?c"}}));
  EXPECT_EQ(query_of("/a?n%C3%A4me=a+b%26c"), (Query{{"n\xc3\xa4me", "a b&c"}}));
  EXPECT_EQ(query_of("/a?x=%"), std::nullopt);
  EXPECT_EQ(query_of("/a?%00=1"), std::nullopt);
}

TEST(ParseQuery, LeavesNothingOfAnEarlierQuery) {
  Query query;
  ASSERT_TRUE(parse_query("/a?x=1&y=2&z=3", query));
  ASSERT_TRUE(parse_query("/a?w", query));
  EXPECT_EQ(query, (Query{{"w", ""}}));
}

}  // namespace
}  // namespace verbatim::http
