// Who codes what: open_round, staff_round, close_round, reopen_round, take_place, release_place.

#include <gtest/gtest.h>

#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

using Ids = std::vector<std::string>;

RoundPart part(std::string question, Ids coders, std::uint32_t per_response = 0,
               std::uint32_t sample = 0, std::vector<std::uint32_t> weights = {}) {
  return {std::move(question), std::move(coders), per_response, sample, std::move(weights)};
}
OpenRound open_round(std::vector<RoundPart> parts, std::string id = "pilot") {
  return {std::move(id), "Pilot", true, 7, std::move(parts)};
}
RoundOpened opened(std::vector<RoundPart> parts, std::string id = "pilot") {
  return {std::move(id), "Pilot", true, 7, std::move(parts)};
}

const Events kReady = {
    StudyOpened{"iep", "Rapid insight"},   MemberAdded{"ada", Role::kCoder},
    MemberAdded{"bo", Role::kCoder},       MemberAdded{"cem", Role::kLead},
    MemberAdded{"vi", Role::kViewer},      QuestionAdded{"q1", "Why?"},
    QuestionAdded{"q2", "How?"},           RespondentAdded{"p1", ""},
    FrameworkAdded{"themes", "Themes"},    ThemeAdded{"pay", "themes", "Pay", "", "", {}},
    CommentAdded{"q1", "r1", "p1", {}, 9}, CommentAdded{"q1", "r2", "p1", {}, 9},
    CommentAdded{"q1", "r3", "p1", {}, 9}, CommentAdded{"q2", "s1", "p1", {}, 9},
};
const auto kWhole = part("q1", {"ada", "bo"});
const auto kPair = part("q1", {"ada", "bo"}, 1);
const auto kOpenWhole = after(kReady, opened({kWhole}));
const auto kOpenPair = after(kReady, opened({kPair}));
const PlaceTaken kFirst{"pilot", "q1", "r1", "ada"};
const CodingFinished kDone{"q1", "r1", "ada"};

TEST(ARound, IsOpenedOverQuestionsThatAreInNoOther) {
  expect_decisions({
      {"a question and its pair", kReady, open_round({kWhole}), Events{opened({kWhole})}},
      {"several questions", kReady, open_round({kWhole, part("q2", {"cem"})}),
       Events{opened({kWhole, part("q2", {"cem"})})}},
      {"a sample, two a response, weighed", kReady,
       open_round({part("q1", {"ada", "bo", "cem"}, 2, 3, {1, 1, 4})}),
       Events{opened({part("q1", {"ada", "bo", "cem"}, 2, 3, {1, 1, 4})})}},
      {"it is there already", kOpenWhole, open_round({kWhole}), nothing()},
      {"the same id for another one", kOpenWhole, open_round({part("q2", {"ada"})}),
       Refused{Fault::kAlreadyExists, "round"}},
      {"a question of an open round", kOpenWhole, open_round({kWhole}, "second"),
       Refused{Fault::kNotAllowedNow, "parts/0/question"}},
      {"a question of a closed round", after(kOpenWhole, RoundClosed{"pilot"}),
       open_round({kWhole}, "second"), Events{opened({kWhole}, "second")}},
      {"no part", kReady, open_round({}), Refused{Fault::kInvalidValue, "parts"}},
      {"two parts for a question", kReady, open_round({kWhole, kWhole}),
       Refused{Fault::kInvalidValue, "parts/1/question"}},
      {"an unknown question", kReady, open_round({part("q9", {"ada"})}),
       Refused{Fault::kUnknownQuestion, "parts/0/question"}},
      {"no coder", kReady, open_round({part("q1", {})}),
       Refused{Fault::kInvalidValue, "parts/0/coders"}},
      {"an unknown coder", kReady, open_round({part("q1", {"ada", "zoe"})}),
       Refused{Fault::kUnknownMember, "parts/0/coders/1"}},
      {"a coder twice", kReady, open_round({part("q1", {"ada", "ada"})}),
       Refused{Fault::kInvalidValue, "parts/0/coders/1"}},
      {"a viewer", kReady, open_round({part("q1", {"vi"})}),
       Refused{Fault::kNotAllowedNow, "parts/0/coders/0"}},
      {"more a response than there are", kReady, open_round({part("q1", {"ada", "bo"}, 3)}),
       Refused{Fault::kInvalidValue, "parts/0/coders"}},
      {"a larger sample than there are responses", kReady, open_round({part("q1", {"ada"}, 1, 4)}),
       Refused{Fault::kInvalidValue, "parts/0/sample"}},
      {"a weight too few", kReady, open_round({part("q1", {"ada", "bo"}, 1, 0, {1})}),
       Refused{Fault::kInvalidValue, "parts/0/weights"}},
      {"a weight of nothing", kReady, open_round({part("q1", {"ada", "bo"}, 1, 0, {1, 0})}),
       Refused{Fault::kInvalidValue, "parts/0/weights/1"}},
      {"no id", kReady, open_round({kWhole}, ""), Refused{Fault::kInvalidValue, "round"}},
  });
}

