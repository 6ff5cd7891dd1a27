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
Decision rule(const Study&, const SetPolicy&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const OpenRound&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const StaffRound&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const CloseRound&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const ReopenRound&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const TakePlace&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const ReleasePlace&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const SettleResponse&) {
  return not_now("Not yet.", "type", "");
}
Decision rule(const Study&, const UnsettleResponse&) {
  return not_now("Not yet.", "type", "");
}

}  // namespace verbatim::coding
