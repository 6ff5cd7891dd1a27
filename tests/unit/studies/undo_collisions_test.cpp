// What stands in the way of taking something back although it speaks of something else: there is no
// room any more, or the way back leads in a circle. It is listed, and taken back first.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "coding/rounds.hpp"
#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "undoing.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using eventlog::MemoryLog;
using eventlog::Position;

// Two questions with two comments each, themes a, b and c, coders bo, cem and dot.
std::vector<Command> ready() {
  return {OpenStudy{"s", "Study"},
          AddMember{"bo", Role::kCoder},
          AddMember{"cem", Role::kCoder},
          AddMember{"dot", Role::kCoder},
          AddQuestion{"q1", ""},
          AddRespondent{"p", ""},
          AddComment{"q1", "c1", "p", {}, 10},
          AddComment{"q1", "c2", "p", {}, 10},
          AddTheme{"a", "themes", "A", "", "", {}},
          AddTheme{"b", "themes", "B", "", "", {}},
          AddTheme{"c", "themes", "C", "", "", {}}};
}

OpenRound opened(std::string id, std::vector<std::string> coders, std::uint32_t per_response = 0) {
  return {std::move(id), "Round", false, 0, {{"q1", std::move(coders), per_response, 0, {}}}};
}

struct Told {
  MemoryLog log;
  Desk desk{log};
  std::vector<Position> commits;

  explicit Told(const std::vector<Command>& more) {
    commit(desk, ready());
    commits = commit(desk, more);
    EXPECT_EQ(commits.size(), more.size()) << "each of them does something";
  }

  // The commit of the `number`th command cannot be taken back for that of the `other`th, and can be
  // once that one is.
  void expect_in_the_way(std::size_t number, std::size_t other) {
    const auto refused = take_back(desk, commits[number]);
    ASSERT_FALSE(refused);
    ASSERT_EQ(slug_of(refused.error().fault), "depended_on") << refused.error().detail;
    EXPECT_EQ(refused.error().dependents.back(), commits[other]);
    const auto first = take_back(desk, commits[other]);
    ASSERT_TRUE(first) << first.error().detail;
    const auto undone = take_back(desk, commits[number]);
    EXPECT_TRUE(undone) << undone.error().detail;
    EXPECT_EQ(desk.read(), replayed(log));
  }
};

TEST(ARoundThatIsOpenedAgain, FindsAnotherOneInItsQuestion) {
  Told({opened("first", {"bo"}), CloseRound{"first"}, opened("second", {"cem"})})
      .expect_in_the_way(1, 2);
}

TEST(ARoundThatIsOpenedAgain, FindsAnotherOneReopenedInItsQuestion) {
  Told({opened("second", {"cem"}), CloseRound{"second"}, opened("first", {"bo"}),
        CloseRound{"first"}, ReopenRound{"second"}})
      .expect_in_the_way(3, 4);
}

TEST(ARoundThatComesBack, FindsAnotherOneInItsQuestion) {
  Told told({opened("first", {"bo"})});
  const auto undone = take_back(told.desk, told.commits[0]);
  ASSERT_TRUE(undone);
  told.commits.push_back(undone->position);
  told.commits.push_back(commit(told.desk, {opened("second", {"cem"})}).front());
  told.expect_in_the_way(1, 2);
}

TEST(AThemeThatGoesBackBelowAnother, FindsThatOneBelowItself) {
  Told({MoveTheme{"a", "b", ""}, MoveTheme{"a", "", ""}, MoveTheme{"b", "a", ""}})
      .expect_in_the_way(1, 2);
}

TEST(AThemeThatGoesBackBelowAnother, FindsWhatThatOneStandsBelowBelowItself) {
  Told({MoveTheme{"b", "c", ""}, MoveTheme{"a", "b", ""}, MoveTheme{"a", "", ""},
        MoveTheme{"c", "a", ""}})
      .expect_in_the_way(2, 3);
}

