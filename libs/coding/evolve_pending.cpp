#include "coding/folds.hpp"

// PENDING: to be replaced by evolve_*.cpp.
namespace verbatim::coding {

Result<void> fold(const Step& step, const RoleChanged&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const Removed&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const PolicySet&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const RoundOpened&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const RoundStaffed&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const RoundClosed&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const RoundReopened&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const PlaceTaken&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const PlaceReleased&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const ResponseSettled&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const ResponseUnsettled&) {
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
