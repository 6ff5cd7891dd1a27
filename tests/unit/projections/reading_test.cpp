// What the coders together say of one response.

#include "projections/reading.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace verbatim::projections {
namespace {

// One word a coder: "+" the coder assigned the theme, "-" has seen the response and did not;
// "!" after it: is finished. A dot has not seen it.
coding::Codings codings(const std::vector<std::string>& coders) {
  constexpr coding::ThemeIndex kTheme = 3, kAnother = 8;
  coding::Codings said;
  for (coding::MemberIndex coder = 0; coder < coders.size(); ++coder) {
    const auto& word = coders[coder];
    if (word == ".") continue;
    said.assign(coder, word[0] == '+' ? kTheme : kAnother, 1, 1);
    if (word.ends_with('!')) said.set_finished(coder, true, 2);
  }
  return said;
}

// Themes 0 to 9, of which 7 was merged into 3.
const coding::Study& study() {
  static const auto merged = [] {
    coding::Study with_themes;
    with_themes.counts_as = {0, 1, 2, 3, 4, 5, 6, 3, 8, 9};
    return with_themes;
  }();
  return merged;
}

struct Row {
  const char* fact;
  std::vector<std::string> coders;
  bool any, majority, all;
  unsigned behind_any, behind_majority;  // the assignments behind the counted response
};

const Row kRows[] = {
    {"nobody has seen it", {}, false, false, false, 0, 0},
    {"one coder, begun", {"+"}, true, true, true, 1, 1},
    {"one coder, finished", {"+!"}, true, true, true, 1, 1},
    {"one coder, who says something else", {"-!"}, false, false, false, 0, 0},
    {"both of two", {"+!", "+!"}, true, true, true, 2, 2},
    {"one of two is no majority", {"+!", "-!"}, true, false, false, 1, 1},
    {"two of three", {"+!", "+!", "-!"}, true, true, false, 2, 2},
    {"one of three", {"+!", "-!", "-!"}, true, false, false, 1, 1},
    {"two of four is no majority", {"+!", "+!", "-!", "-!"}, true, false, false, 2, 2},
    {"three of four", {"+!", "+!", "+!", "-!"}, true, true, false, 3, 3},
    {"who has not seen it has no vote", {"+!", ".", "."}, true, true, true, 1, 1},
    {"nobody is finished: all who have begun vote", {"+", "+", "-"}, true, true, false, 2, 2},
    {"nobody is finished: one of two", {"+", "-"}, true, false, false, 1, 1},
    {"the finished decide: one who is finished assigned it",
     {"+!", "-", "-"},
     true,
     true,
     true,
     1,
     1},
    {"the finished decide: those who are not did", {"-!", "+", "+"}, true, false, false, 2, 0},
    {"the finished decide: one of two, and a third is not finished",
     {"+!", "-!", "+"},
     true,
     false,
     false,
     2,
     1},
    {"the finished decide: both, and a third is not finished",
     {"+!", "+!", "+"},
     true,
     true,
     true,
     3,
     2},
    {"the finished decide: both, against one who is not",
     {"+!", "+!", "-"},
     true,
     true,
     true,
     2,
     2},
};

TEST(AResponse, IsReadAtEachBasis) {
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.fact);
    const auto said = codings(row.coders);
    Reading reading;
    read(study(), said, {}, reading);
    ThemeReading theme{.theme = 3};
    for (const auto& found : reading.themes)
      if (found.theme == 3) theme = found;
    EXPECT_EQ(reading.holds(theme, Basis::kAny), row.any);
    EXPECT_EQ(reading.holds(theme, Basis::kMajority), row.majority);
    EXPECT_EQ(reading.holds(theme, Basis::kAll), row.all);
    EXPECT_EQ(reading.assignments(theme, Basis::kAny), row.behind_any);
    EXPECT_EQ(reading.assignments(theme, Basis::kMajority), row.behind_majority);
    EXPECT_EQ(reading.assignments(theme, Basis::kAll), row.behind_majority);
    const unsigned bits = (row.any ? 1U : 0U) | (row.majority ? 2U : 0U) | (row.all ? 4U : 0U) |
                          (row.majority ? 8U : 0U);  // settled by the majority
    EXPECT_EQ(bases_held(study(), said, {}, 3), bits);
  }
}

