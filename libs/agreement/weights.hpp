#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agreement/codings.hpp"

// How alike two categories are, where not all disagreements weigh the same.
namespace verbatim::agreement {

// similarity[a * categories + b] is 1 where a == b, at most 1 elsewhere, and symmetric.
struct Weights {
  std::uint32_t categories = 0;
  std::vector<double> similarity;

  double operator()(std::uint32_t a, std::uint32_t b) const {
    return similarity[std::size_t{a} * categories + b];
  }
};

// 1 for equal categories, 0 for all others: what the coefficients without weights use.
Weights identity_weights(std::uint32_t categories);

// 1 - |a - b| / range and 1 - (a - b)^2 / range^2 of the categories' values (Cicchetti and Allison
// 1971; Fleiss and Cohen 1973). Values, not ranks: with values 1, 2, 5 the last two are further
// apart. For ranks, give 1, 2, 3, ... Requires two different values, else all weights are 1.
Weights linear_weights(std::span<const double> values);
Weights quadratic_weights(std::span<const double> values);

// 1 - d / (the largest d) of a matrix of disagreements >= 0 with zeros in its diagonal, as Cohen
// (1968) gives them. Kappa and alpha do not depend on the unit that d is in.
Weights weights_of(std::uint32_t categories, std::span<const double> disagreement);

enum class Scale { kNominal, kOrdinal, kInterval, kRatio };

// Krippendorff's differences (2011), squared already, as a matrix. `values` of the categories give
// their order and, for interval and ratio, their distance; on the ordinal scale differences depend
// on how often the categories between two were used on pairable units of `codings`.
std::vector<double> differences(Scale scale, std::span<const double> values,
                                const Codings& codings);

}  // namespace verbatim::agreement
