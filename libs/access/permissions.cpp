#include "access/permissions.hpp"

#include <algorithm>
#include <array>

namespace verbatim::access {
namespace {

using coding::Role;

// In the order of coding::Role.
constexpr std::array<std::string_view, 6> kWords = {"owner",       "lead",    "coder",
                                                    "adjudicator", "auditor", "viewer"};

// A set of roles, one bit each.
using Roles = unsigned;
template <class... Some>
constexpr Roles roles(Some... role) {
  return ((1U << static_cast<unsigned>(role)) | ...);
}
constexpr bool contains(Roles set, Role role) {
  return (set & roles(role)) != 0;
}

constexpr Roles kManagers = roles(Role::kOwner, Role::kLead);
constexpr Roles kCoders = kManagers | roles(Role::kCoder, Role::kAdjudicator);
constexpr Roles kReaders = kCoders | roles(Role::kAuditor);
constexpr Roles kEverybody = kReaders | roles(Role::kViewer);

struct Rule {
  std::string_view what;
  Roles roles;
};

constexpr Rule rule_of(Action action) {
  switch (action) {
    case Action::kReadFigures:
      return {"Reading figures", kEverybody};
    case Action::kReadResponses:
      return {"Reading responses and codings", kReaders};
    case Action::kReadEvents:
      return {"Reading events", kReaders};
    case Action::kAudit:
      // By a root or leaf hash whoever can guess an event sees whether the guess is right, so that
      // hashes tell what a private memo's metadata or somebody else's coding says.
      return {"Auditing", kManagers | roles(Role::kAuditor)};
    case Action::kSubscribe:
      return {"Following a study by a subscription", kManagers | roles(Role::kAuditor)};
    case Action::kCode:
      return {"Coding", kCoders};
    case Action::kAdjudicate:
      return {"Adjudicating", kManagers | roles(Role::kAdjudicator)};
    case Action::kManage:
      return {"Changing a study", kManagers};
    case Action::kImport:
      return {"Importing", kManagers};
    case Action::kReadErasures:
      return {"Reading erasures", kReaders};
    case Action::kRequestErasure:
      return {"Requesting an erasure", kCoders};
    case Action::kDecideErasure:
      return {"Deciding an erasure", kManagers};
    case Action::kOperate:
      return {"Operating a study", roles(Role::kOwner)};
    case Action::kOpenStudy:
      return {"Opening a study", roles(Role::kOwner)};
  }
  return {"This", 0};
}

// "owner, lead or coder"
std::string words_of(Roles set) {
  std::string words;
  for (std::size_t role = 0; role < kWords.size(); ++role) {
    if (!contains(set, static_cast<Role>(role))) continue;
    set &= ~roles(role);
    words += (words.empty() ? "" : set == 0 ? " or " : ", ") + std::string(kWords[role]);
  }
  return words;
}

Failure forbidden(std::string detail, std::string fix) {
  return {Fault::kForbidden, std::move(detail), "", std::move(fix)};
}

}  // namespace

std::string_view word_of(Role role) {
  return kWords[static_cast<std::size_t>(role)];
}

std::optional<Role> role_from(std::string_view word) {
  const auto at = std::find(kWords.begin(), kWords.end(), word);
  if (at == kWords.end()) return std::nullopt;
  return static_cast<Role>(at - kWords.begin());
}

Result<void> allow(const Caller& caller, Action action, std::string_view study) {
  const auto rule = rule_of(action);
  if (action == Action::kOpenStudy && caller.study)
    return forbidden("Opening a study needs a token for all studies; this one is for study '" +
                         *caller.study + "' alone.",
                     "Use a token of an owner that was made without a study.");
  if (caller.study && !study.empty() && *caller.study != study)
    return Failure{Fault::kUnknownStudy, "There is no such study for this token.", "study",
                   "Use a token for that study, or for all studies."};
  if (contains(rule.roles, caller.role)) return {};
  const auto needs = std::string(rule.what) + " needs the role " + words_of(rule.roles) + "; ";
  const auto role = std::string(word_of(caller.role));
  if (caller.by_membership)
    return forbidden(needs + "'" + caller.name + "' has the role " + role + " in this study.",
                     "Ask whoever manages the study for another role in it (change_role), or "
                     "somebody who has it to do this.");
  return forbidden(needs + "this token has the role " + role + ".",
                   "Use a token with a role that allows it.");
}

Result<void> allow_coding_of(const Caller& caller, std::string_view coder) {
  if (caller.name == coder) return {};
  return forbidden("The codings of '" + std::string(coder) + "' are written with the token of '" +
                       std::string(coder) + "'; this token is that of '" + caller.name + "'.",
                   "Use that coder's token, or write your own codings.");
}

}  // namespace verbatim::access
