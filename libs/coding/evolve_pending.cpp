#include "coding/folds.hpp"

// PENDING: to be replaced by evolve_*.cpp.
namespace verbatim::coding {

Result<void> fold(const Step& step, const ThemeRevised&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const ThemeMoved&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const ThemeRetired&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const ThemeRestored&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const ThemeMerged&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const ThemeSplit&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const FrameworkFrozen&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const FrameworkUnfrozen&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const ThemesLinked&) {
  return step.done([](Study&) {});
}
Result<void> fold(const Step& step, const ThemesUnlinked&) {
  return step.done([](Study&) {});
}
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
