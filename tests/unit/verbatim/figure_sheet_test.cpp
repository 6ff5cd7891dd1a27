#include "verbatim/output/figure_sheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "given_log.hpp"

namespace verbatim::test {
namespace {

using namespace coding;
using tool::FigureId;
using tool::FigureSheet;
using tool::FigureValues;
using Kind = FigureId::Kind;

constexpr std::uint32_t kAny = 0, kMajority = 1, kAll = 2, kAna = 4;

FigureValues at(const FigureSheet& sheet, Kind kind, std::array<std::uint32_t, 3> of,
                QuestionIndex question = 0) {
  const auto found = sheet.find({kind, question, of});
  return found == sheet.end() ? FigureValues{} : found->second;
}

// c1: ana t u, ben t, cleo u (not finished); c1b: ana t; c2: ana nothing, ben t; c3: cleo u (not
// finished). p1 of group 0 wrote c1 (in two parts) and c2, p2 of no group c3.
TEST(RecountTest, FollowsTheDefinitions) {
  const auto sheet = tool::recounted_figures(small_study().view().study());
  constexpr std::uint32_t t = 0, u = 1, g = 0;
  using testing::ElementsAre;
  EXPECT_THAT(at(sheet, Kind::kBase, {kNone32}), ElementsAre(3, 4, 2, 0));
  EXPECT_THAT(at(sheet, Kind::kBase, {g}), ElementsAre(2, 3, 1, 0));
  EXPECT_THAT(at(sheet, Kind::kBase, {kNone16}), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(at(sheet, Kind::kSeen, {}), ElementsAre(4, 3, 0, 0));
  // Theme t: somebody in c1, c1b, c2; the majority of the finished in c1 and c1b, all of them too.
  EXPECT_THAT(at(sheet, Kind::kTheme, {kAny, t, kNone32}), ElementsAre(2, 3, 1, 4));
  EXPECT_THAT(at(sheet, Kind::kTheme, {kMajority, t, kNone32}), ElementsAre(1, 2, 1, 3));
  EXPECT_THAT(at(sheet, Kind::kTheme, {kAll, t, g}), ElementsAre(1, 2, 1, 3));
  EXPECT_THAT(at(sheet, Kind::kTheme, {kAna, t, kNone32}), ElementsAre(1, 2, 1, 2));
  // Theme u: in c1 one of two who are finished; in c3 nobody is, so cleo is the electorate.
  EXPECT_THAT(at(sheet, Kind::kTheme, {kAny, u, kNone32}), ElementsAre(2, 2, 2, 3));
  EXPECT_THAT(at(sheet, Kind::kTheme, {kMajority, u, kNone32}), ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(at(sheet, Kind::kTheme, {kMajority, u, kNone16}), ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(at(sheet, Kind::kAssigned, {kAny, kNone32}), ElementsAre(7, 0, 0, 0));
  EXPECT_THAT(at(sheet, Kind::kProgress, {0}), ElementsAre(3, 3, 3, 0));
  EXPECT_THAT(at(sheet, Kind::kProgress, {2}), ElementsAre(2, 0, 2, 0));
  EXPECT_THAT(at(sheet, Kind::kFinished, {2}), ElementsAre(2, 0, 0, 0));
  EXPECT_THAT(at(sheet, Kind::kApplying, {t, 2, 1}), ElementsAre(1, 0, 0, 0));
  EXPECT_THAT(at(sheet, Kind::kApplying, {t, 2, 2}), ElementsAre(1, 0, 0, 0));
  EXPECT_THAT(at(sheet, Kind::kApplying, {u, 2, 1}), ElementsAre(1, 0, 0, 0));
  // In q2, u is out of scope: assigned, but not counted.
  EXPECT_THAT(at(sheet, Kind::kTheme, {kAny, u, kNone32}, 1), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(at(sheet, Kind::kProgress, {0}, 1), ElementsAre(1, 1, 1, 0));
}

TEST(FigureSheetTest, TheFirstDifferenceIsSaidInWords) {
  const auto study = small_study();
  const auto recounted = tool::recounted_figures(study.view().study());
  const auto first = [&](const FigureSheet& projected) {
    return tool::first_difference(projected, recounted, study.view().study()).value_or("none");
  };
  EXPECT_EQ(first(recounted), "none");
  auto changed = recounted;
  changed[{Kind::kTheme, 0, {kMajority, 0, 0}}][1] = 5;
  EXPECT_EQ(first(changed),
            "question q1, comments, responses, respondents and assignments of theme t at basis "
            "majority, group g: projected 1/5/1/3, recounted 1/2/1/3");
  auto missing = recounted;
  missing.erase({Kind::kProgress, 0, {2}});
  EXPECT_EQ(first(missing),
            "question q1, begun, finished and assignments of coder cleo: projected 0/0/0/0, "
            "recounted 2/0/2/0");
  auto extra = recounted;
  extra[{Kind::kApplying, 1, {0, 3, 2}}] = {1};
  EXPECT_EQ(first(extra),
            "question q2, responses with 3 finished codings of which 2 apply theme t: projected "
            "1/0/0/0, recounted 0/0/0/0");
}

// The law that replay --verify lives by.
RC_GTEST_PROP(FigureSheetTest, ProjectionsEqualARecountWhateverHappened, ()) {
  auto study = small_study();
  const std::vector<std::string> coders = {"ana", "ben", "cleo"};
  const std::vector<std::string> responses = {"c1", "c1b", "c2", "c3"};
  const std::vector<std::vector<std::string>> sets = {{}, {"t"}, {"u"}, {"t", "u"}};
  const auto steps = *rc::gen::inRange(0, 40);
  for (int i = 0; i < steps; ++i) {
    const auto coder = *rc::gen::elementOf(coders);
    const auto response = *rc::gen::elementOf(responses);
    const auto themes = *rc::gen::elementOf(sets);
    study.commit(coder, {SetCoding{"q1", response, coder, themes, *rc::gen::arbitrary<bool>()}});
  }
  const auto difference =
      tool::first_difference(tool::projected_figures(study.view()),
                             tool::recounted_figures(study.view().study()), study.view().study());
  RC_ASSERT(difference.value_or("none") == std::string("none"));
}

}  // namespace
}  // namespace verbatim::test
