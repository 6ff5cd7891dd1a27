#include "access/permissions.hpp"

#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim::access {
namespace {

using coding::Role;
using ::testing::HasSubstr;

constexpr std::array kRoles = {Role::kOwner,       Role::kLead,    Role::kCoder,
                               Role::kAdjudicator, Role::kAuditor, Role::kViewer};

TEST(Roles, HaveStableWords) {
  const std::array<std::string, 6> words = {"owner",       "lead",    "coder",
                                            "adjudicator", "auditor", "viewer"};
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    EXPECT_EQ(word_of(kRoles[i]), words[i]);
    EXPECT_EQ(role_from(words[i]), kRoles[i]);
  }
  for (const char* word : {"", "Owner", "admin", "owners"})
    EXPECT_EQ(role_from(word), std::nullopt) << word;
}

// What each role may do, in the order owner, lead, coder, adjudicator, auditor, viewer.
struct Row {
  Action action;
  const char* may;  // y or n
};
constexpr std::array<Row, 12> kTable = {{
    {Action::kReadFigures, "yyyyyy"},
    {Action::kReadResponses, "yyyyyn"},
    {Action::kReadEvents, "yyyyyn"},
    {Action::kSubscribe, "yynnyn"},
    {Action::kCode, "yyyynn"},
    {Action::kAdjudicate, "yynynn"},
    {Action::kManage, "yynnnn"},
    {Action::kImport, "yynnnn"},
    {Action::kReadErasures, "yyyyyn"},
    {Action::kRequestErasure, "yyyynn"},
    {Action::kDecideErasure, "yynnnn"},
    {Action::kOpenStudy, "ynnnnn"},
}};

Caller caller(Role role, std::optional<std::string> study) {
  return {"ada", role, std::move(study)};
}

TEST(Permissions, OfATokenForAllStudiesFollowTheTableInEveryStudy) {
  for (const auto& [action, may] : kTable)
    for (std::size_t r = 0; r < kRoles.size(); ++r)
      for (const char* study : {"iep", "other", ""}) {
        const auto answer = allow(caller(kRoles[r], std::nullopt), action, study);
        EXPECT_EQ(answer.has_value(), may[r] == 'y')
            << static_cast<int>(action) << " " << word_of(kRoles[r]) << " " << study;
        EXPECT_TRUE(answer || answer.error().fault == Fault::kForbidden);
      }
}

TEST(Permissions, OfATokenForOneStudyFollowTheTableThere) {
  for (const auto& [action, may] : kTable)
    for (std::size_t r = 0; r < kRoles.size(); ++r)
      for (const char* study : {"iep", ""}) {
        if (action == Action::kOpenStudy) continue;
        const auto answer = allow(caller(kRoles[r], "iep"), action, study);
        EXPECT_EQ(answer.has_value(), may[r] == 'y')
            << static_cast<int>(action) << " " << word_of(kRoles[r]) << " " << study;
      }
}

TEST(Permissions, OfATokenForOneStudyDoNotSayWhetherAnotherExists) {
  for (const auto& [action, may] : kTable)
    for (const auto role : kRoles) {
      if (action == Action::kOpenStudy) continue;
      const auto answer = allow(caller(role, "iep"), action, "other");
      ASSERT_FALSE(answer);
      EXPECT_EQ(answer.error().fault, Fault::kUnknownStudy);
      EXPECT_THAT(answer.error().detail, ::testing::Not(HasSubstr("iep")));
    }
}

TEST(Permissions, ToOpenAStudyAreNeverWithATokenForOneStudy) {
  for (const auto role : kRoles)
    for (const char* study : {"iep", "other", ""}) {
      const auto answer = allow(caller(role, "iep"), Action::kOpenStudy, study);
      ASSERT_FALSE(answer);
      EXPECT_EQ(answer.error().fault, Fault::kForbidden);
    }
}

TEST(Permissions, ThatAreRefusedNameTheRolesThatAreNeeded) {
  const auto manage = allow(caller(Role::kCoder, std::nullopt), Action::kManage, "iep");
  ASSERT_FALSE(manage);
  EXPECT_EQ(manage.error().detail,
            "Changing a study needs the role owner or lead; this token has the role coder.");
  auto ada = caller(Role::kCoder, std::nullopt);
  ada.name = "ada";
  ada.by_membership = true;
  const auto member = allow(ada, Action::kManage, "iep");
  ASSERT_FALSE(member);
  EXPECT_EQ(member.error().detail,
            "Changing a study needs the role owner or lead; 'ada' has the role coder in this "
            "study.");
  EXPECT_THAT(member.error().fix, HasSubstr("another role in it"));
  const auto code = allow(caller(Role::kViewer, std::nullopt), Action::kCode, "iep");
  ASSERT_FALSE(code);
  EXPECT_THAT(code.error().detail, HasSubstr("owner, lead, coder or adjudicator;"));
  const auto open = allow(caller(Role::kLead, std::nullopt), Action::kOpenStudy, "iep");
  ASSERT_FALSE(open);
  EXPECT_THAT(open.error().detail, HasSubstr("needs the role owner;"));
}

TEST(Codings, AreWrittenByTheirOwnCoderAlone) {
  for (const auto role : kRoles) {
    EXPECT_TRUE(allow_coding_of(caller(role, std::nullopt), "ada"));
    for (const char* other : {"bob", "Ada", "ada ", ""}) {
      const auto answer = allow_coding_of(caller(role, std::nullopt), other);
      ASSERT_FALSE(answer) << other;
      EXPECT_EQ(answer.error().fault, Fault::kForbidden);
    }
  }
}

}  // namespace
}  // namespace verbatim::access
