#include "agreement/weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace verbatim::agreement {
namespace {

template <class Difference>
std::vector<double> matrix(std::size_t categories, Difference difference) {
  std::vector<double> all;
  all.reserve(categories * categories);
  for (std::size_t a = 0; a < categories; ++a) {
    for (std::size_t b = 0; b < categories; ++b) all.push_back(difference(a, b));
  }
  return all;
}

std::vector<std::uint64_t> pairable_counts(const Codings& codings) {
  std::vector<std::uint64_t> counts(codings.categories);
  for (std::size_t unit = 0; unit < codings.units(); ++unit) {
    if (codings.count(unit) < 2) continue;
    for (const auto value : codings.values_of(unit)) ++counts[value];
  }
  return counts;
}

// The codings from one category to the other, half of those with either of the two themselves.
std::vector<double> ordinal(std::span<const double> values, const Codings& codings) {
  const auto counts = pairable_counts(codings);
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return values[a] < values[b]; });
  std::vector<double> middle(values.size());
  double before = 0;
  for (const auto category : order) {
    const auto count = static_cast<double>(counts[category]);
    middle[category] = before + count / 2;
    before += count;
  }
  return matrix(values.size(),
                [&](auto a, auto b) { return (middle[a] - middle[b]) * (middle[a] - middle[b]); });
}

}  // namespace

Weights identity_weights(std::uint32_t categories) {
  return {categories, matrix(categories, [](auto a, auto b) { return a == b ? 1.0 : 0.0; })};
}

Weights linear_weights(std::span<const double> values) {
  const auto categories = static_cast<std::uint32_t>(values.size());
  return weights_of(categories, matrix(values.size(), [&](auto a, auto b) {
                      return std::abs(values[a] - values[b]);
                    }));
}

Weights quadratic_weights(std::span<const double> values) {
  const auto categories = static_cast<std::uint32_t>(values.size());
  return weights_of(categories, differences(Scale::kInterval, values, {}));
}

Weights weights_of(std::uint32_t categories, std::span<const double> disagreement) {
  double largest = 0;
  for (const double d : disagreement) largest = std::max(largest, d);
  Weights weights{categories, {}};
  for (const double d : disagreement)
    weights.similarity.push_back(largest > 0 ? 1 - d / largest : 1);
  return weights;
}

std::vector<double> differences(Scale scale, std::span<const double> values,
                                const Codings& codings) {
  switch (scale) {
    case Scale::kOrdinal:
      return ordinal(values, codings);
    case Scale::kInterval:
      return matrix(values.size(), [&](auto a, auto b) {
        return (values[a] - values[b]) * (values[a] - values[b]);
      });
    case Scale::kRatio:
      return matrix(values.size(), [&](auto a, auto b) {
        const double sum = values[a] + values[b];
        const double share = sum == 0 ? 0 : (values[a] - values[b]) / sum;
        return share * share;
      });
    case Scale::kNominal:
      break;
  }
  return matrix(values.size(), [](auto a, auto b) { return a == b ? 0.0 : 1.0; });
}

}  // namespace verbatim::agreement
