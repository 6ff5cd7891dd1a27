// How new things may be called and described, and that what was taken before stays usable.
#include "coding/wording.hpp"

#include <string>

#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

TEST(ANewId, HasNothingInItThatIsNotSeen) {
  const struct {
    const char* fact;
    std::string id;
    bool taken;
  } rows[] = {
      {"a letter", "a", true},
      {"words with a blank between them", "more time", true},
      {"any script", "\u6587\u5316 \u05E9\u05DC\u05D5\u05DD", true},
      {"joiners inside words and emoji", "\u0645\u06CC\u200C\u062E \U0001F469\u200D\U0001F52C",
       true},
      {"a blank alone", " ", false},
      {"a blank before it", " a", false},
      {"a blank after it", "a ", false},
      {"a no-break space after it", "a\u00A0", false},
      {"an ideographic space before it", "\u3000a", false},
      {"a byte order mark", "\uFEFFa", false},
      {"a blank without width", "a\u200B", false},
      {"a left-to-right mark", "a\u200E", false},
      {"an override of direction", "a\u202Eb", false},
      {"an isolate", "\u2066a\u2069", false},
      {"an Arabic letter mark", "\u061Ca", false},
      {"a line separator", "a\u2028b", false},
      {"a paragraph separator", "a\u2029b", false},
      {"a control character of Latin-1", "a\u0085b", false},
      {"a tab", "a\tb", false},
  };
  for (const auto& row : rows) EXPECT_EQ(!wrong_new_id(row.id, "theme"), row.taken) << row.fact;
}

const Events kOpen = {
    StudyOpened{"iep", "Rapid insight"}, MemberAdded{"ada", Role::kCoder},
    QuestionAdded{"q1", "What helped?"}, RespondentAdded{"p1", ""},
    FrameworkAdded{"themes", "Themes"},  ThemeAdded{"time", "themes", "Time", "", "", {}}};

TEST(ANewId, IsLookedAtWhereverSomethingGetsOne) {
  const Refused theme{Fault::kInvalidValue, "theme"};
  const auto round = OpenRound{"r ", "", false, 0, {{"q1", {"ada"}, 0, 0, {}}}};
  const auto said = after(kOpen, CommentAdded{"q1", "c1", "p1", {}, 20});
  expect_decisions({
      {"a study", {}, OpenStudy{"s ", "S"}, Refused{Fault::kInvalidValue, "study"}},
      {"a member", kOpen, AddMember{"bo\u200E", Role::kCoder},
       Refused{Fault::kInvalidValue, "member"}},
      {"a question", kOpen, AddQuestion{" q", "?"}, Refused{Fault::kInvalidValue, "question"}},
      {"a group", kOpen, AddGroup{"g ", "G"}, Refused{Fault::kInvalidValue, "group"}},
      {"a respondent", kOpen, AddRespondent{"p\u2028", ""},
       Refused{Fault::kInvalidValue, "respondent"}},
      {"a framework", kOpen, AddFramework{" f", "F"}, Refused{Fault::kInvalidValue, "framework"}},
      {"a theme", kOpen, AddTheme{"t\u202E", "themes", "T", "", "", {}}, theme},
      {"a comment", kOpen, AddComment{"q1", "c ", "p1", {}, 0},
       Refused{Fault::kInvalidValue, "comment"}},
      {"a response", said, SegmentComment{"q1", "c1", {{"c1", 0, 5}, {"c1.b ", 6, 9}}},
       Refused{Fault::kInvalidValue, "segments/1/response"}},
      {"a round", kOpen, round, Refused{Fault::kInvalidValue, "round"}},
      {"a memo", kOpen, WriteMemo{"m ", "ada", {Kind::kTheme, "time", ""}},
       Refused{Fault::kInvalidValue, "memo"}},
      {"an erasure", kOpen, RequestErasure{"e ", "p1", RequestedBy::kRespondent, "2026-11-22"},
       Refused{Fault::kInvalidValue, "erasure"}},
  });
}

