#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "agreement/estimate.hpp"

// Inside of this library: the nominal coefficients for any number of coders, from the few sums that
// they need. binary.cpp, nominal.cpp and sets.cpp make these sums from their own kinds of input.
namespace verbatim::agreement {

struct Tally {
  std::uint64_t units = 0;        // with two codings or more: pairable
  std::uint64_t codings = 0;      // on pairable units
  std::uint64_t coded_units = 0;  // with one coding or more
  double agreement = 0;           // over pairable units: sum of the share of coder pairs that agree
  double disagreement = 0;  // over pairable units: sum of ordered pairs that differ / (codings - 1)
  std::vector<std::uint64_t> pairable;  // by category: codings on pairable units
  std::vector<double> shares;  // by category: sum over coded units of its share of their codings
};

// Sums whole numbers over the units that have the same number of codings, and divides only when
// that group is closed, so that the order of units within a group cannot change a bit. The groups
// themselves must come by rising number of codings.
class TallyBuilder {
 public:
  explicit TallyBuilder(std::size_t categories);

  // Adds `codings` codings with `category` to the open group.
  void add(std::size_t category, std::uint64_t codings);

  // Closes the group: `units` units with `codings` codings each, all of them added before, among
  // which `agreeing` ordered pairs (coder, other coder of the same unit) agree.
  void close(std::uint32_t codings, std::uint64_t units, std::uint64_t agreeing);

  Tally finish() && { return std::move(tally_); }

 private:
  Tally tally_;
  std::vector<std::uint64_t> open_;   // by category
  std::vector<std::size_t> touched_;  // categories with a coding in the open group
};

Estimate percent_agreement(const Tally& tally);
Estimate krippendorff_alpha(const Tally& tally);
Estimate fleiss_kappa(const Tally& tally);
// `categories` that could have been chosen, whether seen or not.
Estimate gwet_ac1(const Tally& tally, std::uint64_t categories);
Estimate brennan_prediger(const Tally& tally, std::uint64_t categories);

// The number of ordered pairs of codings with different categories on pairable units, within and
// across units: n^2 - sum of n_c^2. 0 if and only if there is no variation.
std::uint64_t differing_pairs(const Tally& tally);

}  // namespace verbatim::agreement
