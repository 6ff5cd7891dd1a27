// What coders say: assign_theme, withdraw_theme, finish_coding, reopen_coding, set_coding.

#include <gtest/gtest.h>

#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

// Framework "themes" is at revision 4, "advice" at 1.
const Events kReady = {StudyOpened{"iep", "Rapid insight"},
                       MemberAdded{"ada", Role::kCoder},
                       MemberAdded{"bo", Role::kCoder},
                       QuestionAdded{"q1", "What helped?"},
                       QuestionAdded{"q2", "What hindered?"},
                       RespondentAdded{"p1", ""},
                       FrameworkAdded{"themes", "Themes"},
                       ThemeAdded{"culture", "themes", "Culture", "", "", {}},
                       ThemeAdded{"pay", "themes", "Pay", "", "", {}},
                       ThemeAdded{"time", "themes", "Time", "", "", {}},
                       ThemeAdded{"noise", "themes", "Noise", "", "", {"q2"}},
                       FrameworkAdded{"advice", "Advice"},
                       ThemeAdded{"listen", "advice", "Listen", "", "", {}},
                       CommentAdded{"q1", "r7", "p1", {}, 9},
                       CommentAdded{"q2", "r8", "p1", {}, 9}};

const auto kCulture = ThemeAssigned{"q1", "r7", "ada", "culture", 4};
const auto kPay = ThemeAssigned{"q1", "r7", "ada", "pay", 4};
const auto kTime = ThemeAssigned{"q1", "r7", "ada", "time", 4};
const auto kNoCulture = ThemeWithdrawn{"q1", "r7", "ada", "culture"};
const auto kNoPay = ThemeWithdrawn{"q1", "r7", "ada", "pay"};
const auto kFinished = CodingFinished{"q1", "r7", "ada"};
const auto kReopened = CodingReopened{"q1", "r7", "ada"};

TEST(AssigningATheme, HappensOnceForEachCoder) {
  expect_decisions({
      {"a theme, under the present revision of its framework", kReady,
       AssignTheme{"q1", "r7", "ada", "culture"}, Events{kCulture}},
      {"a theme of another framework, under that one's revision", kReady,
       AssignTheme{"q1", "r7", "ada", "listen"},
       Events{ThemeAssigned{"q1", "r7", "ada", "listen", 1}}},
      {"it stands already", after(kReady, kCulture), AssignTheme{"q1", "r7", "ada", "culture"},
       nothing()},
      {"it stands already, under an earlier revision of the codebook",
       after(kReady, kCulture, ThemeScoped{"time", {"q1"}}),
       AssignTheme{"q1", "r7", "ada", "culture"}, nothing()},
      {"another coder's is another assignment", after(kReady, kCulture),
       AssignTheme{"q1", "r7", "bo", "culture"},
       Events{ThemeAssigned{"q1", "r7", "bo", "culture", 4}}},
      {"another theme beside it", after(kReady, kCulture), AssignTheme{"q1", "r7", "ada", "pay"},
       Events{kPay}},
      {"anew after it was withdrawn", after(kReady, kCulture, kNoCulture),
       AssignTheme{"q1", "r7", "ada", "culture"}, Events{kCulture}},
      {"also after the coder has finished", after(kReady, kFinished),
       AssignTheme{"q1", "r7", "ada", "culture"}, Events{kCulture}},
      {"where its scope allows", kReady, AssignTheme{"q2", "r8", "ada", "noise"},
       Events{ThemeAssigned{"q2", "r8", "ada", "noise", 4}}},
      {"not where its scope does not", kReady, AssignTheme{"q1", "r7", "ada", "noise"},
       Refused{Fault::kNotAllowedNow, "theme"}},
  });
}

TEST(WithdrawingATheme, TakesBackTheCodersOwn) {
  expect_decisions({
      {"what stands", after(kReady, kCulture), WithdrawTheme{"q1", "r7", "ada", "culture"},
       Events{kNoCulture}},
      {"what does not stand", kReady, WithdrawTheme{"q1", "r7", "ada", "culture"}, nothing()},
      {"what somebody else assigned", after(kReady, kCulture),
       WithdrawTheme{"q1", "r7", "bo", "culture"}, nothing()},
      {"what has gone out of scope since", after(kReady, kCulture, ThemeScoped{"culture", {"q2"}}),
       WithdrawTheme{"q1", "r7", "ada", "culture"}, Events{kNoCulture}},
  });
}

TEST(ACoding, IsFinishedAndReopened) {
  expect_decisions({
      {"finished with themes", after(kReady, kCulture), FinishCoding{"q1", "r7", "ada"},
       Events{kFinished}},
      {"finished without: seen and left uncoded", kReady, FinishCoding{"q1", "r7", "ada"},
       Events{kFinished}},
      {"finished already", after(kReady, kFinished), FinishCoding{"q1", "r7", "ada"}, nothing()},
      {"finished by another coder", after(kReady, kFinished), FinishCoding{"q1", "r7", "bo"},
       Events{CodingFinished{"q1", "r7", "bo"}}},
      {"reopened", after(kReady, kFinished), ReopenCoding{"q1", "r7", "ada"}, Events{kReopened}},
      {"open already", after(kReady, kCulture), ReopenCoding{"q1", "r7", "ada"}, nothing()},
      {"not begun, so open", kReady, ReopenCoding{"q1", "r7", "ada"}, nothing()},
      {"finished again", after(kReady, kFinished, kReopened), FinishCoding{"q1", "r7", "ada"},
       Events{kFinished}},
  });
}