TEST(ALabel, StandsOnOneLine) {
  const auto label = [](std::string text) {
    return AddTheme{"t", "themes", std::move(text), "", "", {}};
  };
  const Refused refused{Fault::kInvalidValue, "label"};
  expect_decisions({
      {"blanks and marks of direction are its author's choice", kOpen, label(" \u200FT "),
       Events{ThemeAdded{"t", "themes", " \u200FT ", "", "", {}}}},
      {"a line break", kOpen, label("T\nU"), refused},
      {"a tab", kOpen, label("T\tU"), refused},
      {"a zero byte", kOpen, label(std::string("T\0", 2)), refused},
      {"an escape", kOpen, label("\x1B[31mT"), refused},
      {"a control character of Latin-1", kOpen, label("T\u009B31m"), refused},
      {"a line separator", kOpen, label("T\u2028U"), refused},
      {"of a group", kOpen, AddGroup{"g", "G\n"}, refused},
      {"of a framework", kOpen, AddFramework{"f", "F\u0085"}, refused},
      {"of a theme that is revised", kOpen, ReviseTheme{"time", "Time\n"}, refused},
      {"a title", {}, OpenStudy{"s", "A\nB"}, Refused{Fault::kInvalidValue, "title"}},
  });
}

TEST(ADefinition, HasAsManyLinesAsItNeeds) {
  const auto defined = [](std::string text) {
    return AddTheme{"t", "themes", "T", "", std::move(text), {}};
  };
  expect_decisions({
      {"lines and tabs", kOpen, defined("One:\r\n\ttwo\u2028three"),
       Events{ThemeAdded{"t", "themes", "T", "", "One:\r\n\ttwo\u2028three", {}}}},
      {"an escape", kOpen, defined("One \x1B[31m"), Refused{Fault::kInvalidValue, "definition"}},
      {"a question", kOpen, AddQuestion{"q2", "Why?\nAnd how?"},
       Events{QuestionAdded{"q2", "Why?\nAnd how?"}}},
      {"a question with a bell", kOpen, AddQuestion{"q2", "Why?\x07"},
       Refused{Fault::kInvalidValue, "text"}},
  });
}

// Logs that were written before may have them: they are read, and worked with, as they are.
TEST(WhatWasTakenBefore, StaysUsable) {
  const auto checked =
      after(kOpen, MemberCheckRecorded{"k", "q1", "", "They\t", {}, {std::string(16, 'x')}});
  const auto old = after(kOpen, ThemeAdded{"pay ", "themes", "Pay\n", "", "\x07", {}},
                         CommentAdded{"q1", "c1\u200E", "p1", {}, 20},
                         CommentSegmented{"q1", "c1\u200E", {{"c1\u200E", 0, 8}, {" b", 8, 12}}});
  expect_decisions({
      {"added again", old, AddTheme{"pay ", "themes", "Pay\n", "", "\x07", {}}, nothing()},
      {"said of a response", old, AssignTheme{"q1", " b", "ada", "pay "},
       Events{ThemeAssigned{"q1", " b", "ada", "pay ", 2}}},
      {"split otherwise", old,
       SegmentComment{"q1", "c1\u200E", {{"c1\u200E", 0, 7}, {" b", 8, 12}}},
       Events{CommentSegmented{"q1", "c1\u200E", {{"c1\u200E", 0, 7}, {" b", 8, 12}}}}},
      {"a member who is added again",
       after(kOpen, MemberAdded{"bo ", Role::kCoder}, Removed{{Kind::kMember, "bo ", ""}}),
       AddMember{"bo ", Role::kCoder}, Events{MemberAdded{"bo ", Role::kCoder}}},
      {"one who joins by a token of before", kOpen, AddMember{"bo ", Role::kCoder, true},
       Events{MemberAdded{"bo ", Role::kCoder}}},
      {"another outcome of a check", checked,
       RecordMemberCheck{"k", "q1", "", "They\t", {}, {std::string(16, 'y')}},
       Events{MemberCheckRecorded{"k", "q1", "", "They\t", {}, {std::string(16, 'y')}}}},
      {"revised in part", old, ReviseTheme{"pay ", "Pay\n", "What it pays"},
       Events{ThemeRevised{"pay ", "Pay\n", "What it pays", "", "", {}, ""}}},
  });
}

}  // namespace
}  // namespace verbatim::coding
