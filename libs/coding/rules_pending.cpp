#include "coding/refusals.hpp"
#include "coding/rules.hpp"

// PENDING: to be replaced by rules_*.cpp.
namespace verbatim::coding {

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
