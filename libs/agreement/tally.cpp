#include "agreement/tally.hpp"

#include <algorithm>
#include <utility>

namespace verbatim::agreement {
namespace {

Estimate undefined(const Tally& tally, Undefined reason) {
  return {.reason = reason, .units = tally.units, .codings = tally.codings};
}

Estimate defined(const Tally& tally, double value) {
  return {.value = value, .units = tally.units, .codings = tally.codings};
}

double mean_agreement(const Tally& tally) {
  return tally.agreement / static_cast<double>(tally.units);
}

// (p_a - p_e) / (1 - p_e): what was reached of the agreement that chance leaves open.
Estimate beyond_chance(const Tally& tally, double expected) {
  return defined(tally, (mean_agreement(tally) - expected) / (1 - expected));
}

// The mean share of each category over the coded units: the prevalence, in ascending order, so that
// sums over it do not depend on how categories are numbered.
std::vector<double> ascending_prevalence(const Tally& tally) {
  std::vector<double> prevalence;
  for (const double share : tally.shares) {
    if (share > 0) prevalence.push_back(share / static_cast<double>(tally.coded_units));
  }
  std::sort(prevalence.begin(), prevalence.end());
  return prevalence;
}

}  // namespace

TallyBuilder::TallyBuilder(std::size_t categories) : open_(categories) {
  tally_.pairable.resize(categories);
  tally_.shares.resize(categories);
}

void TallyBuilder::add(std::size_t category, std::uint64_t codings) {
  if (codings == 0) return;
  if (open_[category] == 0) touched_.push_back(category);
  open_[category] += codings;
}

void TallyBuilder::close(std::uint32_t codings, std::uint64_t units, std::uint64_t agreeing) {
  if (codings == 0 || units == 0) return;
  tally_.coded_units += units;
  for (const auto category : touched_) {
    const auto count = std::exchange(open_[category], 0);
    tally_.shares[category] += static_cast<double>(count) / codings;
    if (codings >= 2) tally_.pairable[category] += count;
  }
  touched_.clear();
  if (codings < 2) return;
  const std::uint64_t others = codings - 1;
  const std::uint64_t pairs = units * codings * others;
  tally_.units += units;
  tally_.codings += units * codings;
  tally_.agreement += static_cast<double>(agreeing) / static_cast<double>(codings * others);
  tally_.disagreement += static_cast<double>(pairs - agreeing) / static_cast<double>(others);
}

std::uint64_t differing_pairs(const Tally& tally) {
  std::uint64_t pairs = tally.codings * tally.codings;
  for (const auto count : tally.pairable) pairs -= count * count;
  return pairs;
}

Estimate percent_agreement(const Tally& tally) {
  if (tally.units == 0) return undefined(tally, Undefined::kNoPairableUnits);
  return defined(tally, mean_agreement(tally));
}

Estimate krippendorff_alpha(const Tally& tally) {
  if (tally.units == 0) return undefined(tally, Undefined::kNoPairableUnits);
  const auto differing = differing_pairs(tally);
  if (differing == 0) return undefined(tally, Undefined::kNoVariation);
  const auto others = static_cast<double>(tally.codings - 1);
  return defined(tally, 1 - others * tally.disagreement / static_cast<double>(differing));
}

Estimate fleiss_kappa(const Tally& tally) {
  if (tally.units == 0) return undefined(tally, Undefined::kNoPairableUnits);
  const auto prevalence = ascending_prevalence(tally);
  if (prevalence.size() < 2) return undefined(tally, Undefined::kNoVariation);
  double expected = 0;
  for (const double share : prevalence) expected += share * share;
  return beyond_chance(tally, expected);
}

Estimate gwet_ac1(const Tally& tally, std::uint64_t categories) {
  if (tally.units == 0) return undefined(tally, Undefined::kNoPairableUnits);
  if (categories < 2) return undefined(tally, Undefined::kNoVariation);
  double spread = 0;
  for (const double share : ascending_prevalence(tally)) spread += share * (1 - share);
  return beyond_chance(tally, spread / static_cast<double>(categories - 1));
}

Estimate brennan_prediger(const Tally& tally, std::uint64_t categories) {
  if (tally.units == 0) return undefined(tally, Undefined::kNoPairableUnits);
  if (categories < 2) return undefined(tally, Undefined::kNoVariation);
  return beyond_chance(tally, 1 / static_cast<double>(categories));
}

}  // namespace verbatim::agreement
