// Conger's and Light's kappa, which ask who the coders are.
#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "agreement/margins.hpp"
#include "agreement/nominal_basis.hpp"
#include "agreement/unit_terms.hpp"
#include "agreement/weighted.hpp"

namespace verbatim::agreement {
namespace {

struct Coding {
  std::uint32_t unit, value;
};

// Everybody's codings, coders ascending, units ascending.
std::vector<std::vector<Coding>> by_coder(const Codings& codings,
                                          const std::vector<std::uint32_t>& coders) {
  std::vector<std::vector<Coding>> result(coders.size());
  for (std::uint32_t unit = 0; unit < codings.units(); ++unit) {
    for (auto at = codings.offsets[unit]; at < codings.offsets[unit + 1]; ++at) {
      const auto found = std::lower_bound(coders.begin(), coders.end(), codings.coders[at]);
      result[static_cast<std::size_t>(found - coders.begin())].push_back(
          {unit, codings.values[at]});
    }
  }
  return result;
}

// `weights` null: identity, for any number of categories.
std::vector<double> apply(const Weights* weights, std::vector<double> shares) {
  if (weights == nullptr) return shares;
  std::vector<double> result(shares.size());
  for (std::uint32_t a = 0; a < weights->categories; ++a) {
    for (std::uint32_t b = 0; b < weights->categories; ++b) {
      result[a] += (*weights)(a, b) * shares[b];
    }
  }
  return result;
}

double agreement_of(std::span<const std::uint32_t> values, const Weights* weights) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto a = values[i];
      const auto b = values[j];
      sum += weights == nullptr ? (a == b ? 2.0 : 0.0) : 2 * (*weights)(a, b);
    }
  }
  return sum / (static_cast<double>(values.size()) * (static_cast<double>(values.size()) - 1));
}

Estimate blank_of(const Codings& codings, std::size_t coders) {
  auto blank = NominalBasis(profiles_of(codings)).blank();
  if (blank.units == 0) blank.reason = Undefined::kNoPairableUnits;
  return knowing_coders(blank, coders);
}

// Gwet (2014), equations for Conger's kappa with missing codings: with p_g the shares of coder g,
// chance is the sum over g of p_g W (P - p_g) / (r (r - 1)), P the sum of all p_g.
Estimate conger(const Codings& codings, const Weights* weights) {
  const auto coders = coders_of(codings);
  auto blank = blank_of(codings, coders.size());
  if (blank.reason) return blank;
  const auto all = by_coder(codings, coders);
  const auto n = static_cast<double>(blank.coded_units);
  const auto r = static_cast<double>(coders.size());
  const double pairs = r * (r - 1);

  std::vector<double> total(codings.categories);
  for (const auto& own : all) {
    for (const auto& coding : own) total[coding.value] += 1 / static_cast<double>(own.size());
  }
  std::vector<UnitTerm> terms(codings.units());
  double chance = 0;
  for (const auto& own : all) {
    const auto size = static_cast<double>(own.size());
    std::vector<double> shares(codings.categories);
    for (const auto& coding : own) shares[coding.value] += 1 / size;
    auto others = total;
    for (std::size_t c = 0; c < others.size(); ++c) others[c] -= shares[c];
    others = apply(weights, std::move(others));
    double by_chance = 0;
    for (std::size_t c = 0; c < others.size(); ++c) by_chance += shares[c] * others[c];
    chance += by_chance / pairs;
    for (const auto& coding : own) {
      terms[coding.unit].chance += n / size * (others[coding.value] - by_chance) / pairs;
    }
  }
  std::vector<UnitTerm> coded;
  for (std::size_t unit = 0; unit < codings.units(); ++unit) {
    if (codings.count(unit) == 0) continue;
    auto& term = terms[unit];
    term.chance += chance;
    term.pairable = codings.count(unit) >= 2;
    if (term.pairable) term.agreement = agreement_of(codings.values_of(unit), weights);
    coded.push_back(term);
  }
  return beyond_chance(blank, coded, chance);
}

Margins margins_of(const std::vector<Coding>& first, const std::vector<Coding>& second) {
  std::map<std::uint32_t, std::size_t> numbers;  // of the categories that these two used
  std::vector<std::pair<std::size_t, std::size_t>> common;
  const auto number = [&](std::uint32_t value) {
    return numbers.try_emplace(value, numbers.size()).first->second;
  };
  for (auto a = first.begin(), b = second.begin(); a != first.end() && b != second.end();) {
    if (a->unit < b->unit) {
      ++a;
    } else if (b->unit < a->unit) {
      ++b;
    } else {
      common.emplace_back(number(a->value), number(b->value));
      ++a, ++b;
    }
  }
  Margins margins(numbers.size());
  for (const auto& [a, b] : common) margins.add(a, b, 1);
  return margins;
}

}  // namespace

Estimate conger_kappa(const Codings& codings) {
  return conger(codings, nullptr);
}

Estimate conger_kappa(const Codings& codings, const Weights& weights) {
  return conger(codings, &weights);
}

Estimate light_kappa(const Codings& codings) {
  const auto coders = coders_of(codings);
  auto estimate = blank_of(codings, coders.size());
  if (estimate.reason) return estimate;
  const auto all = by_coder(codings, coders);
  double sum = 0;
  std::uint64_t pairs = 0;
  for (std::size_t a = 0; a < all.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      if (const auto kappa = margins_of(all[a], all[b]).cohen_kappa().value) {
        sum += *kappa;
        ++pairs;
      }
    }
  }
  if (pairs == 0) {
    estimate.reason = Undefined::kNoVariation;
  } else {
    estimate.value = sum / static_cast<double>(pairs);
  }
  return estimate;
}

}  // namespace verbatim::agreement
