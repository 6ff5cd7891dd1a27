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

}  // namespace verbatim::coding
