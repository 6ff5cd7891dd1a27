// What was done is taken back by a commit that says so.

#include "studies/undo.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "undoing.hpp"
#include "unit/coding/any_command.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using eventlog::MemoryLog;
using eventlog::Position;

// A study with theme "food" and comment "c1", open for coding; ada works in it.
std::vector<Command> small_study() {
  return {OpenStudy{"s", "Study"}, AddQuestion{"q1", ""}, AddRespondent{"p1", ""},
          AddTheme{"food", "themes", "Food", "", "", {}}, AddComment{"q1", "c1", "p1", {}, 10}};
}

TEST(ACommit, IsTakenBackByAnotherThatNamesItAndSaysWhy) {
  MemoryLog log;
  Desk desk(log);
  commit(desk, small_study());
  const auto before = listing(desk);
  const auto assigned = commit(desk, {SetCoding{"q1", "c1", "ada", {"food"}, true}}).front();
  const auto undone = take_back(desk, assigned + 1);  // any position of the commit names it
  ASSERT_TRUE(undone) << undone.error().detail;
  EXPECT_EQ(undone->events, 2U);
  EXPECT_EQ(listing(desk), before);
  record::Record record;
  ASSERT_TRUE(record::decode(*log.read_one("s", undone->position - 1), record));
  EXPECT_EQ(record.undoes, assigned);
  EXPECT_EQ(record.reason, "it was a mistake");
  EXPECT_EQ(record.event, Event(CodingReopened{"q1", "c1", "ada"}));
  EXPECT_EQ(desk.read(), replayed(log));
}

TEST(AnUndo, IsTakenBackLikeAnythingElse) {
  MemoryLog log;
  Desk desk(log);
  commit(desk, small_study());
  const auto assigned = commit(desk, {SetCoding{"q1", "c1", "ada", {"food"}, true}}).front();
  const auto coded = listing(desk);
  const auto undone = take_back(desk, assigned);
  ASSERT_TRUE(undone);
  const auto again = take_back(desk, assigned);
  ASSERT_FALSE(again);
  EXPECT_EQ(slug_of(again.error().fault), "not_allowed_now");
  EXPECT_NE(again.error().detail.find(std::to_string(undone->position - 1)), std::string::npos);
  const auto redone = take_back(desk, undone->position);
  ASSERT_TRUE(redone) << redone.error().detail;
  EXPECT_EQ(listing(desk), coded);
  EXPECT_TRUE(take_back(desk, assigned)) << "it stands again, so it can be taken back again";
}

TEST(WhatSomethingLaterDependsOn, IsNotTakenBackAlone) {
  MemoryLog log;
  Desk desk(log);
  const auto commits = commit(desk, small_study());
  const auto theme = commits[3], comment = commits[4];
  const auto assigned = commit(desk, {AssignTheme{"q1", "c1", "ada", "food"}}).front();
  const auto finished = commit(desk, {FinishCoding{"q1", "c1", "ada"}}).front();
  const auto before = desk.read();
  const struct {
    const char* fact;
    Position position;
    std::vector<Position> dependents;
  } rows[] = {
      {"a theme that is assigned", theme, {assigned}},
      {"a comment that is coded", comment, {assigned, finished}},
      {"a question with a comment", commits[1], {comment, assigned, finished}},
      {"a respondent who commented", commits[2], {comment}},
  };
  for (const auto& row : rows) {
    const auto refused = take_back(desk, row.position);
    ASSERT_FALSE(refused) << row.fact;
    EXPECT_EQ(slug_of(refused.error().fault), "depended_on") << row.fact;
    auto dependents = refused.error().dependents;
    dependents.erase(std::remove_if(dependents.begin(), dependents.end(),
                                    [&](auto p) {
                                      return std::find(row.dependents.begin(), row.dependents.end(),
                                                       p) != row.dependents.end();
                                    }),
                     dependents.end());
    EXPECT_TRUE(dependents.empty() || row.position == commits[1]) << row.fact;
    EXPECT_EQ(refused.error().dependents.front(), row.dependents.front()) << row.fact;
  }
  EXPECT_EQ(desk.read(), before);
  ASSERT_TRUE(take_back(desk, assigned)) << "the other coding event is not of the same subject";
  ASSERT_TRUE(take_back(desk, theme)) << "what depended on it is taken back";
}

