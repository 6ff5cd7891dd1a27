#include "coding/owners.hpp"

namespace verbatim::coding {
namespace {

bool is_owner(const Study& study, const std::string& member) {
  const auto known = study.member_ids.find(member);
  return known && study.members[*known].role == Role::kOwner;
}

}  // namespace

bool concerns_an_owner(const Study& before, const Event& event) {
  if (const auto* added = std::get_if<MemberAdded>(&event)) return added->role == Role::kOwner;
  if (const auto* changed = std::get_if<RoleChanged>(&event))
    return changed->role == Role::kOwner || is_owner(before, changed->member);
  if (const auto* removed = std::get_if<Removed>(&event))
    return removed->thing.kind == Kind::kMember && is_owner(before, removed->thing.id);
  return false;
}

}  // namespace verbatim::coding
