#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "agreement/estimate.hpp"

// Inside of this library: from what single units contribute to a standard error and an interval.
namespace verbatim::agreement {

// What each coded unit would make of a coefficient that is, to first order, the mean over them:
// the linearised variables of Gwet (2014, chapters 5 and 6). For (weighted) kappa of two coders
// their variance is that of Fleiss, Cohen and Everitt (1969).
class Linearised {
 public:
  // `units` units contribute `x` each.
  void add(double x, std::uint64_t units) { contributions_.emplace_back(x, units); }

  // Both are around `value`, from the squares of x - mean; cut at 1 above; nothing for fewer than
  // two units, or where a contribution is not finite. The same to the last bit in whatever order
  // units were added.
  //
  // se^2 = sum (x - mean)^2 / (n (n - 1)); value -/+ t(n - 1) se.
  std::optional<Interval> gwet(double value, double mean) &&;
  // gwet() of a proportion, which is the mean over units itself: cut at 0 below, too. The limits of
  // coefficients stay as irrCAC prints them, since these have no lower bound to cut at.
  std::optional<Interval> gwet_of_proportion(double share) &&;
  // se^2 = sum (x - mean)^2 / n^2; value -/+ t(n - 1) se: Gwet's form for tables of two coders.
  std::optional<Interval> gwet_of_table(double value, double mean) &&;
  // The same se; value -/+ 1.96 se.
  std::optional<Interval> fleiss_cohen_everitt(double value, double mean) &&;

 private:
  struct Sum {
    double n = 0, squares = 0;
  };
  Sum sum_about(double mean);

  std::vector<std::pair<double, std::uint64_t>> contributions_;
};

// The same for Krippendorff's alpha with any similarity w = 1 - d of two values, 0 to 1, and units
// with unequal numbers of codings: alpha without its small-sample term is a ratio of means, and
// each unit's share is taken relative to its number of codings (Gwet 2014, section 6.5, and as his
// program irrCAC has it in the form for single codings).
class AlphaLinearised {
 public:
  // D_o; sum over pairs of values of their shares times their distance; codings of a pairable unit.
  AlphaLinearised(double observed, double expected, double mean_codings)
      : observed_(observed), expected_(expected), mean_codings_(mean_codings) {}

  // `units` units with `codings` codings: `agreeing` is the sum of w over ordered pairs of
  // different codings of one such unit; `chance` that over its codings of the mean w to all
  // codings.
  void add(std::uint32_t codings, double agreeing, double chance, std::uint64_t units);

  std::optional<Interval> about(double alpha) &&;

 private:
  double observed_, expected_, mean_codings_;
  Linearised linearised_;
};

// The sum of the terms, the same to the last bit for any order of them. Empties the vector.
double ordered_sum(std::vector<double>& terms);

}  // namespace verbatim::agreement
