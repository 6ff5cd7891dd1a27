#include "projections/progress.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

struct Row {
  std::string coder;
  std::uint32_t begun, finished, assignments;
  bool operator==(const Row&) const = default;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.coder << ' ' << row.begun << ' ' << row.finished << ' ' << row.assignments;
}

std::vector<Row> rows(const std::vector<Command>& more, const char* of) {
  std::vector<Command> commands = {
      OpenStudy{"s", "Study"},
      AddMember{"olga", Role::kOwner},
      AddMember{"ada", Role::kCoder},
      AddMember{"bo", Role::kCoder},
      AddMember{"vic", Role::kViewer},
      AddQuestion{"q1", ""},
      AddQuestion{"q2", ""},
      AddRespondent{"p", ""},
      AddComment{"q1", "r1", "p", {}, 1},
      AddComment{"q1", "r2", "p", {}, 1},
      AddComment{"q2", "r1", "p", {}, 1},
      AddTheme{"food", "themes", "", "", "", {}},
      AddTheme{"talks", "themes", "", "", "", {}},
  };
  commands.insert(commands.end(), more.begin(), more.end());
  const auto view = live(decided(commands));
  std::vector<Row> found;
  for (const auto& row : progress(view, question(view, of)))
    found.push_back({std::string(view.study().member_ids.id(row.coder)), row.done.begun,
                     row.done.finished, row.done.assignments});
  return found;
}

TEST(Progress, NamesEveryCoderAlsoWhoHasDoneNothing) {
  EXPECT_EQ(rows({}, "q1"), (std::vector<Row>{{"ada", 0, 0, 0}, {"bo", 0, 0, 0}}));
}

TEST(Progress, CountsWhatEachCoderHasBegunFinishedAndAssigned) {
  const std::vector<Command> coded = {
      AssignTheme{"q1", "r1", "bo", "food"},       AssignTheme{"q1", "r1", "bo", "talks"},
      SetCoding{"q1", "r2", "bo", {"food"}, true}, FinishCoding{"q1", "r1", "ada"},
      AssignTheme{"q2", "r1", "ada", "food"},
  };
  EXPECT_EQ(rows(coded, "q1"), (std::vector<Row>{{"ada", 1, 1, 0}, {"bo", 2, 1, 3}}));
  EXPECT_EQ(rows(coded, "q2"), (std::vector<Row>{{"ada", 1, 0, 1}, {"bo", 0, 0, 0}}));
}

TEST(Progress, ShowsOtherMembersOnceTheyHaveBegun) {
  EXPECT_EQ(rows({FinishCoding{"q1", "r1", "olga"}}, "q1"),
            (std::vector<Row>{{"olga", 1, 1, 0}, {"ada", 0, 0, 0}, {"bo", 0, 0, 0}}));
}

TEST(Progress, GoesBackWithWhatIsTakenBack) {
  EXPECT_EQ(
      rows({SetCoding{"q1", "r1", "ada", {"food"}, true}, SetCoding{"q1", "r1", "ada", {}, false}},
           "q1"),
      (std::vector<Row>{{"ada", 0, 0, 0}, {"bo", 0, 0, 0}}));
}

}  // namespace
}  // namespace verbatim::projections
