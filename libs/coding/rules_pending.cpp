#include "coding/refusals.hpp"
#include "coding/rules.hpp"

// PENDING: to be replaced by rules_*.cpp.
namespace verbatim::coding {

Decision rule(const Study&, const ReviseTheme&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const MoveTheme&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const RetireTheme&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const RestoreTheme&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const MergeThemes&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const SplitTheme&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const FreezeFramework&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const UnfreezeFramework&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const LinkThemes&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const UnlinkThemes&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const ChangeRole&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const RemoveMember&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const WriteMemo&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const ChooseQuote&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const RemoveThing&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const RecordMemberCheck&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const SignOff&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const RevokeSignOff&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const TakeBack&) {
  return not_now("Not yet.", "type", "");
}

}  // namespace verbatim::coding
