// A small event, counted by hand.

#include "projections/counts.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {

void PrintTo(const Units& units, std::ostream* out) {
  *out << units.comments << " comments, " << units.responses << " responses, " << units.assignments
       << " assignments, " << units.respondents << " respondents";
}

namespace {

using namespace coding;

// Three respondents say four things to q1: p1 (staff) twice, the first of them in three parts;
// p2 (guests) and p3 (no group) once each. q2 has one comment of p1.
std::vector<Command> asked() {
  return {
      OpenStudy{"s", "Study"},
      AddMember{"ada", Role::kCoder},
      AddMember{"bo", Role::kCoder},
      AddQuestion{"q1", "What helped?"},
      AddQuestion{"q2", "What did not?"},
      AddGroup{"staff", "Staff"},
      AddGroup{"press", "Press"},
      AddGroup{"guests", "Guests"},
      AddRespondent{"p1", "staff"},
      AddRespondent{"p2", "guests"},
      AddRespondent{"p3", ""},
      AddTheme{"food", "themes", "Food", "", "", {}},
      AddTheme{"talks", "themes", "Talks", "", "", {}},
      AddTheme{"rooms", "themes", "Rooms", "", "", {"q2"}},
      AddFramework{"advice", "Advice"},
      AddTheme{"more tea", "advice", "More tea", "", "", {}},
      AddComment{"q1", "c1", "p1", {}, 30},
      SegmentComment{"q1", "c1", {{"c1", 0, 10}, {"c1b", 10, 20}, {"c1c", 20, 30}}},
      AddComment{"q1", "c2", "p1", {}, 10},
      AddComment{"q1", "c3", "p2", {}, 10},
      AddComment{"q1", "c4", "p3", {}, 10},
      AddComment{"q2", "c1", "p1", {}, 10},
  };
}

// Ada is finished with all of q1 but c4; Bo with c1, c1b and c3.
std::vector<Command> coded() {
  return {
      SetCoding{"q1", "c1", "ada", {"food", "more tea"}, true},
      SetCoding{"q1", "c1b", "ada", {"food"}, true},
      SetCoding{"q1", "c1c", "ada", {}, true},
      SetCoding{"q1", "c2", "ada", {"food"}, true},
      SetCoding{"q1", "c3", "ada", {"talks"}, true},
      SetCoding{"q1", "c1", "bo", {"food"}, true},
      SetCoding{"q1", "c1b", "bo", {"talks"}, true},
      SetCoding{"q1", "c3", "bo", {"talks", "food"}, true},
      SetCoding{"q1", "c4", "bo", {"talks"}, false},
      SetCoding{"q2", "c1", "bo", {"rooms"}, true},
  };
}

StudyView view_of(std::vector<Command> commands) {
  return live(decided(commands));
}

StudyView the_event() {
  auto commands = asked();
  for (auto& command : coded()) commands.push_back(std::move(command));
  return view_of(commands);
}

std::map<std::string, Units> by_theme(const StudyView& view, const Counts& counts) {
  std::map<std::string, Units> rows;
  for (const auto& row : counts.themes)
    rows[std::string(view.study().theme_ids.id(row.theme))] = row.units;
  return rows;
}

TEST(Counts, OfAnUncodedQuestionHaveItsBaseAndAllItsThemes) {
  const auto view = view_of(asked());
  const auto counts = count(view, question(view, "q1"), {});
  EXPECT_EQ(counts.base, (Units{4, 6, 0, 3}));
  EXPECT_EQ(counts.responses_begun, 0U);
  EXPECT_EQ(counts.responses_finished, 0U);
  EXPECT_EQ(by_theme(view, counts),
            (std::map<std::string, Units>{{"food", {}}, {"talks", {}}, {"more tea", {}}}));
  EXPECT_TRUE(counts.groups.empty());
}

TEST(Counts, OfAQuestionNobodyAnsweredAreZero) {
  auto commands = asked();
  commands.push_back(AddQuestion{"q3", "Anything else?"});
  const auto view = view_of(commands);
  const auto counts = count(view, question(view, "q3"), {Basis::kMajority, {}, {}, true});
  EXPECT_EQ(counts.base, Units{});
  EXPECT_EQ(counts.groups.size(), 3U) << "no row for 'no group'";
}

TEST(Counts, OfTheMajorityTakeEachThingOnce) {
  const auto view = the_event();
  const auto counts = count(view, question(view, "q1"), {});
  // food: c1 (both), c1b is one of two, c2 (Ada alone has seen it), c3 is one of two.
  // talks: c1b is one of two, c3 (both), c4 (Bo alone has begun).
  const std::map<std::string, Units> expected = {
      {"food", {2, 2, 3, 1}},
      {"talks", {2, 2, 3, 2}},
      {"more tea", {0, 0, 0, 0}},
  };
  EXPECT_EQ(by_theme(view, counts), expected);
  EXPECT_EQ(counts.base, (Units{4, 6, 6, 3}));
  EXPECT_EQ(counts.responses_begun, 6U);
  EXPECT_EQ(counts.responses_finished, 5U);
}

TEST(Counts, OfAnybodyTakeEveryAssignment) {
  const auto view = the_event();
  const auto counts = count(view, question(view, "q1"), {Basis::kAny, {}, {}, false});
  // food: c1 twice, c1b, c2, c3; talks: c1b, c3 twice, c4; more tea: c1.
  const std::map<std::string, Units> expected = {
      {"food", {3, 4, 5, 2}},
      {"talks", {3, 3, 4, 3}},
      {"more tea", {1, 1, 1, 1}},
  };
  EXPECT_EQ(by_theme(view, counts), expected);
  EXPECT_EQ(counts.base.assignments, 10U);
}

TEST(Counts, OfOneCoderAreThatCodersOwn) {
  const auto view = the_event();
  const auto bo = count(view, question(view, "q1"), {Basis::kAny, member(view, "bo"), {}, false});
  const std::map<std::string, Units> expected = {
      {"food", {2, 2, 2, 2}},
      {"talks", {3, 3, 3, 3}},
      {"more tea", {0, 0, 0, 0}},
  };
  EXPECT_EQ(by_theme(view, bo), expected);
  EXPECT_EQ(bo.base, (Units{4, 6, 5, 3})) << "the base is the question's";
}

TEST(Counts, OfOneFrameworkLeaveTheOthersOut) {
  const auto view = the_event();
  const auto advice = static_cast<FrameworkIndex>(*view.study().framework_ids.find("advice"));
  const auto counts = count(view, question(view, "q1"), {Basis::kAny, {}, advice, false});
  EXPECT_EQ(by_theme(view, counts), (std::map<std::string, Units>{{"more tea", {1, 1, 1, 1}}}));
  EXPECT_EQ(counts.base, (Units{4, 6, 1, 3})) << "assignments are those of its themes";
}

TEST(Counts, ListThemesInScopeInTheOrderTheyWereAdded) {
  const auto view = the_event();
  const auto counts = count(view, question(view, "q2"), {});
  std::vector<std::string> themes;
  for (const auto& row : counts.themes) themes.emplace_back(view.study().theme_ids.id(row.theme));
  EXPECT_EQ(themes, (std::vector<std::string>{"food", "talks", "rooms", "more tea"}));
  EXPECT_EQ(counts.themes[2].units, (Units{1, 1, 1, 1}));
}

TEST(Counts, LeaveOutWhatWentOutOfScope) {
  auto commands = asked();
  for (auto& command : coded()) commands.push_back(std::move(command));
  commands.push_back(ScopeTheme{"talks", {"q2"}});
  const auto view = view_of(commands);
  const auto counts = count(view, question(view, "q1"), {Basis::kAny, {}, {}, false});
  EXPECT_FALSE(by_theme(view, counts).contains("talks"));
  EXPECT_EQ(counts.base.assignments, 6U);
  commands.push_back(ScopeTheme{"talks", {}});
  const auto again = view_of(commands);
  EXPECT_EQ(by_theme(again, count(again, question(again, "q1"), {})).at("talks"),
            (Units{2, 2, 3, 2}))
      << "the assignments had stood all the while";
}

TEST(Counts, RolledUpCountAResponseOnceForEachThemeThatItStandsBelow) {
  auto commands = asked();
  commands.push_back(AddTheme{"soup", "themes", "Soup", "food", "", {}});
  commands.push_back(AddTheme{"salad", "themes", "Salad", "food", "", {}});
  commands.push_back(AddTheme{"cold soup", "themes", "Cold soup", "soup", "", {}});
  commands.push_back(AddTheme{"keynote", "themes", "Keynote", "talks", "", {}});
  commands.push_back(SetCoding{"q1", "c1", "ada", {"soup", "salad", "keynote"}, true});
  commands.push_back(SetCoding{"q1", "c1b", "ada", {"cold soup", "food"}, true});
  commands.push_back(SetCoding{"q1", "c3", "ada", {"talks", "cold soup"}, true});
  const auto view = view_of(commands);
  // c1 and c1b are two responses of one comment; below food stand two themes in c1, and below soup
  // one in c1b and in c3; talks stands in c1 (its keynote) and in c3.
  const std::map<std::string, Units> expected = {
      {"food", {2, 3, 5, 2}},    {"talks", {2, 2, 2, 2}}, {"more tea", {0, 0, 0, 0}},
      {"soup", {2, 3, 3, 2}},    {"salad", {1, 1, 1, 1}}, {"cold soup", {2, 2, 2, 2}},
      {"keynote", {1, 1, 1, 1}},
  };
  for (const auto& coder : {std::optional<MemberIndex>(), std::optional(member(view, "ada"))}) {
    const auto counts = count(view, question(view, "q1"), {Basis::kAny, coder, {}, false, true});
    EXPECT_EQ(by_theme(view, counts), expected);
    EXPECT_EQ(counts.base, (Units{4, 6, 7, 3})) << "each assignment once";
  }
}

TEST(CountsByGroup, ListEveryGroupAndLastThoseInNone) {
  const auto view = the_event();
  const auto counts = count(view, question(view, "q1"), {Basis::kAny, {}, {}, true});
  const std::vector<GroupIndex> groups = {group(view, "staff"), group(view, "press"),
                                          group(view, "guests"), kNone16};
  EXPECT_EQ(counts.groups, groups);
  const std::vector<Units> base = {{2, 4, 6, 1}, {0, 0, 0, 0}, {1, 1, 3, 1}, {1, 1, 1, 1}};
  EXPECT_EQ(counts.group_base, base);
}

TEST(CountsByGroup, LeaveOutNoGroupWhereEveryRespondentHasOne) {
  const auto view = the_event();
  EXPECT_EQ(count(view, question(view, "q2"), {Basis::kAny, {}, {}, true}).groups.size(), 3U);
}

TEST(CountsByGroup, AddUpToTheWhole) {
  const auto view = the_event();
  for (const auto basis : {Basis::kAny, Basis::kMajority, Basis::kAll}) {
    const auto counts = count(view, question(view, "q1"), {basis, {}, {}, true});
    for (const auto& row : counts.themes) {
      Units sum;
      for (const auto& units : row.groups) {
        sum.comments += units.comments;
        sum.responses += units.responses;
        sum.assignments += units.assignments;
        sum.respondents += units.respondents;
      }
      EXPECT_EQ(sum, row.units);
    }
  }
}

// p1 has two comments in q1, of four responses, and one in q2.
TEST(TheErased, AreKeptOrDroppedAsTheStudySaysOrAsIsAsked) {
  auto commands = asked();
  for (auto& command : coded()) commands.push_back(std::move(command));
  const auto before = view_of(commands);
  for (const Command& command :
       std::vector<Command>{RequestErasure{"e", "p1", RequestedBy::kRespondent, "2026-01-01"},
                            ReviewErasure{"e", ErasureGround::kChild}, DecideErasure{"e", true},
                            ExecuteErasure{"e"}})
    commands.push_back(command);
  const auto kept = view_of(commands);
  commands.push_back(SetPolicy{.erased_counts = ErasedCounts::kDrop});
  const auto dropped = view_of(commands);
  const auto q1 = question(kept, "q1");
  CountsQuery query;
  query.basis = Basis::kAny;
  const auto all = count(before, q1, query);
  EXPECT_EQ(all.erased_comments, 0U);
  for (const auto* view : {&kept, &dropped}) {
    const bool drops = view == &dropped;
    for (const auto asked_for : {std::optional<ErasedCounts>(), std::optional(ErasedCounts::kKeep),
                                 std::optional(ErasedCounts::kDrop)}) {
      query.erased = asked_for;
      const bool with = asked_for ? *asked_for == ErasedCounts::kKeep : !drops;
      SCOPED_TRACE(testing::Message() << drops << " with " << with);
      const auto counts = count(*view, q1, query);
      EXPECT_EQ(counts.erased_comments, 2U);
      EXPECT_EQ(counts.erased_respondents, 1U);
      EXPECT_EQ(counts.erased_counted, with);
      const auto food = theme(*view, "food");
      if (with) {
        EXPECT_EQ(counts.base, all.base);
        EXPECT_EQ(counts.themes[food].units, all.themes[food].units);
      } else {
        EXPECT_EQ(counts.base.comments, 2U);
        EXPECT_EQ(counts.base.respondents, 2U);
        EXPECT_EQ(counts.themes[food].units, (Units{1, 1, 1, 1}));
      }
      query.coder = member(*view, "ada");
      EXPECT_EQ(count(*view, q1, query).themes[food].units.responses, with ? 3U : 0U);
      query.coder.reset();
    }
  }
}

}  // namespace
}  // namespace verbatim::projections
