#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agreement/codings.hpp"
#include "agreement/estimate.hpp"
#include "agreement/weights.hpp"

// Agreement of two coders, from the table of what they said of the units that both coded.
//
// counts[a * categories + b] is the number of units to which the first coder gave category a and
// the second category b; units that one of them did not code are not in it. For one theme, yes or
// no, that is {neither, second alone, first alone, both}. Everything is in whole numbers up to one
// last division. Requires counts.size() == categories^2 and fewer than 2^30 units.
//
// All are undefined (kNoPairableUnits) for an empty table.
namespace verbatim::agreement {

struct PairTable {
  std::uint32_t categories = 2;
  std::span<const std::uint64_t> counts;
};

// The share of units on which both say the same. 0 to 1.
Estimate percent_agreement(const PairTable& table);

// Cohen's kappa (1960): chance agreement is the sum over categories of the product of the two
// coders' own shares. Undefined (kNoVariation) if both gave one and the same category throughout;
// 0 if each gave another one throughout.
Estimate cohen_kappa(const PairTable& table);

// Cohen's weighted kappa (1968), with the interval of Fleiss, Cohen and Everitt (1969). Undefined
// (kNoVariation) if chance agreement is 1. Requires weights.categories == table.categories.
Estimate weighted_kappa(const PairTable& table, const Weights& weights);

// The standard error that (weighted) kappa would have if the coders were independent, for a test of
// kappa = 0 (Fleiss, Cohen and Everitt 1969). Nothing where kappa is undefined.
std::optional<double> null_se_of_kappa(const PairTable& table, const Weights& weights);

// The largest kappa that the margins of the table allow (Cohen 1960). Nothing where kappa is
// undefined.
std::optional<double> cohen_kappa_max(const PairTable& table);

// Scott's pi (1955): as kappa, but with the shares of both coders pooled. Undefined (kNoVariation)
// if both gave one and the same category throughout.
Estimate scott_pi(const PairTable& table);

// The counts of such a table for two coders picked from any number.
std::vector<std::uint64_t> pair_counts(const Codings& codings, std::uint32_t first,
                                       std::uint32_t second);

}  // namespace verbatim::agreement
