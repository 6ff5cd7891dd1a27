#include "agreement/nominal_basis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "agreement/interval.hpp"

namespace verbatim::agreement {
namespace {

// The share of ordered pairs of codings that agree in one unit of this profile.
double agreement_of(const Profile& profile) {
  const double pairs = static_cast<double>(profile.codings) * (profile.codings - 1);
  return static_cast<double>(profile.agreeing) / pairs;
}

// Sums over the categories of one profile.
class ProfileSum {
 public:
  explicit ProfileSum(const Profiles& profiles) : profiles_(profiles) {}

  double of(const Profile& profile, const std::vector<double>& weight) {
    for (const auto& count : profiles_.counts(profile)) {
      terms_.push_back(count.codings * weight[count.category]);
    }
    return ordered_sum(terms_);
  }

 private:
  const Profiles& profiles_;
  std::vector<double> terms_;
};

}  // namespace

NominalBasis::NominalBasis(Profiles profiles, std::optional<std::uint32_t> theme)
    : profiles_(std::move(profiles)), tally_(tally_of(profiles_)), theme_(theme) {
  for (const double share : tally_.shares) {
    prevalence_.push_back(share > 0 ? share / static_cast<double>(tally_.coded_units) : 0);
    seen_ += share > 0 ? 1 : 0;
  }
}

Estimate NominalBasis::blank() const {
  Estimate estimate{.units = tally_.units,
                    .codings = tally_.codings,
                    .coded_units = tally_.coded_units,
                    .values = seen_};
  if (tally_.coded_units > 0) {
    estimate.prevalence =
        theme_ ? prevalence_[*theme_] : *std::max_element(prevalence_.begin(), prevalence_.end());
  }
  return estimate;
}

Estimate NominalBasis::undefined(Undefined reason) const {
  auto estimate = blank();
  estimate.reason = reason;
  return estimate;
}

Estimate NominalBasis::percent_agreement() const {
  if (tally_.units == 0) return undefined(Undefined::kNoPairableUnits);
  auto estimate = blank();
  const double mean = tally_.agreement / static_cast<double>(tally_.units);
  const double scale = static_cast<double>(tally_.coded_units) / static_cast<double>(tally_.units);
  Linearised linearised;
  for (const auto& profile : profiles_.all()) {
    linearised.add(profile.codings < 2 ? 0 : scale * agreement_of(profile), profile.units);
  }
  estimate.value = mean;
  estimate.observed = 1 - mean;
  estimate.interval = std::move(linearised).gwet_of_proportion(mean);
  return estimate;
}

Estimate NominalBasis::beyond_chance(double expected_agreement,
                                     const std::vector<double>& chance) const {
  auto estimate = blank();
  const double mean = tally_.agreement / static_cast<double>(tally_.units);
  const double open = 1 - expected_agreement;
  const double value = (mean - expected_agreement) / open;
  const double scale = static_cast<double>(tally_.coded_units) / static_cast<double>(tally_.units);
  Linearised linearised;
  ProfileSum sum(profiles_);
  for (const auto& profile : profiles_.all()) {
    double x = 0;
    if (profile.codings >= 2) x = scale * (agreement_of(profile) - expected_agreement) / open;
    if (!chance.empty()) {
      const double unit_chance = sum.of(profile, chance) / profile.codings;
      x -= 2 * (1 - value) * (unit_chance - expected_agreement) / open;
    }
    linearised.add(x, profile.units);
  }
  estimate.value = value;
  estimate.observed = 1 - mean;
  estimate.expected = open;
  estimate.interval = std::move(linearised).gwet(value, value);
  return estimate;
}

Estimate NominalBasis::fleiss_kappa() const {
  if (tally_.units == 0) return undefined(Undefined::kNoPairableUnits);
  if (seen_ < 2) return undefined(Undefined::kNoVariation);
  std::vector<double> squares;
  for (const double share : prevalence_) squares.push_back(share * share);
  return beyond_chance(ordered_sum(squares), prevalence_);
}

Estimate NominalBasis::gwet_ac1() const {
  if (tally_.units == 0) return undefined(Undefined::kNoPairableUnits);
  if (profiles_.categories() < 2) return undefined(Undefined::kNoVariation);
  const double others = profiles_.categories() - 1.0;
  std::vector<double> spread;
  std::vector<double> chance;
  for (const double share : prevalence_) {
    spread.push_back(share * (1 - share));
    chance.push_back((1 - share) / others);
  }
  return beyond_chance(ordered_sum(spread) / others, chance);
}

Estimate NominalBasis::brennan_prediger() const {
  if (tally_.units == 0) return undefined(Undefined::kNoPairableUnits);
  if (profiles_.categories() < 2) return undefined(Undefined::kNoVariation);
  return beyond_chance(1.0 / profiles_.categories(), {});
}

Estimate NominalBasis::percent_all_agree() const {
  if (tally_.units == 0) return undefined(Undefined::kNoPairableUnits);
  auto estimate = blank();
  std::uint64_t alike = 0;
  for (const auto& profile : profiles_.all()) {
    if (profile.codings >= 2 && profile.last - profile.first == 1) alike += profile.units;
  }
  const double share = static_cast<double>(alike) / static_cast<double>(tally_.units);
  Linearised linearised;
  linearised.add(1, alike);
  linearised.add(0, tally_.units - alike);
  estimate.value = share;
  estimate.observed = 1 - share;
  estimate.interval = std::move(linearised).gwet_of_proportion(share);
  return estimate;
}

std::optional<double> NominalBasis::null_se_of_fleiss_kappa() const {
  const auto all = profiles_.all();
  if (all.empty() || seen_ < 2 || all.front().codings != all.back().codings) return std::nullopt;
  const double m = all.front().codings;
  if (m < 2) return std::nullopt;
  std::vector<double> spread;
  std::vector<double> skew;
  for (const double p : prevalence_) {
    spread.push_back(p * (1 - p));
    skew.push_back(p * (1 - p) * (1 - 2 * p));
  }
  const double sum = ordered_sum(spread);
  const double variance = std::max(0.0, sum * sum - ordered_sum(skew));
  const double n = static_cast<double>(tally_.units);
  return std::sqrt(2 * variance / (n * m * (m - 1))) / sum;
}

Estimate NominalBasis::krippendorff_alpha() const {
  if (tally_.units == 0) return undefined(Undefined::kNoPairableUnits);
  const auto differing = differing_pairs(tally_);
  if (differing == 0) return undefined(Undefined::kNoVariation);
  auto estimate = blank();
  const auto n = static_cast<double>(tally_.codings);
  estimate.value = 1 - (n - 1) * tally_.disagreement / static_cast<double>(differing);
  estimate.observed = tally_.disagreement / n;
  estimate.expected = static_cast<double>(differing) / (n * (n - 1));

  AlphaLinearised linearised(*estimate.observed, static_cast<double>(differing) / (n * n),
                             n / static_cast<double>(tally_.units));
  std::vector<double> shares;
  for (const auto count : tally_.pairable) shares.push_back(static_cast<double>(count) / n);
  ProfileSum sum(profiles_);
  for (const auto& profile : profiles_.all()) {
    if (profile.codings < 2) continue;
    const auto agreeing = static_cast<double>(profile.agreeing);
    linearised.add(profile.codings, agreeing, sum.of(profile, shares), profile.units);
  }
  estimate.interval = std::move(linearised).about(*estimate.value);
  return estimate;
}

}  // namespace verbatim::agreement
