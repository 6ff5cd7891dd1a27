// What is other than before.

#include "projections/difference.hpp"

#include <map>
#include <set>

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
  RC_ASSERT(difference_between(live(events), rebuilt(events), Basis::kAny) == Difference{});
}

// Two views of a story, the one an event behind the other.
struct Steps {
  StudyView before, after;

  Difference step(const Event& event) {
    if (!after.try_apply(event, static_cast<Micros>(after.position() + 1))) std::abort();
    auto difference = difference_between(before, after, Basis::kAny);
    if (!before.try_apply(event, static_cast<Micros>(before.position() + 1))) std::abort();
    return difference;
  }
};

RC_GTEST_PROP(DifferenceLaws, EveryEventThatIsDecidedIsTold, ()) {
  Steps steps;
  for (const auto& event : decided(*any_commands()))
    if (steps.step(event) == Difference{}) RC_FAIL("not told: " + describe(event));
}

// One of each type at least, each of which changes something.
std::vector<Event> one_of_each() {
  return {StudyOpened{"s", "Study"},
          MemberAdded{"ada", Role::kCoder},
          MemberAdded{"bo", Role::kCoder},
          QuestionAdded{"q", ""},
          QuestionAdded{"q2", ""},
          QuestionAdded{"gone", ""},
          Removed{{Kind::kQuestion, "gone", ""}},
          GroupAdded{"g", "G"},
          GroupAdded{"h", "H"},
          Removed{{Kind::kGroup, "h", ""}},
          RespondentAdded{"p", "g"},
          RespondentAdded{"r", "g"},
          Removed{{Kind::kRespondent, "r", ""}},
          FrameworkAdded{"themes", "Themes"},
          FrameworkAdded{"advice", "Advice"},
          FrameworkAdded{"spare", "Spare"},
          Removed{{Kind::kFramework, "spare", ""}},
          ThemeAdded{"pay", "themes", "Pay", "", "", {}},
          ThemeAdded{"wages", "themes", "Wages", "", "", {}},
          ThemeAdded{"time", "themes", "Time", "", "", {}},
          ThemeAdded{"listen", "advice", "Listen", "", "", {}},
          ThemesLinked{"pay", "listen"},
          ThemesUnlinked{"listen", "pay"},
          ThemesLinked{"time", "listen"},
          ThemeScoped{"wages", {"q"}},
          ThemeRevised{"pay", "Money", "", "", "", {}, "", true},
          ThemeMoved{"time", "", "pay"},  // the order alone
          ThemeMoved{"time", "pay", ""},
          ThemeRetired{"time"},
          ThemeRestored{"time"},
          ThemeMerged{"wages", "pay"},
          ThemeRestored{"wages"},
          ThemeSplit{"wages", {"pay", "time"}},
          ThemeRestored{"wages"},
          FrameworkFrozen{"themes"},
          FrameworkUnfrozen{"themes"},
          CommentAdded{"q", "c", "p", {}, 9},
          CommentAdded{"q", "d", "p", {}, 9},
          CommentSegmented{"q", "c", {{"c", 0, 4}, {"e", 5, 9}}},
          Removed{{Kind::kComment, "d", "q"}},
          CommentAdded{"q2", "c", "p", {}, 9},
          ThemeAssigned{"q", "c", "ada", "pay", 0},
          ThemeAssigned{"q", "c", "ada", "pay", 1},  // said again, under a later revision
          CodingFinished{"q", "c", "ada"},
          CodingReopened{"q", "c", "ada"},
          ThemeWithdrawn{"q", "c", "ada", "pay"},
          RoundOpened{"r", "", false, 0, {{"q", {"ada", "bo"}, 1, 0, {}}}},
          PlaceTaken{"r", "q", "c", "ada"},
          PlaceReleased{"r", "q", "c", "ada"},
          RoundStaffed{"r", "q", {"ada"}, {}},
          RoundClosed{"r"},
          RoundReopened{"r"},
          Removed{{Kind::kRound, "r", ""}},
          RoundOpened{"u", "", true, 0, {{"q2", {"bo"}, 0, 0, {}}}, true},
          LayerSet{"q2", "c", "bo", {{0, 4, {{"pay", 0}}}}, false},
          LayerSet{"q2", "c", "bo", {{0, 4, {{"pay", 0}}}}, true},
          RoundClosed{"u"},
          ResponseSettled{"q", "c", {"pay"}},
          ResponseSettled{"q", "c", {"time"}},
          ResponseUnsettled{"q", "c"},
          RoleChanged{"bo", Role::kLead},
          PolicySet{SettledBy::kAll, 0, false},
          PolicySet{SettledBy::kAll, 5, false},
          PolicySet{SettledBy::kAll, 5, true},
          PolicySet{SettledBy::kAll, 5, true, ErasedCounts::kDrop},
          MemoWritten{"m", "ada", {Kind::kTheme, "pay", ""}, Audience::kPrivate, {}, {}},
          MemoWritten{"m", "ada", {Kind::kTheme, "pay", ""}, Audience::kPrivate, {}, {}},
          MemoWritten{"m", "ada", {Kind::kTheme, "pay", ""}, Audience::kTeam, {}, {}},
          Removed{{Kind::kMemo, "m", ""}},
          QuoteChosen{"k", "q", "c", "pay", {}, {}},
          QuoteChosen{"k", "q", "c", "pay", {}, {}, {}, {}, true},
          Removed{{Kind::kQuote, "k", ""}},
          MemberCheckRecorded{"k", "q", "", "Two", {}, {}},
          MemberCheckRecorded{"k", "q", "pay", "Two", {}, {}},
          Removed{{Kind::kCheck, "k", ""}},
          SignedOff{"bo", 5, "Checked."},
          SignOffRevoked{"bo", 5},
          ErasureRequested{"e", "p", RequestedBy::kRespondent, "2026-11-20", ""},
          ErasureReviewed{"e", ErasureGround::kConsentWithdrawn},
          ErasureReviewed{"e", ErasureGround::kObjection},
          ErasureDecided{"e", true},
          ErasureReopened{"e", ErasureStep::kReviewed},
          ErasureDecided{"e", true},
          ErasureExecuted{"e", "", 0, 0, 0, {}},
          MemberNamed{"ada", {"sealed"}, {"0123456789abcdef"}},
          MemberNamed{"ada", {}, {}},
          MemberNamed{"ada", {"sealed"}, {"0123456789abcdef"}},
          Removed{{Kind::kMember, "ada", ""}},
          MemberPseudonymised{"ada", "00ff00ff00ff00ff"},
          ThemeAdded{"last", "themes", "Last", "", "", {}},
          Removed{{Kind::kTheme, "last", ""}}};
}

TEST(ADifference, TellsOfEveryTypeOfEvent) {
  Steps steps;
  std::set<std::size_t> types;
  for (const auto& event : one_of_each()) {
    const auto at = std::to_string(steps.after.position() + 1) + ", " + describe(event);
    EXPECT_FALSE(steps.step(event) == Difference{}) << at;
    types.insert(event.index());
  }
  EXPECT_EQ(types.size(), std::variant_size_v<Event>);
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
