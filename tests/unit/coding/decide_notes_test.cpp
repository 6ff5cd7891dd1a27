// What is said about things: write_memo, choose_quote, record_member_check, sign_off, and removing
// them.

#include <gtest/gtest.h>

#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

const Events kGiven = {StudyOpened{"s", "Study"},
                       MemberAdded{"ada", Role::kCoder},
                       MemberAdded{"bo", Role::kCoder},
                       QuestionAdded{"q1", ""},
                       RespondentAdded{"p", ""},
                       FrameworkAdded{"themes", "Themes"},
                       ThemeAdded{"t", "themes", "T", "", "", {}},
                       CommentAdded{"q1", "c", "p", {}, 9}};
const Thing kTheme = {Kind::kTheme, "t", ""};
const TextMark kMark = {"0123456789abcdef"}, kOther = {"fedcba9876543210"};

TEST(AMemo, IsReadByWhomItWasWhereNothingElseIsSaid) {
  const auto by = [](Audience audience) {
    return MemoWritten{"m", "ada", kTheme, audience, {}, kMark};
  };
  const auto secret = after(kGiven, by(Audience::kPrivate));
  const auto anew = WriteMemo{"m", "ada", kTheme, {}, {}, kOther};
  expect_decisions({
      {"a new one", kGiven, WriteMemo{"m", "ada", kTheme, {}, {}, kMark},
       Events{by(Audience::kTeam)}},
      {"a private one stays so", secret, anew,
       Events{MemoWritten{"m", "ada", kTheme, Audience::kPrivate, {}, kOther}}},
      {"one of the team stays so", after(kGiven, by(Audience::kTeam)), anew,
       Events{MemoWritten{"m", "ada", kTheme, Audience::kTeam, {}, kOther}}},
      {"the same again", secret, WriteMemo{"m", "ada", kTheme, {}, {}, kMark}, nothing()},
      {"becomes the team's where that is said", secret,
       WriteMemo{"m", "ada", kTheme, Audience::kTeam, {}, kMark}, Events{by(Audience::kTeam)}},
      {"once removed, it is a new one", after(secret, Removed{{Kind::kMemo, "m", ""}}), anew,
       Events{MemoWritten{"m", "ada", kTheme, Audience::kTeam, {}, kOther}}},
  });
}

TEST(AQuote, KeepsItsConsentWhereNothingElseIsSaid) {
  const auto more =
      after(kGiven, CommentAdded{"q1", "d", "p", {}, 9}, ThemeAssigned{"q1", "c", "ada", "t", 1},
            ThemeAssigned{"q1", "d", "ada", "t", 1});
  const auto agreed = after(more, QuoteChosen{"k", "q1", "c", "t", {}, kMark, {}, {}, true});
  const auto choose = [](std::string response, TextMark mark) {
    return ChooseQuote{"k", "q1", std::move(response), "t", {}, mark, {}, {}, {}};
  };
  expect_decisions({
      {"a new one has none", more, choose("c", kMark),
       Events{QuoteChosen{"k", "q1", "c", "t", {}, kMark, {}, {}, false}}},
      {"worded anew", agreed, choose("c", kOther),
       Events{QuoteChosen{"k", "q1", "c", "t", {}, kOther, {}, {}, true}}},
      {"the same again", agreed, choose("c", kMark), nothing()},
      {"of another response", agreed, choose("d", kMark),
       Events{QuoteChosen{"k", "q1", "d", "t", {}, kMark, {}, {}, false}}},
  });
}

