// What is other than before.

#include "projections/difference.hpp"

#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "projections/counts.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

std::vector<Event> first(const std::vector<Event>& events, std::size_t count) {
  return {events.begin(), events.begin() + static_cast<std::ptrdiff_t>(count)};
}

std::size_t assignments_in(const Study& study) {
  std::size_t assignments = 0;
  for (const auto& response : study.responses) assignments += response.codings.assignments().size();
  return assignments;
}

// Signed, so that a figure that falls is no accident of arithmetic.
using Signed = std::map<std::pair<QuestionIndex, ThemeIndex>, std::int64_t>;
Signed responses_of(const StudyView& view) {
  Signed figures;
  for (std::size_t q = 0; q < view.study().questions.size(); ++q)
    for (const auto& row :
         count(view, static_cast<QuestionIndex>(q), {Basis::kSettled, {}, {}}).themes)
      if (row.units.responses > 0)
        figures[{static_cast<QuestionIndex>(q), row.theme}] = row.units.responses;
  return figures;
}

RC_GTEST_PROP(DifferenceLaws, BeforeAndTheDifferenceMakeAfter, ()) {
  const auto events = decided(*any_commands());
  const auto middle = *rc::gen::inRange<std::size_t>(0, events.size() + 1);
  const auto before = live(first(events, middle)), after = live(events);
  const auto difference = difference_between(before, after, Basis::kSettled);

  auto figures = responses_of(before);
  for (const auto& figure : difference.figures) {
    RC_ASSERT(!(figure.before == figure.after));
    auto& value = figures[{figure.question, figure.theme}];
    RC_ASSERT(value == figure.before.responses);
    value = figure.after.responses;
  }
  std::erase_if(figures, [](const auto& figure) { return figure.second == 0; });
  RC_ASSERT(figures == responses_of(after));

  auto assignments = assignments_in(before.study());
  std::size_t by_coders = assignments;
  for (const auto& row : difference.assignments) {
    assignments += row.made;
    assignments -= row.withdrawn;
  }
  for (const auto& row : difference.coders) {
    by_coders += row.made;
    by_coders -= row.withdrawn;
  }
  RC_ASSERT(assignments == assignments_in(after.study()));
  RC_ASSERT(by_coders == assignments);
  RC_ASSERT(before.study().comments_present() + difference.comments_added -
                difference.comments_removed ==
            after.study().comments_present());
}

// By whom, of which comment: what differs, and nothing else.
RC_GTEST_PROP(DifferenceLaws, OfLayersIsToldForEachThatDiffers, ()) {
  const auto events = decided(*any_commands());
  const auto middle = *rc::gen::inRange<std::size_t>(0, events.size() + 1);
  const auto before = live(first(events, middle)), after = live(events);
  const auto difference = difference_between(before, after, Basis::kSettled);
  std::map<std::pair<CommentIndex, MemberIndex>, std::pair<std::size_t, bool>> told, expected;
  for (const auto& one : difference.layers)
    told[{one.comment, one.coder}] = {one.after ? one.after->units : 0,
                                      one.after && one.after->finished};
  const auto &was = before.study().layers, &is = after.study().layers;
  for (const auto& [at, layer] : was)
    if (!is.contains(at)) expected[at] = {0, false};
  for (const auto& [at, layer] : is) {
    const auto same = was.find(at);
    if (same == was.end() || !(same->second.units == layer.units) ||
        same->second.finished != layer.finished)
      expected[at] = {layer.units.size(), layer.finished};
  }
  RC_ASSERT(told == expected);
}

RC_GTEST_PROP(DifferenceLaws, AMomentDoesNotDifferFromItself, ()) {
  const auto events = decided(*any_commands());
  const auto difference = difference_between(live(events), rebuilt(events), Basis::kAny);
  RC_ASSERT(difference.themes.empty());
  RC_ASSERT(difference.assignments.empty());
  RC_ASSERT(difference.coders.empty());
  RC_ASSERT(difference.settlements.empty());
  RC_ASSERT(difference.members.empty());
  RC_ASSERT(difference.rounds.empty());
  RC_ASSERT(difference.segmentations.empty());
  RC_ASSERT(difference.layers.empty());
  RC_ASSERT(difference.figures.empty());
  RC_ASSERT(difference.bases.empty());
  RC_ASSERT(!difference.policy);
}

TEST(ADifference, NamesWhatHappenedToThemesPeopleAndResponses) {
  std::vector<Event> events = {StudyOpened{"s", "Study"},
                               MemberAdded{"ada", Role::kCoder},
                               MemberAdded{"bo", Role::kCoder},
                               QuestionAdded{"q", ""},
                               RespondentAdded{"p", ""},
                               FrameworkAdded{"themes", "Themes"},
                               ThemeAdded{"pay", "themes", "Pay", "", "", {}},
                               ThemeAdded{"wages", "themes", "Wages", "", "", {}},
                               ThemeAdded{"time", "themes", "Time", "", "", {}},
                               CommentAdded{"q", "c1", "p", {}, 9},
                               ThemeAssigned{"q", "c1", "ada", "wages", 3},
                               RoundOpened{"r", "", false, 0, {{"q", {"ada"}, 1, 0, {}}}}};
  const auto before = live(events);
  for (Event event :
       std::vector<Event>{ThemeMerged{"wages", "pay"}, ThemeMoved{"time", "pay", ""},
                          ThemeRevised{"pay", "Money", "", "", "", {}, "", false},
                          RoleChanged{"bo", Role::kLead}, Removed{{Kind::kMember, "ada", ""}},
                          RoundClosed{"r"}, ResponseSettled{"q", "c1", {"pay"}},
                          PolicySet{SettledBy::kAll, 5, false}, FrameworkFrozen{"themes"}})
    events.push_back(std::move(event));
  const auto after = live(events);
  const auto difference = difference_between(before, after, Basis::kAny);

  ASSERT_EQ(difference.themes.size(), 3U);
  EXPECT_TRUE(difference.themes[0].reworded && difference.themes[0].revised);
  EXPECT_EQ(difference.themes[1].status_before, ThemeStatus::kInUse);
  EXPECT_TRUE(difference.themes[2].moved);
  ASSERT_EQ(difference.members.size(), 2U);
  EXPECT_EQ(difference.members[0].after, std::nullopt);
  EXPECT_EQ(difference.members[1].after, Role::kLead);
  ASSERT_EQ(difference.rounds.size(), 1U);
  EXPECT_TRUE(difference.rounds[0].closed && !difference.rounds[0].opened);
  ASSERT_EQ(difference.settlements.size(), 1U);
  EXPECT_EQ(difference.settlements[0].before, std::nullopt);
  EXPECT_TRUE(difference.policy);
  EXPECT_EQ(difference.frozen.size(), 1U);
  EXPECT_TRUE(difference.assignments.empty()) << "a merge moves no assignment";
  ASSERT_EQ(difference.figures.size(), 2U);
  EXPECT_EQ(difference.figures[0].after.responses, 1U) << "but what it counts as";
  EXPECT_EQ(difference.figures[1].after.responses, 0U);
}

}  // namespace
}  // namespace verbatim::projections