TEST(ARound, IsClosedAndReopened) {
  const auto closed = after(kOpenWhole, RoundClosed{"pilot"});
  expect_decisions({
      {"closed", kOpenWhole, CloseRound{"pilot"}, Events{RoundClosed{"pilot"}}},
      {"closed already", closed, CloseRound{"pilot"}, nothing()},
      {"reopened", closed, ReopenRound{"pilot"}, Events{RoundReopened{"pilot"}}},
      {"open already", kOpenWhole, ReopenRound{"pilot"}, nothing()},
      {"its question is in another one by now", after(closed, opened({kWhole}, "second")),
       ReopenRound{"pilot"}, Refused{Fault::kNotAllowedNow, "round"}},
      {"an unknown one is not closed", kReady, CloseRound{"pilot"},
       Refused{Fault::kUnknownRound, "round"}},
      {"an unknown one is not reopened", kReady, ReopenRound{"pilot"},
       Refused{Fault::kUnknownRound, "round"}},
  });
}

TEST(ARound, IsStaffedAnew) {
  const auto staff = [](Ids coders, std::vector<std::uint32_t> weights = {}) {
    return StaffRound{"pilot", "q1", std::move(coders), std::move(weights)};
  };
  expect_decisions({
      {"one for another", kOpenPair, staff({"ada", "cem"}),
       Events{RoundStaffed{"pilot", "q1", {"ada", "cem"}, {}}}},
      {"with weights", kOpenPair, staff({"ada", "bo"}, {1, 2}),
       Events{RoundStaffed{"pilot", "q1", {"ada", "bo"}, {1, 2}}}},
      {"as it is", kOpenPair, staff({"ada", "bo"}), nothing()},
      {"with nobody", kOpenPair, staff({}), Refused{Fault::kInvalidValue, "coders"}},
      {"with somebody unknown", kOpenPair, staff({"zoe"}),
       Refused{Fault::kUnknownMember, "coders/0"}},
      {"a question that is not in it", kOpenPair, StaffRound{"pilot", "q2", {"ada"}, {}},
       Refused{Fault::kInvalidValue, "question"}},
      {"a closed one", after(kOpenPair, RoundClosed{"pilot"}), staff({"ada"}),
       Refused{Fault::kNotAllowedNow, "round"}},
      {"an unknown one", kReady, staff({"ada"}), Refused{Fault::kUnknownRound, "round"}},
  });
}