TEST(AMemo, IsWrittenByOneAuthorAboutWhatIsThere) {
  const auto written = after(kGiven, MemoWritten{"m", "ada", kTheme, Audience::kTeam, {}, kMark});
  expect_decisions({
      {"about a theme", kGiven, WriteMemo{"m", "ada", kTheme, Audience::kTeam, {}, kMark},
       Events{MemoWritten{"m", "ada", kTheme, Audience::kTeam, {}, kMark}}},
      {"about the study", kGiven, WriteMemo{"m", "ada", Thing{}, Audience::kPrivate, {}, kMark},
       Events{MemoWritten{"m", "ada", Thing{}, Audience::kPrivate, {}, kMark}}},
      {"about a response", kGiven,
       WriteMemo{"m", "ada", {Kind::kResponse, "c", "q1"}, Audience::kTeam, {}, kMark},
       Events{MemoWritten{"m", "ada", {Kind::kResponse, "c", "q1"}, Audience::kTeam, {}, kMark}}},
      {"about nothing that is there", kGiven,
       WriteMemo{"m", "ada", {Kind::kTheme, "none", ""}, Audience::kTeam, {}, kMark},
       Refused{Fault::kUnknownTheme, "about"}},
      {"about a response of no question", kGiven,
       WriteMemo{"m", "ada", {Kind::kResponse, "c", ""}, Audience::kTeam, {}, kMark},
       Refused{Fault::kUnknownResponse, "about"}},
      {"by nobody", kGiven, WriteMemo{"m", "eve", kTheme, Audience::kTeam, {}, kMark},
       Refused{Fault::kUnknownMember, "author"}},
      {"the same again", written, WriteMemo{"m", "ada", kTheme, Audience::kTeam, {}, kMark},
       nothing()},
      {"another text", written, WriteMemo{"m", "ada", kTheme, Audience::kTeam, {}, kOther},
       Events{MemoWritten{"m", "ada", kTheme, Audience::kTeam, {}, kOther}}},
      {"by another", written, WriteMemo{"m", "bo", kTheme, Audience::kTeam, {}, kOther},
       Refused{Fault::kAlreadyExists, "memo"}},
      {"under no id", kGiven, WriteMemo{"", "ada", kTheme, Audience::kTeam, {}, kMark},
       Refused{Fault::kInvalidValue, "memo"}},
  });
}

const Events kSaid = after(kGiven, ThemeAssigned{"q1", "c", "ada", "t", 1});

TEST(AQuote, IsForAThemeThatTheResponseBears) {
  const auto quote = [](std::string theme) {
    return ChooseQuote{"k", "q1", "c", std::move(theme), {}, kMark, {}, {}, true};
  };
  const auto chosen = [](std::string theme) {
    return Events{QuoteChosen{"k", "q1", "c", std::move(theme), {}, kMark, {}, {}, true}};
  };
  const auto themes = after(kGiven, ThemeAdded{"below", "themes", "B", "t", "", {}},
                            ThemeAdded{"other", "themes", "O", "", "", {}});
  const auto said = [&](std::string theme) {
    return after(themes, ThemeAssigned{"q1", "c", "ada", std::move(theme), 1});
  };
  const Refused refused{Fault::kNotAllowedNow, "theme"};
  const auto in_parts = after(themes, CommentSegmented{"q1", "c", {{"c", 0, 4}, {"d", 4, 9}}});
  expect_decisions({
      {"nobody said it", themes, quote("t"), refused},
      {"somebody said another", said("other"), quote("t"), refused},
      {"somebody said one below it", said("below"), quote("t"), chosen("t")},
      {"somebody said the one above it", said("t"), quote("below"), refused},
      {"somebody said one that was merged into it", after(said("other"), ThemeMerged{"other", "t"}),
       quote("t"), chosen("t")},
      {"it is settled", after(themes, ResponseSettled{"q1", "c", {"t"}}), quote("t"), chosen("t")},
      {"said in a layer", after(themes, LayerSet{"q1", "c", "ada", {{0, 5, {{"t", 1}}}}, true}),
       quote("t"), chosen("t")},
      {"said in a layer, of this part of the comment",
       after(in_parts, LayerSet{"q1", "c", "ada", {{3, 9, {{"t", 1}}}}, true}), quote("t"),
       chosen("t")},
      {"said in a layer, of another part of the comment",
       after(in_parts, LayerSet{"q1", "c", "ada", {{4, 9, {{"t", 1}}}}, true}), quote("t"),
       refused},
      {"it was withdrawn", after(said("t"), ThemeWithdrawn{"q1", "c", "ada", "t"}), quote("t"),
       refused},
      {"it was withdrawn, and the quote loses its consent",
       after(said("t"), QuoteChosen{"k", "q1", "c", "t", {}, kMark, {}, {}, true},
             ThemeWithdrawn{"q1", "c", "ada", "t"}),
       ChooseQuote{"k", "q1", "c", "t", {}, kMark, {}, {}, false},
       Events{QuoteChosen{"k", "q1", "c", "t", {}, kMark, {}, {}, false}}},
  });
}

