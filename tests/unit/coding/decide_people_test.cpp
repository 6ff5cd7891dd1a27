// Studies and the people in them: open_study, add_member, add_question, add_group, add_respondent.

#include <gtest/gtest.h>

#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

const Events kNew = {};
const Events kOpen = {StudyOpened{"iep", "Rapid insight"}};
const std::string kTooLong(129, 'x');

TEST(OpeningAStudy, HappensOnce) {
  expect_decisions({
      {"a new study is opened", kNew, OpenStudy{"iep", "Rapid insight"}, kOpen},
      {"a title may be empty", kNew, OpenStudy{"iep", ""}, Events{StudyOpened{"iep", ""}}},
      {"to open it again changes nothing", kOpen, OpenStudy{"iep", "Rapid insight"}, nothing()},
      {"another title is another study", kOpen, OpenStudy{"iep", "Slow insight"},
       Refused{Fault::kAlreadyExists, "study"}},
      {"a study needs an id", kNew, OpenStudy{"", "No id"}, Refused{Fault::kInvalidValue, "study"}},
      {"an id ends somewhere", kNew, OpenStudy{kTooLong, ""},
       Refused{Fault::kInvalidValue, "study"}},
  });
}

TEST(AStudyThatIsNotOpen, TakesNoOtherCommand) {
  const Refused unknown{Fault::kUnknownStudy, "study"};
  expect_decisions({
      {"member", kNew, AddMember{"ada", Role::kCoder}, unknown},
      {"question", kNew, AddQuestion{"q1", ""}, unknown},
      {"group", kNew, AddGroup{"staff", ""}, unknown},
      {"respondent", kNew, AddRespondent{"p1", ""}, unknown},
      {"framework", kNew, AddFramework{"advice", ""}, unknown},
      {"theme", kNew, AddTheme{"culture", "themes", "Culture", "", "", {}}, unknown},
      {"scope", kNew, ScopeTheme{"culture", {}}, unknown},
      {"comment", kNew, AddComment{"q1", "c1", "p1", {}, 3}, unknown},
      {"segments", kNew, SegmentComment{"q1", "c1", {{"c1", 0, 3}}}, unknown},
      {"assign", kNew, AssignTheme{"q1", "c1", "ada", "culture"}, unknown},
      {"withdraw", kNew, WithdrawTheme{"q1", "c1", "ada", "culture"}, unknown},
      {"finish", kNew, FinishCoding{"q1", "c1", "ada"}, unknown},
      {"reopen", kNew, ReopenCoding{"q1", "c1", "ada"}, unknown},
      {"set", kNew, SetCoding{"q1", "c1", "ada", {}, true}, unknown},
  });
}

TEST(AMember, JoinsOnceWithOneRole) {
  const auto joined = after(kOpen, MemberAdded{"ada", Role::kCoder});
  expect_decisions({
      {"joins", kOpen, AddMember{"ada", Role::kCoder}, Events{MemberAdded{"ada", Role::kCoder}}},
      {"is there already", joined, AddMember{"ada", Role::kCoder}, nothing()},
      {"does not change roles by joining", joined, AddMember{"ada", Role::kOwner},
       Refused{Fault::kAlreadyExists, "member"}},
      {"names are told apart by case", joined, AddMember{"Ada", Role::kCoder},
       Events{MemberAdded{"Ada", Role::kCoder}}},
      {"needs a name", kOpen, AddMember{"", Role::kCoder}, Refused{Fault::kInvalidValue, "member"}},
      {"has no line break in the name", kOpen, AddMember{"a\nb", Role::kCoder},
       Refused{Fault::kInvalidValue, "member"}},
  });
}

TEST(AQuestion, IsAddedOnceWithOneText) {
  const auto asked = after(kOpen, QuestionAdded{"q1", "What helped?"});
  expect_decisions({
      {"is added", kOpen, AddQuestion{"q1", "What helped?"},
       Events{QuestionAdded{"q1", "What helped?"}}},
      {"is there already", asked, AddQuestion{"q1", "What helped?"}, nothing()},
      {"is not reworded", asked, AddQuestion{"q1", "What hindered?"},
       Refused{Fault::kAlreadyExists, "question"}},
      {"needs an id", kOpen, AddQuestion{"", "What helped?"},
       Refused{Fault::kInvalidValue, "question"}},
  });
}

TEST(AGroup, IsAddedOnceWithOneLabel) {
  const auto there = after(kOpen, GroupAdded{"staff", "Staff"});
  expect_decisions({
      {"is added", kOpen, AddGroup{"staff", "Staff"}, Events{GroupAdded{"staff", "Staff"}}},
      {"is there already", there, AddGroup{"staff", "Staff"}, nothing()},
      {"is not relabelled", there, AddGroup{"staff", "Team"},
       Refused{Fault::kAlreadyExists, "group"}},
      {"needs an id", kOpen, AddGroup{"", "Staff"}, Refused{Fault::kInvalidValue, "group"}},
  });
}