TEST(AResponse, IsSettledByAnAdjudicatorElseByThePolicy) {
  const auto said = codings({"+!", "-!"});  // one of two: theme 3 holds at any, and no other basis
  const std::vector<coding::ThemeIndex> with = {3}, without = {};
  struct Settled {
    const char* fact;
    Settling settling;
    bool holds;
  };
  for (const auto& row :
       {Settled{"majority", {nullptr, nullptr, coding::SettledBy::kMajority}, false},
        Settled{"all", {nullptr, nullptr, coding::SettledBy::kAll}, false},
        Settled{"any", {nullptr, nullptr, coding::SettledBy::kAny}, true},
        Settled{
            "adjudicated with it", {&with, &study().counts_as, coding::SettledBy::kMajority}, true},
        Settled{"adjudicated without",
                {&without, &study().counts_as, coding::SettledBy::kAny},
                false}}) {
    SCOPED_TRACE(row.fact);
    Reading reading;
    read(study(), said, row.settling, reading);
    const auto theme = std::find_if(reading.themes.begin(), reading.themes.end(),
                                    [](const auto& one) { return one.theme == 3; });
    ASSERT_NE(theme, reading.themes.end());
    EXPECT_EQ(reading.holds(*theme, Basis::kSettled), row.holds);
    EXPECT_EQ((bases_held(study(), said, row.settling, 3) & 8U) != 0, row.holds);
    EXPECT_EQ(reading.assignments(*theme, Basis::kSettled), 1);
  }
}

TEST(ATheme, MayBeSettledThatNobodyAssigned) {
  const std::vector<coding::ThemeIndex> settled = {6};
  Reading reading;
  read(study(), codings({"-!"}), {&settled, &study().counts_as, {}}, reading);
  const auto theme = std::find_if(reading.themes.begin(), reading.themes.end(),
                                  [](const auto& one) { return one.theme == 6; });
  ASSERT_NE(theme, reading.themes.end());
  EXPECT_TRUE(reading.holds(*theme, Basis::kSettled));
  EXPECT_FALSE(reading.holds(*theme, Basis::kAny));
  EXPECT_EQ(reading.assignments(*theme, Basis::kSettled), 0);
}

TEST(AResponse, SeenAndLeftUncodedIsAVoteAgainst) {
  auto said = codings({"+!"});
  said.set_finished(1, true, 3);
  Reading reading;
  read(study(), said, {}, reading);
  EXPECT_EQ(reading.begun, 2);
  EXPECT_EQ(reading.finished, 2);
  ASSERT_EQ(reading.themes.size(), 1U);
  EXPECT_FALSE(reading.holds(reading.themes[0], Basis::kMajority));
}

TEST(AMergedTheme, IsReadAsTheOneItWasMergedIntoOnceACoder) {
  coding::Codings said;
  said.assign(0, 3, 1, 1);
  said.assign(0, 7, 1, 2);  // with both, they say it once
  said.set_finished(0, true, 3);
  said.assign(1, 7, 1, 4);
  said.set_finished(1, true, 5);
  said.assign(2, 8, 1, 6);
  said.set_finished(2, true, 7);
  Reading reading;
  read(study(), said, {}, reading);
  ASSERT_EQ(reading.themes.size(), 2U);
  const auto& theme = reading.themes[0];
  EXPECT_EQ(theme.theme, 3);
  EXPECT_EQ(theme.standing, 2);
  EXPECT_EQ(theme.finished, 2);
  EXPECT_TRUE(reading.holds(theme, Basis::kMajority));
  EXPECT_FALSE(reading.holds(theme, Basis::kAll));
  EXPECT_EQ(bases_held(study(), said, {}, 3), 3U | 8U);
  EXPECT_EQ(bases_held(study(), said, {}, 7), 0U);
}

TEST(AReading, ForgetsTheOneBefore) {
  Reading reading;
  read(study(), codings({"+!", "-!", "+"}), {}, reading);
  EXPECT_EQ(reading.themes.size(), 2U);
  read(study(), coding::Codings(), {}, reading);
  EXPECT_EQ(reading.begun, 0);
  EXPECT_EQ(reading.finished, 0);
  EXPECT_TRUE(reading.themes.empty());
}

RC_GTEST_PROP(ReadingLaws, AllIsAMajorityAndAMajorityIsSomebody, ()) {
  const auto words = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("+", "+!", "-", "-!", "."));
  const auto bits = bases_held(study(), codings(words), {}, 3);
  if ((bits & 4U) != 0) RC_ASSERT((bits & 2U) != 0);
  if ((bits & 2U) != 0) RC_ASSERT((bits & 1U) != 0);
}

}  // namespace
}  // namespace verbatim::projections
