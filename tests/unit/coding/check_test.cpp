// Conditions: whether what a caller saw of a coding still stands.

#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

const Events kReady = {StudyOpened{"iep", "Rapid insight"},
                       MemberAdded{"ada", Role::kCoder},
                       MemberAdded{"bo", Role::kCoder},
                       QuestionAdded{"q1", "What helped?"},
                       RespondentAdded{"p1", ""},
                       FrameworkAdded{"themes", "Themes"},
                       ThemeAdded{"culture", "themes", "Culture", "", "", {}},
                       CommentAdded{"q1", "r7", "p1", {}, 9}};  // position 8
const auto kAssigned = ThemeAssigned{"q1", "r7", "ada", "culture", 1};
const auto kWithdrawn = ThemeWithdrawn{"q1", "r7", "ada", "culture"};
const auto kFinished = CodingFinished{"q1", "r7", "ada"};

TEST(ACondition, HoldsAtTheRevisionTheCodingIsAt) {
  const struct {
    const char* fact;
    Events given;
    std::uint64_t revision;
  } rows[] = {
      {"not begun", kReady, 0},
      {"begun by the last event", after(kReady, kAssigned), 9},
      {"another coder's events do not matter",
       after(kReady, kAssigned, CodingFinished{"q1", "r7", "bo"}), 9},
      {"changed by the last event", after(kReady, kAssigned, kFinished), 10},
      {"taken back, so not begun", after(kReady, kAssigned, kWithdrawn), 0},
      {"withdrawn but finished", after(kReady, kAssigned, kFinished, kWithdrawn), 11},
  };
  for (const auto& row : rows) {
    const auto study = study_of(row.given);
    EXPECT_TRUE(check(study, {"q1", "r7", "ada", row.revision})) << row.fact;
    const auto stale = check(study, {"q1", "r7", "ada", row.revision + 1});
    ASSERT_FALSE(stale) << row.fact;
    EXPECT_EQ(slug_of(stale.error().fault), "stale_condition") << row.fact;
    EXPECT_EQ(stale.error().position, row.revision) << row.fact;
  }
}

TEST(ACondition, OfACoderWhoIsNoMemberYetIsThatNothingWasSaid) {
  const auto study = study_of(kReady);
  EXPECT_TRUE(check(study, {"q1", "r7", "zoe", 0}));
  EXPECT_FALSE(check(study, {"q1", "r7", "zoe", 8}));
}

TEST(ACondition, OnALayerHoldsAtTheRevisionTheLayerIsAt) {
  const auto begun = after(kReady, kAssigned, LayerSet{"q1", "r7", "ada", {{0, 4, {}}}, false});
  for (const auto& [given, revision] : std::vector<std::pair<Events, std::uint64_t>>{
           {after(kReady, kAssigned), 0},
           {begun, 10},
           {after(begun, kFinished), 10},
           {after(begun, LayerSet{"q1", "r7", "bo", {}, true}), 10},
           {after(begun, LayerSet{"q1", "r7", "ada", {}, false}), 0}}) {
    EXPECT_TRUE(check(study_of(given), {"q1", "r7", "ada", revision, true}));
    const auto stale = check(study_of(given), {"q1", "r7", "ada", revision + 1, true});
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().position, revision);
  }
  const auto comment = check(study_of(kReady), {"q1", "r9", "ada", 0, true});
  ASSERT_FALSE(comment);
  EXPECT_EQ(slug_of(comment.error().fault), "unknown_comment");
}

TEST(ACondition, OnWhatIsNotThereIsRefused) {
  const auto study = study_of(kReady);
  const auto question = check(study, {"q9", "r7", "ada", 0});
  ASSERT_FALSE(question);
  EXPECT_EQ(slug_of(question.error().fault), "unknown_question");
  const auto response = check(study, {"q1", "r9", "ada", 0});
  ASSERT_FALSE(response);
  EXPECT_EQ(slug_of(response.error().fault), "unknown_response");
}

}  // namespace
}  // namespace verbatim::coding
