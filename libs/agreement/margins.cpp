#include "agreement/margins.hpp"

namespace verbatim::agreement {

void Margins::add(std::size_t a, std::size_t b, std::uint64_t units) {
  units_ += units;
  if (a == b) agreeing_ += units;
  first_[a] += units;
  second_[b] += units;
}

Estimate Margins::defined(double value) const {
  return {.value = value, .units = units_, .codings = 2 * units_};
}

Estimate Margins::undefined(Undefined reason) const {
  return {.reason = reason, .units = units_, .codings = 2 * units_};
}

Estimate Margins::beyond_chance(std::uint64_t observed, std::uint64_t expected,
                                std::uint64_t all) const {
  if (units_ == 0) return undefined(Undefined::kNoPairableUnits);
  if (expected == all) return undefined(Undefined::kNoVariation);
  const auto gained = static_cast<std::int64_t>(observed) - static_cast<std::int64_t>(expected);
  return defined(static_cast<double>(gained) / static_cast<double>(all - expected));
}

Estimate Margins::percent_agreement() const {
  if (units_ == 0) return undefined(Undefined::kNoPairableUnits);
  return defined(static_cast<double>(agreeing_) / static_cast<double>(units_));
}

Estimate Margins::cohen_kappa() const {
  std::uint64_t expected = 0;
  for (std::size_t c = 0; c < first_.size(); ++c) expected += first_[c] * second_[c];
  return beyond_chance(agreeing_ * units_, expected, units_ * units_);
}

Estimate Margins::scott_pi() const {
  std::uint64_t expected = 0;
  for (std::size_t c = 0; c < first_.size(); ++c) {
    const auto both = first_[c] + second_[c];
    expected += both * both;
  }
  return beyond_chance(4 * agreeing_ * units_, expected, 4 * units_ * units_);
}

}  // namespace verbatim::agreement
