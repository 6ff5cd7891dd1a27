// Who sees what while a blind round is open.

#include "coding/blindness.hpp"

#include <gtest/gtest.h>

#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

const Events kReady = {
    StudyOpened{"iep", "Rapid insight"},
    MemberAdded{"ada", Role::kOwner},
    MemberAdded{"bo", Role::kCoder},
    MemberAdded{"cem", Role::kCoder},
    QuestionAdded{"q1", "Why?"},
    QuestionAdded{"q2", "How?"},
    RespondentAdded{"p1", ""},
    CommentAdded{"q1", "r1", "p1", {}, 9},
    CommentAdded{"q2", "r1", "p1", {}, 9},
};
RoundOpened round(bool blind) {
  return {"pilot", "Pilot", blind, 0, {{"q1", {"ada", "bo"}, 0, 0, {}}}};
}

TEST(ABlindRound, HidesItsQuestionsFromItsCoders) {
  const auto study = study_of(after(kReady, round(true)));
  for (const auto* coder : {"ada", "bo"}) {
    const auto viewpoint = viewpoint_of(study, coder);
    EXPECT_FALSE(viewpoint.sees(0)) << coder << ", also the owner";
    EXPECT_TRUE(viewpoint.sees(1)) << coder << ": another question";
  }
  EXPECT_TRUE(viewpoint_of(study, "cem").sees_all()) << "not in the round";
  EXPECT_TRUE(viewpoint_of(study, "nobody").sees_all());
}

TEST(ABlindRound, HidesNothingOnceItIsClosed) {
  auto study = study_of(after(kReady, round(true), RoundClosed{"pilot"}));
  EXPECT_TRUE(viewpoint_of(study, "bo").sees_all());
  study = study_of(after(kReady, round(true), RoundClosed{"pilot"}, RoundReopened{"pilot"}));
  EXPECT_FALSE(viewpoint_of(study, "bo").sees_all());
}

TEST(ABlindRound, StaysBlindForWhoDropsOut) {
  const auto study =
      study_of(after(kReady, round(true), RoundStaffed{"pilot", "q1", {"ada", "cem"}, {}}));
  EXPECT_FALSE(viewpoint_of(study, "bo").sees(0)) << "who might come back";
  EXPECT_FALSE(viewpoint_of(study, "cem").sees(0)) << "who came later";
}

TEST(AnOpenRound, HidesNothing) {
  EXPECT_TRUE(viewpoint_of(study_of(after(kReady, round(false))), "bo").sees_all());
}

TEST(TheEventsOfABlindRound, AreThoseOfTheCoderThemselves) {
  const auto hidden = [&](const Event& event) { return !shows("bo", {"q1"}, event); };
  EXPECT_TRUE(hidden(ThemeAssigned{"q1", "r1", "ada", "pay", 1}));
  EXPECT_TRUE(hidden(ThemeWithdrawn{"q1", "r1", "ada", "pay"}));
  EXPECT_TRUE(hidden(CodingFinished{"q1", "r1", "ada"}));
  EXPECT_TRUE(hidden(CodingReopened{"q1", "r1", "ada"}));
  EXPECT_TRUE(hidden(PlaceTaken{"pilot", "q1", "r1", "ada"}));
  EXPECT_TRUE(hidden(PlaceReleased{"pilot", "q1", "r1", "ada"}));
  EXPECT_TRUE(hidden(LayerSet{"q1", "r1", "ada", {{0, 4, {}}}, true}));
  EXPECT_FALSE(hidden(LayerSet{"q1", "r1", "bo", {{0, 4, {}}}, true}));
  EXPECT_TRUE(hidden(ResponseSettled{"q1", "r1", {}}));
  EXPECT_TRUE(hidden(ResponseUnsettled{"q1", "r1"}));
  EXPECT_TRUE(hidden(QuoteChosen{"quote", "q1", "r1", "pay", {}, {}, {}, {}, false}));
  EXPECT_TRUE(hidden(MemoWritten{"m", "ada", {Kind::kResponse, "r1", "q1"}, {}, {}, {}}));
  EXPECT_FALSE(hidden(MemoWritten{"m", "bo", {Kind::kResponse, "r1", "q1"}, {}, {}, {}}));
  EXPECT_TRUE(hidden(MemoWritten{"m", "ada", {Kind::kQuestion, "q1", ""}, {}, {}, {}}));
  EXPECT_FALSE(hidden(MemoWritten{"m", "ada", {Kind::kQuestion, "q2", ""}, {}, {}, {}}));
  EXPECT_TRUE(hidden(MemoWritten{"m", "ada", {Kind::kMemo, "m0", ""}, {}, {}, {}}));
  EXPECT_FALSE(hidden(MemoWritten{"m", "ada", {Kind::kTheme, "pay", ""}, {}, {}, {}}));
  EXPECT_TRUE(hidden(Removed{{Kind::kQuote, "quote", ""}}));
  EXPECT_FALSE(hidden(Removed{{Kind::kTheme, "pay", ""}}));
  EXPECT_FALSE(hidden(ThemeAssigned{"q1", "r1", "bo", "pay", 1}));
  EXPECT_FALSE(hidden(PlaceTaken{"pilot", "q1", "r1", "bo"}));
  EXPECT_FALSE(hidden(ThemeAssigned{"q2", "r1", "ada", "pay", 1})) << "another question";
  EXPECT_FALSE(hidden(CommentAdded{"q1", "r2", "p1", {}, 9})) << "what there is to code";
  EXPECT_FALSE(hidden(RoundClosed{"pilot"}));
}

}  // namespace
}  // namespace verbatim::coding