TEST(AQuote, IsAResponseForATheme) {
  const QuoteChosen chosen{"k", "q1", "c", "t", {}, kMark, {}, kMark, true};
  const auto there = after(kSaid, chosen);
  expect_decisions({
      {"is chosen", kSaid, ChooseQuote{"k", "q1", "c", "t", {}, kMark, {}, kMark, true},
       Events{chosen}},
      {"is chosen already", there, ChooseQuote{"k", "q1", "c", "t", {}, kMark, {}, kMark, true},
       nothing()},
      {"is published without consent no more", there,
       ChooseQuote{"k", "q1", "c", "t", {}, kMark, {}, kMark, false},
       Events{QuoteChosen{"k", "q1", "c", "t", {}, kMark, {}, kMark, false}}},
      {"of an unknown response", kGiven,
       ChooseQuote{"k", "q1", "none", "t", {}, kMark, {}, {}, true},
       Refused{Fault::kUnknownResponse, "response"}},
      {"of an unknown question", kGiven, ChooseQuote{"k", "q9", "c", "t", {}, kMark, {}, {}, true},
       Refused{Fault::kUnknownQuestion, "question"}},
      {"for an unknown theme", kGiven, ChooseQuote{"k", "q1", "c", "none", {}, kMark, {}, {}, true},
       Refused{Fault::kUnknownTheme, "theme"}},
  });
}

TEST(ANote, IsRemovedAndNothingElseIs) {
  const Thing memo{Kind::kMemo, "m", ""}, check{Kind::kCheck, "k", ""};
  const auto given = after(kGiven, MemoWritten{"m", "ada", kTheme, Audience::kTeam, {}, kMark},
                           MemberCheckRecorded{"k", "q1", "", "they", {}, kMark});
  const auto gone = after(given, Removed{memo});
  expect_decisions({
      {"a memo", given, RemoveThing{memo}, Events{Removed{memo}}},
      {"a member check", given, RemoveThing{check}, Events{Removed{check}}},
      {"a memo that is removed", gone, RemoveThing{memo}, nothing()},
      {"a memo that never was", given, RemoveThing{{Kind::kMemo, "other", ""}},
       Refused{Fault::kUnknownMemo, "thing"}},
      {"a quote that never was", given, RemoveThing{{Kind::kQuote, "other", ""}},
       Refused{Fault::kUnknownQuote, "thing"}},
      {"a theme", given, RemoveThing{kTheme}, Refused{Fault::kInvalidValue, "thing"}},
  });
}

TEST(ASignOff, IsOfAPositionThatHasCome) {
  const auto signed_off = after(kGiven, SignedOff{"ada", 8, "final"});
  expect_decisions({
      {"of the present", kGiven, SignOff{"ada", 8, "final"}, Events{SignedOff{"ada", 8, "final"}}},
      {"of the past", kGiven, SignOff{"ada", 3, "then"}, Events{SignedOff{"ada", 3, "then"}}},
      {"of the future", kGiven, SignOff{"ada", 9, ""}, Refused{Fault::kInvalidValue, "at"}},
      {"of nothing", kGiven, SignOff{"ada", 0, ""}, Refused{Fault::kInvalidValue, "at"}},
      {"by nobody", kGiven, SignOff{"eve", 3, ""}, Refused{Fault::kUnknownMember, "member"}},
      {"again", signed_off, SignOff{"ada", 8, "final"}, nothing()},
      {"again, otherwise", signed_off, SignOff{"ada", 8, "or not"},
       Refused{Fault::kAlreadyExists, "statement"}},
      {"by another too", signed_off, SignOff{"bo", 8, "final"},
       Events{SignedOff{"bo", 8, "final"}}},
      {"revoked", signed_off, RevokeSignOff{"ada", 8}, Events{SignOffRevoked{"ada", 8}}},
      {"revoked, not having been given", signed_off, RevokeSignOff{"bo", 8}, nothing()},
  });
}

}  // namespace
}  // namespace verbatim::coding