TEST(TheOpeningOfAStudy, IsNotTakenBack) {
  MemoryLog log;
  Desk desk(log);
  commit(desk, small_study());
  const auto refused = take_back(desk, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(slug_of(refused.error().fault), "not_allowed_now");
  EXPECT_EQ(word_of(take_back(desk, 0)), "invalid_value");
  EXPECT_EQ(word_of(take_back(desk, 999)), "future_moment");
}

TEST(ACoderOfTheFirstHour, StaysAMemberWhenTheirFirstCodingIsTakenBack) {
  MemoryLog log;
  Desk desk(log);
  commit(desk, small_study());
  const auto first = desk.ask(request({AssignTheme{"q1", "c1", "bo", "food"}}, "bo"));
  ASSERT_TRUE(first);
  ASSERT_EQ(first->events, 2U) << "bo joins with it";
  ASSERT_TRUE(desk.ask(request({FinishCoding{"q1", "c1", "bo"}}, "bo")));
  const auto undone = take_back(desk, first->position, "bo");
  ASSERT_TRUE(undone) << undone.error().detail;
  EXPECT_TRUE(desk.ask(request({ReopenCoding{"q1", "c1", "bo"}}, "bo")));
}

TEST(ACommit, OfOnesOwnCodingsIsToldApart) {
  MemoryLog log;
  Desk desk(log);
  const auto commits = commit(desk, small_study());
  const auto own = desk.ask(request({AssignTheme{"q1", "c1", "bo", "food"}}, "bo"))->position;
  const auto mixed =
      desk.ask(request({FinishCoding{"q1", "c1", "bo"}, AddGroup{"g", "G"}}, "bo"))->position;
  const auto is_coding = [&](Position position, const char* who) {
    return (*TakingBack::read(log, "s", position, who))->is_coding_by(who);
  };
  EXPECT_TRUE(is_coding(own, "bo"));
  EXPECT_FALSE(is_coding(own, "ada"));
  EXPECT_FALSE(is_coding(mixed, "bo"));
  EXPECT_FALSE(is_coding(commits[3], "ada"));
}

TEST(WhatComesBetweenReadingAndDeciding, IsLookedAtToo) {
  MemoryLog log;
  Desk desk(log);
  const auto commits = commit(desk, small_study());
  auto of_theme = request({});
  take_back(desk.studies(), TakingBack::read(log, "s", commits[3], "ada"), of_theme);
  const auto assigned = commit(desk, {AssignTheme{"q1", "c1", "ada", "food"}}).front();
  const auto refused = desk.ask(std::move(of_theme));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().dependents, std::vector<Position>{assigned});
}

TEST(ARemovedMember, KeepsWhatTheySaidAndWritesNoMore) {
  MemoryLog log;
  Desk desk(log);
  commit(desk, small_study());
  const auto said = desk.ask(request({AssignTheme{"q1", "c1", "bo", "food"}}, "bo"));
  ASSERT_TRUE(said);
  commit(desk, {RemoveMember{"bo"}});
  EXPECT_NE(listing(desk).find("q1 any food: assignments = 1"), std::string::npos);
  EXPECT_EQ(word_of(desk.ask(request({FinishCoding{"q1", "c1", "bo"}}, "bo", Role::kCoder))),
            "forbidden");
  EXPECT_TRUE(take_back(desk, said->position)) << "what they said can still be taken back";
  commit(desk, {AddMember{"bo", Role::kCoder}});
  EXPECT_EQ(word_of(desk.ask(request({FinishCoding{"q1", "c1", "bo"}}, "bo"))), "accepted");
}

TEST(AnOwner, IsMadeAndUnmadeByOwnersAloneAlsoByAnUndo) {
  MemoryLog log;
  Desk desk(log);
  commit(desk, small_study());
  const auto added = commit(desk, {AddMember{"dot", Role::kOwner}}).front();
  const auto changed = commit(desk, {ChangeRole{"dot", Role::kLead}}).front();
  const auto by_lead = [&](Position position) {
    return word_of(take_back(desk, position, "lea", Role::kLead));
  };
  EXPECT_EQ(by_lead(changed), "forbidden");
  ASSERT_TRUE(take_back(desk, changed));
  const auto removed = commit(desk, {RemoveMember{"dot"}}).front();
  EXPECT_EQ(by_lead(removed), "forbidden");
  EXPECT_NE(by_lead(added), "accepted");
  ASSERT_TRUE(take_back(desk, removed));
  EXPECT_EQ(word_of(desk.ask(request({RemoveMember{"dot"}}, "lea", Role::kLead))), "forbidden");
}

RC_GTEST_PROP(UndoOfEverything, FromTheLastToTheFirstLeavesAnEmptyStudy, ()) {
  MemoryLog log;
  Desk desk(log);
  commit(desk, {OpenStudy{"s", "Study"}});
  const auto empty = listing(desk);
  auto commits = commit(desk, *any_reversible_commands());
  for (; !commits.empty(); commits.pop_back()) {
    const auto undone = take_back(desk, commits.back());
    if (!undone) RC_FAIL(undone.error().detail);
  }
  RC_ASSERT(listing(desk) == empty);
  RC_ASSERT(desk.read() == replayed(log));
}

// Takes a commit back, and before it whatever depends on it, the last first.
void take_back_with_all_that_depends(Desk& desk, Position position) {
  for (;;) {
    const auto undone = take_back(desk, position);
    if (undone) return;
    if (undone.error().fault != Fault::kDependedOn) {
      RC_ASSERT(undone.error().detail.starts_with("It is taken back already"));
      return;
    }
    RC_ASSERT(undone.error().dependents.front() > position);
    take_back_with_all_that_depends(desk, undone.error().dependents.back());
  }
}

RC_GTEST_PROP(UndoInAnyOrder, IsRefusedWithWhatDependsOrLeavesASoundStudy, ()) {
  MemoryLog log;
  Desk desk(log);
  commit(desk, {OpenStudy{"s", "Study"}});
  const auto empty = listing(desk);
  auto commits = commit(desk, *any_reversible_commands());
  while (!commits.empty()) {
    const auto at = *rc::gen::inRange<std::size_t>(0, commits.size());
    take_back_with_all_that_depends(desk, commits[at]);
    commits.erase(commits.begin() + static_cast<std::ptrdiff_t>(at));
    RC_ASSERT(desk.read() == replayed(log));
  }
  RC_ASSERT(listing(desk) == empty);
}

}  // namespace
}  // namespace verbatim::studies