TEST(AThemeThatIsMergedAgain, FindsItsSuccessorMergedIntoItself) {
  Told({MergeThemes{"a", "b"}, RestoreTheme{"a"}, MergeThemes{"b", "a"}}).expect_in_the_way(1, 2);
}

TEST(APlaceThatIsTakenAgain, IsSomebodyElses) {
  Told told({opened("first", {"bo", "cem"}, 1), TakePlace{"first", "q1", "bo"},
             ReleasePlace{"first", "q1", "c1", "bo"}, TakePlace{"first", "q1", "cem"}});
  told.expect_in_the_way(2, 3);
}

TEST(APlaceThatIsGivenBack, WasLostWithAStaffing) {
  Told({opened("first", {"bo", "cem"}, 1), TakePlace{"first", "q1", "bo"},
        StaffRound{"first", "q1", {"cem"}, {}}})
      .expect_in_the_way(1, 2);
}

TEST(AStaffing, GivesBackThePlacesThatWereLostWithIt) {
  Told told({opened("first", {"bo", "cem"}, 1), TakePlace{"first", "q1", "bo"},
             TakePlace{"first", "q1", "cem"}});
  const auto before = contents(told.desk);
  const auto staffed = commit(told.desk, {StaffRound{"first", "q1", {"cem", "dot"}, {}}}).front();
  const auto undone = take_back(told.desk, staffed);
  ASSERT_TRUE(undone) << undone.error().detail;
  EXPECT_EQ(undone->events, 2U) << "who codes, and the place of bo";
  EXPECT_EQ(contents(told.desk), before);
  told.desk.studies().find("s")->read(
      [](const projections::StudyView& view) {
        const auto& study = view.study();
        const auto& task = *open_task(study, 0);
        const auto bo = static_cast<MemberIndex>(*study.member_ids.find("bo"));
        EXPECT_EQ(progress_of(study, task).coders[0].allocated, 1U);
        EXPECT_TRUE(next_to_code(study, task, bo));
      },
      [](Result<Position>) {});
}

TEST(AStaffing, GivesBackNoPlaceThatSomebodyElseHasTaken) {
  Told({opened("first", {"bo", "cem"}, 2), TakePlace{"first", "q1", "bo"},
        StaffRound{"first", "q1", {"cem", "dot"}, {}}, TakePlace{"first", "q1", "dot"}})
      .expect_in_the_way(2, 3);
}

// A revision that is taken back gives back the meaning of before.
TEST(ARevisionThatIsTakenBack, MakesWhatWasCodedBeforeRightAgainAndWhatWasCodedSinceStale) {
  Told told({AssignTheme{"q1", "c1", "bo", "a"},
             ReviseTheme{"a", {}, "Otherwise", {}, {}, {}, {}, false},
             AssignTheme{"q1", "c2", "bo", "a"}});
  const auto stale = [&] {
    std::vector<bool> found;
    told.desk.studies().find("s")->read(
        [&](const projections::StudyView& view) {
          for (const auto& response : view.study().responses)
            found.push_back(is_stale(view.study(), response.codings.assignments().front()));
        },
        [](Result<Position>) {});
    return found;
  };
  EXPECT_EQ(stale(), (std::vector<bool>{true, false}));
  const auto undone = take_back(told.desk, told.commits[1]);
  ASSERT_TRUE(undone) << undone.error().detail;
  EXPECT_EQ(stale(), (std::vector<bool>{false, true}));
  ASSERT_TRUE(take_back(told.desk, undone->position));
  EXPECT_EQ(stale(), (std::vector<bool>{true, false}))
      << "done again, it means the new thing again";
  commit(told.desk, {ReviseTheme{"a", {}, "Third", {}, {}, {}, {}, false}});
  EXPECT_EQ(stale(), (std::vector<bool>{true, true}));
  EXPECT_EQ(told.desk.read(), replayed(told.log));
}

}  // namespace
}  // namespace verbatim::studies
