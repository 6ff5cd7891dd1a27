#include "agreement/weighted.hpp"

#include <algorithm>
#include <vector>

#include "agreement/interval.hpp"
#include "agreement/nominal_basis.hpp"
#include "agreement/unit_terms.hpp"

namespace verbatim::agreement {
namespace {

// Profiles and what the weights make of them.
class WeightedBasis {
 public:
  WeightedBasis(const Codings& codings, const Weights& weights)
      : basis_(profiles_of(codings)), weights_(weights) {
    const auto& tally = basis_.tally();
    for (const double share : tally.shares) {
      shares_.push_back(tally.coded_units > 0 ? share / static_cast<double>(tally.coded_units) : 0);
    }
    blank_ = knowing_coders(basis_.blank(), coders_of(codings).size());
    if (tally.units == 0) blank_.reason = Undefined::kNoPairableUnits;
    blank_ = knowing_coders(blank_, blank_.coders);
  }

  const Estimate& blank() const { return blank_; }
  const std::vector<double>& shares() const { return shares_; }
  std::uint32_t categories() const { return weights_.categories; }

  double sum_of_weights() const {
    double sum = 0;
    for (const double weight : weights_.similarity) sum += weight;
    return sum;
  }

  // By category: the sum over others of weight * their share.
  std::vector<double> weighted(const std::vector<double>& shares) const {
    std::vector<double> result(shares.size());
    for (std::uint32_t a = 0; a < weights_.categories; ++a) {
      for (std::uint32_t b = 0; b < weights_.categories; ++b) {
        result[a] += weights_(a, b) * shares[b];
      }
    }
    return result;
  }

  // By unit; `chance_of` category is averaged over the unit's codings.
  std::vector<UnitTerm> terms(const std::vector<double>& chance_of) const {
    std::vector<UnitTerm> terms;
    for (const auto& profile : basis_.profiles().all()) {
      UnitTerm term{.pairable = profile.codings >= 2, .units = profile.units};
      if (term.pairable) {
        term.agreement =
            agreeing(profile) / (static_cast<double>(profile.codings) * (profile.codings - 1));
      }
      for (const auto& count : basis_.profiles().counts(profile)) {
        term.chance += count.codings * chance_of[count.category] / profile.codings;
      }
      terms.push_back(term);
    }
    return terms;
  }

  // Sum of weights over ordered pairs of different codings of one unit.
  double agreeing(const Profile& profile) const {
    double sum = 0;
    const auto counts = basis_.profiles().counts(profile);
    for (const auto& a : counts) {
      for (const auto& b : counts) {
        const double others = a.category == b.category ? b.codings - 1.0 : b.codings;
        sum += a.codings * others * weights_(a.category, b.category);
      }
    }
    return sum;
  }

  Estimate alpha() const {
    if (blank_.reason) return blank_;
    auto estimate = blank_;
    const auto& tally = basis_.tally();
    const auto n = static_cast<double>(tally.codings);
    std::vector<double> shares;
    for (const auto count : tally.pairable) shares.push_back(static_cast<double>(count) / n);
    const auto similar = weighted(shares);
    double expected = 1;
    for (std::size_t c = 0; c < shares.size(); ++c) expected -= shares[c] * similar[c];
    if (differing_pairs(tally) == 0 || expected <= 1e-14) {
      estimate.reason = Undefined::kNoVariation;
      return estimate;
    }
    double observed = 0;
    for (const auto& profile : basis_.profiles().all()) {
      if (profile.codings < 2) continue;
      const double pairs = static_cast<double>(profile.codings) * (profile.codings - 1);
      observed +=
          static_cast<double>(profile.units) * (pairs - agreeing(profile)) / (profile.codings - 1);
    }
    observed /= n;
    estimate.value = 1 - (n - 1) / n * observed / expected;
    estimate.observed = observed;
    estimate.expected = expected * n / (n - 1);
    AlphaLinearised linearised(observed, expected, n / static_cast<double>(tally.units));
    for (const auto& profile : basis_.profiles().all()) {
      if (profile.codings < 2) continue;
      double chance = 0;
      for (const auto& count : basis_.profiles().counts(profile)) {
        chance += count.codings * similar[count.category];
      }
      linearised.add(profile.codings, agreeing(profile), chance, profile.units);
    }
    estimate.interval = std::move(linearised).about(*estimate.value);
    return estimate;
  }

 private:
  NominalBasis basis_;
  const Weights& weights_;
  std::vector<double> shares_;  // prevalence
  Estimate blank_;
};

double product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t c = 0; c < a.size(); ++c) sum += a[c] * b[c];
  return sum;
}

}  // namespace

Estimate percent_agreement(const Codings& codings, const Weights& weights) {
  const WeightedBasis basis(codings, weights);
  if (basis.blank().reason) return basis.blank();
  return mean_agreement(basis.blank(), basis.terms(std::vector<double>(weights.categories)));
}

Estimate fleiss_kappa(const Codings& codings, const Weights& weights) {
  const WeightedBasis basis(codings, weights);
  if (basis.blank().reason) return basis.blank();
  const auto chance = basis.weighted(basis.shares());
  return beyond_chance(basis.blank(), basis.terms(chance), product(basis.shares(), chance));
}

Estimate gwet_ac2(const Codings& codings, const Weights& weights) {
  const WeightedBasis basis(codings, weights);
  if (basis.blank().reason) return basis.blank();
  const double q = basis.categories();
  const double scale = basis.sum_of_weights() / (q * (q - 1));
  std::vector<double> chance;
  for (const double share : basis.shares()) chance.push_back(scale * (1 - share));
  return beyond_chance(basis.blank(), basis.terms(chance), product(basis.shares(), chance));
}

Estimate brennan_prediger(const Codings& codings, const Weights& weights) {
  const WeightedBasis basis(codings, weights);
  if (basis.blank().reason) return basis.blank();
  const double q = basis.categories();
  const double mean = basis.sum_of_weights() / (q * q);
  return beyond_chance(basis.blank(), basis.terms(std::vector<double>(weights.categories, mean)),
                       mean);
}

Estimate krippendorff_alpha(const Codings& codings, std::span<const double> differences) {
  const auto weights = weights_of(codings.categories, differences);
  return WeightedBasis(codings, weights).alpha();
}

}  // namespace verbatim::agreement
