// Figures over merged themes. In other systems a merge moves the assignments for good: what had
// been said apart cannot be told apart again. Here it changes what they count as.

#include <gtest/gtest.h>

#include "projections/agreement_figures.hpp"
#include "projections/counts.hpp"
#include "unit/projections/figures.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

// Two comments of one respondent, one of them two responses; a third of another.
const std::vector<Event> kSaid = {StudyOpened{"s", "Study"},
                                  MemberAdded{"ada", Role::kCoder},
                                  MemberAdded{"bo", Role::kCoder},
                                  QuestionAdded{"q", ""},
                                  RespondentAdded{"p1", ""},
                                  RespondentAdded{"p2", ""},
                                  FrameworkAdded{"themes", "Themes"},
                                  ThemeAdded{"pay", "themes", "Pay", "", "", {}},
                                  ThemeAdded{"wages", "themes", "Wages", "", "", {}},
                                  CommentAdded{"q", "c1", "p1", {}, 9},
                                  CommentSegmented{"q", "c1", {{"c1", 0, 4}, {"c1b", 4, 9}}},
                                  CommentAdded{"q", "c2", "p1", {}, 9},
                                  CommentAdded{"q", "c3", "p2", {}, 9},
                                  ThemeAssigned{"q", "c1", "ada", "wages", 2},
                                  ThemeAssigned{"q", "c1b", "ada", "wages", 2},
                                  ThemeAssigned{"q", "c2", "ada", "wages", 2},
                                  ThemeAssigned{"q", "c2", "ada", "pay", 2},
                                  ThemeAssigned{"q", "c3", "ada", "pay", 2},
                                  ThemeAssigned{"q", "c3", "bo", "wages", 2},
                                  CodingFinished{"q", "c3", "ada"},
                                  CodingFinished{"q", "c3", "bo"}};

std::vector<Event> after(std::vector<Event> events, Event event) {
  events.push_back(std::move(event));
  return events;
}

Units units_of(const StudyView& view, const char* id, CountsQuery query = {Basis::kAny, {}, {}}) {
  for (const auto& row : count(view, 0, query).themes)
    if (row.theme == theme(view, id)) return row.units;
  return {};
}

TEST(AMerge, MovesCountsAndRestoringGivesThemBack) {
  auto view = live(kSaid);
  const auto before = figures_of(view);
  EXPECT_EQ(units_of(view, "pay"), (Units{2, 2, 2, 2}));
  EXPECT_EQ(units_of(view, "wages"), (Units{3, 4, 4, 2}));
  ASSERT_TRUE(view.try_apply(ThemeMerged{"wages", "pay"}, 0));
  EXPECT_EQ(units_of(view, "pay"), (Units{3, 4, 5, 2})) << "ada says pay once of c2";
  EXPECT_EQ(units_of(view, "wages"), Units{}) << "it has no row of its own";
  ASSERT_TRUE(view.try_apply(ThemeRestored{"wages"}, 0));
  EXPECT_EQ(figures_of(view), before);
}

TEST(AMerge, ThatIsTakenBackLeavesEveryFigure) {
  auto view = live(kSaid);
  const auto before = figures_of(view);
  auto merged = view.try_apply(ThemeMerged{"wages", "pay"}, 0);
  ASSERT_TRUE(merged);
  auto restored = view.try_apply(ThemeRestored{"wages"}, 0);
  ASSERT_TRUE(restored);
  view.take_back(std::move(*restored));
  EXPECT_EQ(figures_of(view), recount(view.study()));
  EXPECT_EQ(units_of(view, "pay"), (Units{3, 4, 5, 2}));
  view.take_back(std::move(*merged));
  EXPECT_EQ(figures_of(view), before);
}

TEST(AMerge, MakesAgreementOfWhatDifferedOnlyInName) {
  const AgreementQuery query{{Coefficient::kPercentAgreement}, {}, {}};
  const auto shares = [&](const std::vector<Event>& events) {
    std::vector<double> values;
    for (const auto& result : agreement_of(live(events), 0, query).results)
      values.push_back(result.estimate.value.value_or(-1));
    return values;
  };
  EXPECT_EQ(shares(kSaid), (std::vector<double>{0, 0, 0})) << "the question, pay, wages";
  EXPECT_EQ(shares(after(kSaid, ThemeMerged{"wages", "pay"})), (std::vector<double>{1, 1}));
}

TEST(AMerge, IsCountedOnceForANamedCoder) {
  const auto view = live(after(kSaid, ThemeMerged{"wages", "pay"}));
  const CountsQuery query{Basis::kAny, member(view, "ada"), {}};
  EXPECT_EQ(units_of(view, "pay", query), (Units{3, 4, 4, 2}));
  EXPECT_EQ(view.tally(0).coders()[member(view, "ada")].assignments, 4U);
}

TEST(ASplitOrRetiredTheme, IsCountedAsBefore) {
  const auto before = figures_of(live(kSaid));
  EXPECT_EQ(figures_of(live(after(kSaid, ThemeRetired{"wages"}))), before);
  EXPECT_EQ(figures_of(live(after(kSaid, ThemeSplit{"wages", {"pay"}}))), before);
}

}  // namespace
}  // namespace verbatim::projections
