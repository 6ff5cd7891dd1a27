#include "coding/folds.hpp"

// PENDING: to be replaced by evolve_*.cpp.
namespace verbatim::coding {

Result<void> fold(const Step& step, const RoleChanged&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const Removed&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const MemoWritten&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const QuoteChosen&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const MemberCheckRecorded&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const SignedOff&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const SignOffRevoked&) {
  return step.done([](Study&) {});
}

}  // namespace verbatim::coding
