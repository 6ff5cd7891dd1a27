#include "agreement/margins.hpp"

#include <algorithm>
#include <utility>

namespace verbatim::agreement {
namespace {

std::vector<double> shares(const std::vector<std::uint64_t>& counts, std::uint64_t units) {
  std::vector<double> result;
  for (const auto count : counts) {
    result.push_back(static_cast<double>(count) / static_cast<double>(units));
  }
  return result;
}

}  // namespace

void Margins::add(std::size_t a, std::size_t b, std::uint64_t units) {
  if (units == 0) return;
  units_ += units;
  if (a == b) agreeing_ += units;
  first_[a] += units;
  second_[b] += units;
  cells_.push_back({a, b, units});
}

Estimate Margins::blank() const {
  Estimate estimate{.units = units_, .codings = 2 * units_, .coded_units = units_};
  std::uint64_t most = 0;
  for (std::size_t c = 0; c < first_.size(); ++c) {
    most = std::max(most, first_[c] + second_[c]);
    estimate.values += first_[c] + second_[c] > 0 ? 1 : 0;
  }
  if (units_ > 0) estimate.prevalence = static_cast<double>(most) / static_cast<double>(2 * units_);
  return estimate;
}

Estimate Margins::undefined(Undefined reason) const {
  auto estimate = blank();
  estimate.reason = reason;
  return estimate;
}

Estimate Margins::beyond_chance(std::uint64_t observed, std::uint64_t expected,
                                std::uint64_t all) const {
  if (units_ == 0) return undefined(Undefined::kNoPairableUnits);
  if (expected == all) return undefined(Undefined::kNoVariation);
  auto estimate = blank();
  const auto gained = static_cast<std::int64_t>(observed) - static_cast<std::int64_t>(expected);
  estimate.value = static_cast<double>(gained) / static_cast<double>(all - expected);
  estimate.observed = static_cast<double>(all - observed) / static_cast<double>(all);
  estimate.expected = static_cast<double>(all - expected) / static_cast<double>(all);
  return estimate;
}

Linearised Margins::linearised(const Estimate& estimate, const std::vector<double>& a_share,
                               const std::vector<double>& b_share) const {
  Linearised linearised;
  const double open = *estimate.expected;
  for (const auto& [a, b, units] : cells_) {
    const double agreement = a == b ? 1 : 0;
    const double chance = std::min(b_share[a], a_share[b]) + std::max(b_share[a], a_share[b]);
    const double x = agreement - (1 - open) - (1 - *estimate.value) * (chance - 2 * (1 - open));
    linearised.add(x / open, units);
  }
  return linearised;
}

Estimate Margins::percent_agreement() const {
  if (units_ == 0) return undefined(Undefined::kNoPairableUnits);
  auto estimate = blank();
  const double mean = static_cast<double>(agreeing_) / static_cast<double>(units_);
  estimate.value = mean;
  estimate.observed = static_cast<double>(units_ - agreeing_) / static_cast<double>(units_);
  Linearised linearised;
  linearised.add(1, agreeing_);
  linearised.add(0, units_ - agreeing_);
  estimate.interval = std::move(linearised).gwet_of_proportion(mean);
  return estimate;
}

Estimate Margins::cohen_kappa() const {
  std::uint64_t expected = 0;
  for (std::size_t c = 0; c < first_.size(); ++c) expected += first_[c] * second_[c];
  auto estimate = beyond_chance(agreeing_ * units_, expected, units_ * units_);
  if (!estimate.value) return estimate;
  estimate.interval = linearised(estimate, shares(first_, units_), shares(second_, units_))
                          .fleiss_cohen_everitt(*estimate.value, *estimate.value);
  return estimate;
}

Estimate Margins::scott_pi() const {
  std::uint64_t expected = 0;
  std::vector<std::uint64_t> both;
  for (std::size_t c = 0; c < first_.size(); ++c) {
    both.push_back(first_[c] + second_[c]);
    expected += both[c] * both[c];
  }
  auto estimate = beyond_chance(4 * agreeing_ * units_, expected, 4 * units_ * units_);
  if (!estimate.value) return estimate;
  const auto pooled = shares(both, 2 * units_);
  estimate.interval =
      linearised(estimate, pooled, pooled).gwet_of_table(*estimate.value, *estimate.value);
  return estimate;
}

std::optional<double> Margins::cohen_kappa_max() const {
  const auto kappa = cohen_kappa();
  if (!kappa.value) return std::nullopt;
  std::uint64_t most = 0;
  for (std::size_t c = 0; c < first_.size(); ++c) most += std::min(first_[c], second_[c]);
  const double agreement = static_cast<double>(most) / static_cast<double>(units_);
  return 1 - (1 - agreement) / *kappa.expected;
}

}  // namespace verbatim::agreement