TEST(ARespondent, BelongsToOneGroupOrNone) {
  const auto groups = after(kOpen, GroupAdded{"staff", "Staff"}, GroupAdded{"guests", "Guests"});
  const auto in_staff = after(groups, RespondentAdded{"p1", "staff"});
  const auto in_none = after(groups, RespondentAdded{"p1", ""});
  const Refused exists{Fault::kAlreadyExists, "respondent"};
  expect_decisions({
      {"in a group", groups, AddRespondent{"p1", "staff"}, Events{RespondentAdded{"p1", "staff"}}},
      {"in no group", groups, AddRespondent{"p1", ""}, Events{RespondentAdded{"p1", ""}}},
      {"is in that group already", in_staff, AddRespondent{"p1", "staff"}, nothing()},
      {"is in no group already", in_none, AddRespondent{"p1", ""}, nothing()},
      {"does not change groups", in_staff, AddRespondent{"p1", "guests"}, exists},
      {"does not leave its group", in_staff, AddRespondent{"p1", ""}, exists},
      {"does not join a group later", in_none, AddRespondent{"p1", "staff"}, exists},
      {"the group must be there", groups, AddRespondent{"p1", "press"},
       Refused{Fault::kUnknownGroup, "group"}},
      {"needs an id", groups, AddRespondent{"", "staff"},
       Refused{Fault::kInvalidValue, "respondent"}},
  });
}

TEST(AMember, IsGivenAnotherRole) {
  const auto given = after(kOpen, MemberAdded{"ada", Role::kCoder});
  expect_decisions({
      {"another", given, ChangeRole{"ada", Role::kLead}, Events{RoleChanged{"ada", Role::kLead}}},
      {"the same", given, ChangeRole{"ada", Role::kCoder}, nothing()},
      {"nobody has none", given, ChangeRole{"bo", Role::kLead},
       Refused{Fault::kUnknownMember, "member"}},
  });
}

TEST(AMember, IsRemovedAndMayComeBack) {
  const auto given = after(kOpen, MemberAdded{"ada", Role::kCoder});
  const auto gone = after(given, Removed{{Kind::kMember, "ada", ""}});
  expect_decisions({
      {"is removed", given, RemoveMember{"ada"}, Events{Removed{{Kind::kMember, "ada", ""}}}},
      {"is removed already", gone, RemoveMember{"ada"}, nothing()},
      {"was never there", given, RemoveMember{"bo"}, Refused{Fault::kUnknownMember, "member"}},
      {"has no role to change any more", gone, ChangeRole{"ada", Role::kLead},
       Refused{Fault::kUnknownMember, "member"}},
      {"is added again, in any role", gone, AddMember{"ada", Role::kLead},
       Events{MemberAdded{"ada", Role::kLead}}},
  });
}

TEST(AMember, IsCalledSomethingUntilItIsForgotten) {
  const TextMark mark{"0123456789abcdef"}, other{"fedcba9876543210"};
  const auto given = after(kOpen, MemberAdded{"c1", Role::kCoder});
  const auto named = after(given, MemberNamed{"c1", {"sealed"}, mark});
  const auto left = after(named, Removed{{Kind::kMember, "c1", ""}});
  const auto forgotten = after(named, MemberPseudonymised{"c1", "00ff"});
  const auto back =
      after(forgotten, Removed{{Kind::kMember, "c1", ""}}, MemberAdded{"c1", Role::kLead});
  const Refused unknown{Fault::kUnknownMember, "member"}, erased{Fault::kErased, "member"};
  expect_decisions({
      {"is named", given, NameMember{"c1", {"sealed"}, mark},
       Events{MemberNamed{"c1", {"sealed"}, mark}}},
      {"is called that already", named, NameMember{"c1", {"again"}, mark}, nothing()},
      {"is called otherwise", named, NameMember{"c1", {"new"}, other},
       Events{MemberNamed{"c1", {"new"}, other}}},
      {"who left is still called something", left, NameMember{"c1", {"new"}, other},
       Events{MemberNamed{"c1", {"new"}, other}}},
      {"nobody has no name", given, NameMember{"c2", {"sealed"}, mark}, unknown},
      {"is pseudonymised", named, PseudonymiseMember{"c1", "00ff"},
       Events{MemberPseudonymised{"c1", "00ff"}}},
      {"also after they left", left, PseudonymiseMember{"c1", "00ff"},
       Events{MemberPseudonymised{"c1", "00ff"}}},
      {"also without a name", given, PseudonymiseMember{"c1"},
       Events{MemberPseudonymised{"c1", ""}}},
      {"once for all", forgotten, PseudonymiseMember{"c1"}, nothing()},
      {"has no new name then", forgotten, NameMember{"c1", {"sealed"}, mark}, erased},
      {"nor when they come back", back, NameMember{"c1", {"sealed"}, mark}, erased},
      {"nobody cannot be", given, PseudonymiseMember{"c2"}, unknown},
  });
}

TEST(WhatWasTakenAway, IsAddedAgainAsIfItWereNew) {
  const auto given =
      after(kOpen, QuestionAdded{"q1", "Why?"}, GroupAdded{"g", "G"}, RespondentAdded{"p1", "g"},
            Removed{{Kind::kQuestion, "q1", ""}}, Removed{{Kind::kRespondent, "p1", ""}},
            Removed{{Kind::kGroup, "g", ""}});
  expect_decisions({
      {"a question, asked otherwise", given, AddQuestion{"q1", "How?"},
       Events{QuestionAdded{"q1", "How?"}}},
      {"a group", given, AddGroup{"g", "Guests"}, Events{GroupAdded{"g", "Guests"}}},
      {"a respondent", given, AddRespondent{"p1", ""}, Events{RespondentAdded{"p1", ""}}},
      {"a group that is gone takes nobody", given, AddRespondent{"p2", "g"},
       Refused{Fault::kUnknownGroup, "group"}},
  });
}

}  // namespace
}  // namespace verbatim::coding
