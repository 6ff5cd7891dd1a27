// Erasing a respondent: what may happen when.
#include <gtest/gtest.h>

#include "coding/erasure.hpp"
#include "coding/inverse.hpp"
#include "unit/coding/decision_table.hpp"

namespace verbatim::coding {
namespace {

const Events kGiven = {StudyOpened{"s", "Study"},
                       MemberAdded{"ada", Role::kCoder},
                       QuestionAdded{"q1", "Why?"},
                       RespondentAdded{"p", ""},
                       RespondentAdded{"o", ""},
                       FrameworkAdded{"themes", "Themes"},
                       ThemeAdded{"t", "themes", "T", "", "", {}},
                       CommentAdded{"q1", "c", "p", {"sealed"}, 9, {"0123456789abcdef"}},
                       CommentAdded{"q1", "d", "o", {"sealed"}, 9, {"0123456789abcdef"}}};
const ErasureRequested kRequested = {"e", "p", RequestedBy::kRespondent, "2026-11-20", "R"};
const ErasureReviewed kReviewed = {"e", ErasureGround::kConsentWithdrawn};
const ErasureDecided kGranted = {"e", true}, kRefused = {"e", false};
const ErasureExecuted kExecuted = {"e", "00ff", 1, 0, 0, {}};

template <class... More>
Events given(More... more) {
  return after(kGiven, Event(more)...);
}

TEST(AnErasure, IsRequestedForOneWhoIsThere) {
  const RequestErasure wanted{"e", "p", RequestedBy::kRespondent, "2026-11-20", "R"};
  auto other_day = wanted, nobody = wanted, no_day = wanted, second = wanted;
  other_day.received_on = "2026-11-21";
  nobody.respondent = "x";
  no_day.received_on = "2026-02-29";
  second.erasure = "f";
  expect_decisions({
      {"a request", kGiven, wanted, Events{kRequested}},
      {"again", given(kRequested), wanted, nothing()},
      {"again, otherwise", given(kRequested), other_day, Refused{Fault::kAlreadyExists, "erasure"}},
      {"of nobody", kGiven, nobody, Refused{Fault::kUnknownRespondent, "respondent"}},
      {"on no day", kGiven, no_day, Refused{Fault::kInvalidValue, "received_on"}},
      {"a second one while the first is open", given(kRequested), second,
       Refused{Fault::kNotAllowedNow, "respondent"}},
      {"a second one after the first was refused", given(kRequested, kReviewed, kRefused), second,
       Events{ErasureRequested{"f", "p", RequestedBy::kRespondent, "2026-11-20", "R"}}},
      {"a second one after the first was taken back",
       given(kRequested, Removed{{Kind::kErasure, "e", ""}}), second,
       Events{ErasureRequested{"f", "p", RequestedBy::kRespondent, "2026-11-20", "R"}}},
      {"of somebody who was erased", given(kRequested, kReviewed, kGranted, kExecuted), second,
       Refused{Fault::kNotAllowedNow, "respondent"}},
  });
}

TEST(AnErasure, IsReviewedDecidedAndExecutedInThatOrder) {
  const ReviewErasure review{"e", ErasureGround::kConsentWithdrawn};
  const ReviewErasure exemption{"e", ErasureGround::kResearchImpaired};
  const DecideErasure grant{"e", true}, refuse{"e", false};
  const ExecuteErasure execute{"e", "00ff", {"The printers"}};
  const ErasureReviewed exempt{"e", ErasureGround::kResearchImpaired};
  const Refused not_now{Fault::kNotAllowedNow, "erasure"};
  const auto granted = given(kRequested, kReviewed, kGranted);
  const auto done = given(kRequested, kReviewed, kGranted, kExecuted);
  expect_decisions({
      {"an unknown one", kGiven, review, Refused{Fault::kUnknownErasure, "erasure"}},
      {"a review", given(kRequested), review, Events{kReviewed}},
      {"the same review", given(kRequested, kReviewed), review, nothing()},
      {"another review", given(kRequested, kReviewed), exemption, Events{exempt}},
      {"another review once it is decided", granted, exemption, not_now},
      {"a decision without a review", given(kRequested), grant, not_now},
      {"granting it", given(kRequested, kReviewed), grant, Events{kGranted}},
      {"granting it on an exemption", given(kRequested, exempt), grant,
       Refused{Fault::kNotAllowedNow, "granted"}},
      {"refusing it", given(kRequested, exempt), refuse, Events{kRefused}},
      {"the same decision", granted, grant, nothing()},
      {"the other decision", granted, refuse, Refused{Fault::kNotAllowedNow, "granted"}},
      {"executing what is not decided", given(kRequested, kReviewed), execute, not_now},
      {"executing what was refused", given(kRequested, kReviewed, kRefused), execute, not_now},
      {"executing it", granted, execute,
       Events{ErasureExecuted{"e", "00ff", 1, 0, 0, {"The printers"}}}},
      {"executing it again", done, ExecuteErasure{"e", "00ff", {}}, nothing()},
      {"executing it again, telling somebody", done, execute, not_now},
      {"a review of what was executed", done, exemption, not_now},
      {"a decision on what was executed", done, refuse, not_now},
  });
}

TEST(AnErasedRespondent, SaysNothingMore) {
  const auto erased = given(kRequested, kReviewed, kGranted, kExecuted);
  const TextMark mark = {"fedcba9876543210"};
  const Thing words{Kind::kResponse, "c", "q1"}, person{Kind::kRespondent, "p", ""};
  expect_decisions({
      {"a new comment", erased, AddComment{"q1", "n", "p", {"sealed"}, 3, mark},
       Refused{Fault::kErased, "respondent"}},
      {"a new comment without a text", erased, AddComment{"q1", "n", "p", {}, 0, {}},
       Refused{Fault::kErased, "respondent"}},
      {"a comment of another", erased, AddComment{"q1", "n", "o", {}, 0, {}},
       Events{CommentAdded{"q1", "n", "o", {}, 0, {}}}},
      {"a memo about their words", erased, WriteMemo{"m", "ada", words, Audience::kTeam, {}, mark},
       Refused{Fault::kErased, "about"}},
      {"a memo about them", erased, WriteMemo{"m", "ada", person, Audience::kTeam, {}, mark},
       Refused{Fault::kErased, "about"}},
      {"a quote of theirs", erased, ChooseQuote{"k", "q1", "c", "t", {}, mark, {}, {}, true},
       Refused{Fault::kErased, "response"}},
      {"their coding, which is the coder's", erased, AssignTheme{"q1", "c", "ada", "t"},
       Events{ThemeAssigned{"q1", "c", "ada", "t", 1}}},
  });
}

TEST(AnExecutedErasure, CannotBeTakenBackAndEveryStepBeforeCan) {
  Study study;
  const auto nothing_is_read = [](std::uint64_t) -> Result<Event> { return Failure{}; };
  const auto happen = [&](const Event& event) {
    auto back = inverse(study, event, nothing_is_read);
    EXPECT_TRUE(evolve(study, event, study.position + 1));
    return back;
  };
  for (const auto& event : kGiven) ASSERT_TRUE(evolve(study, event, study.position + 1));
  EXPECT_EQ(*happen(kRequested), (Events{Removed{{Kind::kErasure, "e", ""}}}));
  EXPECT_EQ(*happen(kReviewed), (Events{ErasureReopened{"e", ErasureStep::kRequested}}));
  EXPECT_EQ(*happen(kGranted), (Events{ErasureReopened{"e", ErasureStep::kReviewed}}));
  const auto reopened = happen(ErasureReopened{"e", ErasureStep::kRequested});
  EXPECT_EQ(*reopened, (Events{kReviewed, kGranted}));
  for (const auto& event : *reopened) ASSERT_TRUE(evolve(study, event, study.position + 1));
  EXPECT_EQ(*happen(Removed{{Kind::kErasure, "e", ""}}), (Events{kRequested, kReviewed, kGranted}));
  for (const Event& event : Events{kRequested, kReviewed, kGranted})
    ASSERT_TRUE(evolve(study, event, study.position + 1));
  const auto refused = happen(kExecuted);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::kNotAllowedNow);
  for (const Event& event :
       Events{Removed{{Kind::kErasure, "e", ""}}, Removed{{Kind::kRespondent, "p", ""}}, kReviewed,
              ErasureReopened{"e", ErasureStep::kRequested}, kExecuted})
    EXPECT_FALSE(evolve(study, event, study.position + 1)) << "what is destroyed stays so";
}

TEST(ARequest, IsToBeAnsweredWithinOneMonth) {
  EXPECT_EQ(due_on("2026-11-20"), "2026-12-20");
  EXPECT_EQ(due_on("2026-12-31"), "2027-01-31");
  EXPECT_EQ(due_on("2026-01-31"), "2026-02-28");
  EXPECT_EQ(due_on("2028-01-31"), "2028-02-29");
  EXPECT_EQ(due_on("2100-01-30"), "2100-02-28") << "no leap year";
  EXPECT_EQ(due_on("2026-03-31"), "2026-04-30");
  EXPECT_EQ(due_on("2028-02-29"), "2028-03-29");
  for (const auto* wrong :
       {"", "2026-11-2", "2026-11-200", "2026-13-01", "2026-00-10", "2026-02-29", "2026-11-00",
        "2026/11/20", "soon", "0000-01-01", "2026-11-2x", "-026-11-20"})
    EXPECT_EQ(due_on(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace verbatim::coding