TEST(SettingACoding, TakesTheFewestEvents) {
  const auto set = [](std::vector<std::string> themes, bool finished = true) {
    return SetCoding{"q1", "r7", "ada", std::move(themes), finished};
  };
  const auto coded = after(kReady, kCulture, kPay, kFinished);
  expect_decisions({
      {"from nothing", kReady, set({"pay", "culture"}), Events{kPay, kCulture, kFinished}},
      {"a theme given twice is one", kReady, set({"pay", "pay"}), Events{kPay, kFinished}},
      {"seen and left uncoded", kReady, set({}), Events{kFinished}},
      {"nothing, and not finished: as if not seen", kReady, set({}, false), nothing()},
      {"the same", coded, set({"culture", "pay"}), nothing()},
      {"the same in another order", coded, set({"pay", "culture"}), nothing()},
      {"one theme for another", coded, set({"pay", "time"}), Events{kNoCulture, kTime}},
      {"none left", coded, set({}), Events{kNoCulture, kNoPay}},
      {"reopened with what stands", coded, set({"culture", "pay"}, false), Events{kReopened}},
      {"withdrawn first, then assigned, then reopened", coded, set({"time"}, false),
       Events{kNoCulture, kNoPay, kTime, kReopened}},
      {"all taken back", coded, set({}, false), Events{kNoCulture, kNoPay, kReopened}},
      {"another coder's coding stays", coded, SetCoding{"q1", "r7", "bo", {"pay"}, true},
       Events{ThemeAssigned{"q1", "r7", "bo", "pay", 4}, CodingFinished{"q1", "r7", "bo"}}},
      {"themes of several frameworks", kReady, set({"pay", "listen"}),
       Events{kPay, ThemeAssigned{"q1", "r7", "ada", "listen", 1}, kFinished}},
      {"what went out of scope is withdrawn", after(coded, ThemeScoped{"culture", {"q2"}}),
       set({"pay"}), Events{kNoCulture}},
      {"an unknown theme", kReady, set({"pay", "peace"}),
       Refused{Fault::kUnknownTheme, "themes/1"}},
      {"a theme that is not in scope", kReady, set({"noise"}),
       Refused{Fault::kNotAllowedNow, "themes/0"}},
  });
}

TEST(ACommandOnACoding, IsRefusedWhereWhatItNamesIsMissing) {
  const Refused question{Fault::kUnknownQuestion, "question"};
  const Refused response{Fault::kUnknownResponse, "response"};
  const Refused coder{Fault::kUnknownMember, "coder"};
  const Refused theme{Fault::kUnknownTheme, "theme"};
  expect_decisions({
      {"assign, question", kReady, AssignTheme{"q9", "r7", "ada", "pay"}, question},
      {"assign, response", kReady, AssignTheme{"q1", "r9", "ada", "pay"}, response},
      {"assign, a response to another question", kReady, AssignTheme{"q1", "r8", "ada", "pay"},
       response},
      {"assign, coder", kReady, AssignTheme{"q1", "r7", "zoe", "pay"}, coder},
      {"assign, theme", kReady, AssignTheme{"q1", "r7", "ada", "peace"}, theme},
      {"withdraw, question", kReady, WithdrawTheme{"q9", "r7", "ada", "pay"}, question},
      {"withdraw, response", kReady, WithdrawTheme{"q1", "r9", "ada", "pay"}, response},
      {"withdraw, coder", kReady, WithdrawTheme{"q1", "r7", "zoe", "pay"}, coder},
      {"withdraw, theme", kReady, WithdrawTheme{"q1", "r7", "ada", "peace"}, theme},
      {"finish, question", kReady, FinishCoding{"q9", "r7", "ada"}, question},
      {"finish, response", kReady, FinishCoding{"q1", "r9", "ada"}, response},
      {"finish, coder", kReady, FinishCoding{"q1", "r7", "zoe"}, coder},
      {"reopen, question", kReady, ReopenCoding{"q9", "r7", "ada"}, question},
      {"reopen, response", kReady, ReopenCoding{"q1", "r9", "ada"}, response},
      {"reopen, coder", kReady, ReopenCoding{"q1", "r7", "zoe"}, coder},
      {"set, question", kReady, SetCoding{"q9", "r7", "ada", {}, true}, question},
      {"set, response", kReady, SetCoding{"q1", "r9", "ada", {}, true}, response},
      {"set, coder", kReady, SetCoding{"q1", "r7", "zoe", {}, true}, coder},
  });
}

}  // namespace
}  // namespace verbatim::coding
