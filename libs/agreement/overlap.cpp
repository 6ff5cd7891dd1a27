#include "agreement/overlap.hpp"

#include <algorithm>
#include <iterator>

#include "agreement/nominal.hpp"
#include "agreement/nominal_basis.hpp"
#include "agreement/set_sums.hpp"

namespace verbatim::agreement {
namespace {

using Labels = std::vector<std::uint32_t>;

Estimate blank_of(const Codings& codings) {
  auto blank = NominalBasis(profiles_of(codings)).blank();
  if (blank.units == 0) blank.reason = Undefined::kNoPairableUnits;
  return knowing_coders(blank, coders_of(codings).size());
}

// The mean over pairable units of the mean over pairs of `likeness` of two sets.
template <class Likeness>
Estimate mean_over_pairs(const SetCodings& data, Likeness likeness) {
  auto estimate = blank_of(data.codings);
  if (estimate.reason) return estimate;
  double total = 0;
  for (std::size_t unit = 0; unit < data.codings.units(); ++unit) {
    const auto values = data.codings.values_of(unit);
    if (values.size() < 2) continue;
    double sum = 0;
    for (std::size_t a = 0; a < values.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b)
        sum += likeness(data.sets[values[a]], data.sets[values[b]]);
    }
    total +=
        2 * sum / (static_cast<double>(values.size()) * static_cast<double>(values.size() - 1));
  }
  estimate.value = total / static_cast<double>(estimate.units);
  estimate.observed = 1 - *estimate.value;
  return estimate;
}

Estimate share_of(Estimate estimate, double common, double all) {
  if (all == 0) {
    estimate.reason = Undefined::kNoVariation;
    return estimate;
  }
  estimate.value = common / all;
  estimate.observed = 1 - common / all;
  return estimate;
}

}  // namespace

Estimate holsti(const SetCodings& data) {
  const auto estimate = blank_of(data.codings);
  if (estimate.reason) return estimate;
  double common = 0;
  double all = 0;
  for (std::size_t unit = 0; unit < data.codings.units(); ++unit) {
    const auto values = data.codings.values_of(unit);
    if (values.size() < 2) continue;
    std::uint64_t shared = 0;
    std::uint64_t applied = 0;
    for (std::size_t a = 0; a < values.size(); ++a) {
      applied += data.sets[values[a]].size();
      for (std::size_t b = 0; b < a; ++b) {
        shared += 2 * labels_in_common(data.sets[values[a]], data.sets[values[b]]);
      }
    }
    common += static_cast<double>(shared) / static_cast<double>(values.size() - 1);
    all += static_cast<double>(applied);
  }
  return share_of(estimate, common, all);
}

Estimate percent_any_overlap(const SetCodings& data) {
  return mean_over_pairs(data, [](const Labels& a, const Labels& b) {
    return labels_in_common(a, b) > 0 ? 1.0 : 0.0;
  });
}

Estimate dice_with_double_empty(const SetCodings& data) {
  return mean_over_pairs(data, [](const Labels& a, const Labels& b) {
    const auto both = static_cast<double>(a.size() + b.size());
    return both == 0 ? 0 : 2 * static_cast<double>(labels_in_common(a, b)) / both;
  });
}

Estimate holsti(const Codings& codings) {
  auto estimate = blank_of(codings);
  if (estimate.reason) return estimate;
  if (estimate.coders != 2) {
    estimate.reason = Undefined::kNotTwoCoders;
    return estimate;
  }
  std::uint64_t common = 0;
  for (std::size_t unit = 0; unit < codings.units(); ++unit) {
    const auto values = codings.values_of(unit);
    if (values.size() == 2 && values[0] == values[1]) common += 2;
  }
  return share_of(estimate, static_cast<double>(common),
                  static_cast<double>(codings.values.size()));
}

}  // namespace verbatim::agreement
