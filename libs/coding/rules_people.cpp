// Who codes, and who answered.
#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {

Decision rule(const Study& study, const AddMember& c) {
  if (const auto known = study.member_ids.find(c.member)) {
    if (study.members[*known].role != c.role) return exists("member", c.member, "member");
    return Events{};
  }
  if (!valid_id(c.member)) return bad_id("member");
  if (study.members.size() >= kMembersMax) return full("members", kMembersMax);
  return Events{MemberAdded{c.member, c.role}};
}

Decision rule(const Study& study, const ChangeRole& c) {
  const auto member = study.member_ids.find(c.member);
  if (!member) return unknown(Fault::kUnknownMember, "member", c.member, "member");
  if (study.members[*member].role == c.role) return Events{};
  return Events{RoleChanged{c.member, c.role}};
}

Decision rule(const Study& study, const RemoveMember& c) {
  if (!study.member_ids.find_ever(c.member))
    return unknown(Fault::kUnknownMember, "member", c.member, "member");
  if (!study.member_ids.find(c.member)) return Events{};
  return Events{Removed{{Kind::kMember, c.member, ""}}};
}

Decision rule(const Study& study, const NameMember& c) {
  const auto known = study.member_ids.find_ever(c.member);
  if (!known) return unknown(Fault::kUnknownMember, "member", c.member, "member");
  const auto& member = study.members[*known];
  if (member.pseudonymised_at != 0) return pseudonymised(c.member);
  if (member.name_mark == c.name_mark) return Events{};
  return Events{MemberNamed{c.member, c.sealed_name, c.name_mark}};
}

Decision rule(const Study& study, const PseudonymiseMember& c) {
  const auto known = study.member_ids.find_ever(c.member);
  if (!known) return unknown(Fault::kUnknownMember, "member", c.member, "member");
  if (study.members[*known].pseudonymised_at != 0) return Events{};
  return Events{MemberPseudonymised{c.member, c.key}};
}

Decision rule(const Study& study, const AddGroup& c) {
  if (const auto known = study.group_ids.find(c.group)) {
    if (study.groups[*known].label != c.label) return exists("group", c.group, "group");
    return Events{};
  }
  if (!valid_id(c.group)) return bad_id("group");
  if (study.groups.size() >= kGroupsMax) return full("groups", kGroupsMax);
  return Events{GroupAdded{c.group, c.label}};
}

Decision rule(const Study& study, const AddRespondent& c) {
  std::optional<IdTable::Index> group;
  if (!c.group.empty()) {
    group = study.group_ids.find(c.group);
    if (!group) return unknown(Fault::kUnknownGroup, "group", c.group, "group");
  }
  if (const auto known = study.respondent_ids.find(c.respondent)) {
    if (study.respondents[*known].group != group.value_or(kNone16))
      return exists("respondent", c.respondent, "respondent");
    return Events{};
  }
  if (!valid_id(c.respondent)) return bad_id("respondent");
  return Events{RespondentAdded{c.respondent, c.group}};
}

}  // namespace verbatim::coding