TEST(APlace, IsTakenOneAtATime) {
  const TakePlace ada{"pilot", "q1", "ada"}, bo{"pilot", "q1", "bo"}, cem{"pilot", "q1", "cem"};
  const auto taken = after(kOpenPair, kFirst);
  expect_decisions({
      {"the first free one", kOpenPair, ada, Events{kFirst}},
      {"the one in hand comes first", taken, ada, nothing()},
      {"another coder gets another response", taken, bo,
       Events{PlaceTaken{"pilot", "q1", "r2", "bo"}}},
      {"the next after the first is finished", after(taken, kDone), ada,
       Events{PlaceTaken{"pilot", "q1", "r2", "ada"}}},
      {"nobody gets more than their share while others are below theirs",
       after(taken, kDone, PlaceTaken{"pilot", "q1", "r2", "ada"},
             CodingFinished{"q1", "r2", "ada"}),
       ada, nothing()},
      {"what was finished before the round is not handed out", after(kOpenPair, kDone), ada,
       Events{PlaceTaken{"pilot", "q1", "r2", "ada"}}},
      {"what a coder dropped is for the others",
       after(taken, RoundStaffed{"pilot", "q1", {"bo"}, {}}), bo,
       Events{PlaceTaken{"pilot", "q1", "r1", "bo"}}},
      {"a whole question needs no places", kOpenWhole, ada, nothing()},
      {"somebody who is not in the round", kOpenPair, cem, Refused{Fault::kNotAllowedNow, "coder"}},
      {"a closed round", after(kOpenPair, RoundClosed{"pilot"}), ada,
       Refused{Fault::kNotAllowedNow, "round"}},
  });
}

TEST(APlace, IsReleasedWhileTheResponseIsNotFinished) {
  const ReleasePlace release{"pilot", "q1", "r1", "ada"};
  const auto taken = after(kOpenPair, kFirst);
  expect_decisions({
      {"in hand", taken, release, Events{PlaceReleased{"pilot", "q1", "r1", "ada"}}},
      {"not in hand", kOpenPair, release, nothing()},
      {"finished", after(taken, kDone), release, Refused{Fault::kNotAllowedNow, "response"}},
      {"an unknown response", taken, ReleasePlace{"pilot", "q1", "r9", "ada"},
       Refused{Fault::kUnknownResponse, "response"}},
  });
}

TEST(InAnOpenRound, ItsCodersCodeWhatIsTheirs) {
  const Refused not_a_coder{Fault::kNotAllowedNow, "coder"};
  const Refused not_theirs{Fault::kNotAllowedNow, "response"};
  const auto assign = [](std::string response, std::string coder) {
    return AssignTheme{"q1", std::move(response), std::move(coder), "pay"};
  };
  const auto assigned = [](std::string response, std::string coder) {
    return Events{ThemeAssigned{"q1", std::move(response), std::move(coder), "pay", 1}};
  };
  const auto taken = after(kOpenPair, kFirst);
  // Of three responses, the seed 7 draws the second and the third.
  const auto sample = after(kReady, opened({part("q1", {"ada"}, 0, 2)}));
  expect_decisions({
      {"a coder of the whole question", kOpenWhole, assign("r3", "bo"), assigned("r3", "bo")},
      {"somebody else, whatever their role", kOpenWhole, assign("r3", "cem"), not_a_coder},
      {"a coder with the place", taken, assign("r1", "ada"), assigned("r1", "ada")},
      {"a coder without", taken, assign("r1", "bo"), not_theirs},
      {"finishing, without", taken, FinishCoding{"q1", "r1", "bo"}, not_theirs},
      {"setting, without", taken, SetCoding{"q1", "r1", "bo", {"pay"}, true}, not_theirs},
      {"another question goes on as ever", taken, AssignTheme{"q2", "s1", "cem", "pay"},
       Events{ThemeAssigned{"q2", "s1", "cem", "pay", 1}}},
      {"after the round anybody", after(taken, RoundClosed{"pilot"}), assign("r1", "cem"),
       assigned("r1", "cem")},
      {"reopened, only its coders", after(taken, RoundClosed{"pilot"}, RoundReopened{"pilot"}),
       assign("r1", "cem"), not_a_coder},
      {"a response that was not drawn", sample, assign("r1", "ada"), not_theirs},
      {"a response that was drawn", sample, assign("r3", "ada"), assigned("r3", "ada")},
  });
}

}  // namespace
}  // namespace verbatim::coding
