#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// What a coefficient answers: its value or why it has none, how sure it is, and on how much.
namespace verbatim::agreement {

// Why a coefficient has no value. What is undefined is said so: never 0, 1 or NaN.
enum class Undefined {
  kNoPairableUnits,   // no unit was coded by two coders
  kOneCoder,          // only one coder coded anything, so there is nobody to agree with
  kNoVariation,       // one and the same value everywhere: chance alone would agree as well
  kNotTwoCoders,      // a coefficient for two coders, and more than two coded
  kIncomplete,        // a coefficient for complete data, and some coder missed a unit
  kOverlappingSpans,  // a coefficient for spans apart, and a coder's spans overlap
  kTooLarge,          // more work than is done for one coefficient; its documentation says how much
};

// The stable word of a reason, for example "no_variation". Words are never renamed or reused.
std::string_view slug_of(Undefined reason);

// How an interval was found.
enum class IntervalMethod {
  // Gwet (2008, 2014): linearisation over units, divisor n - 1, Student's t with n - 1 degrees of
  // freedom, n the coded units (alpha: the pairable ones); units are a sample, coders are given.
  // For Scott's pi of a table of two coders, divisor n.
  kGwet,
  // Fleiss, Cohen and Everitt (1969): large-sample variance of (weighted) kappa, normal quantile.
  kFleissCohenEveritt,
  // Percentiles over resamples of the units (bootstrap.hpp).
  kBootstrap,
};

// Stable as those of reasons: "gwet", "fleiss_cohen_everitt", "bootstrap".
std::string_view slug_of(IntervalMethod method);

// How far the value may be off because these units were coded and not others.
struct Interval {
  double se = 0;    // standard error, >= 0
  double low = 0;   // the 95 % interval; may lie below -1 with few units, of a share never below 0
  double high = 0;  // never above 1
  IntervalMethod method = IntervalMethod::kGwet;

  bool operator==(const Interval&) const = default;
};

// What a coefficient came to, and on how much. Exactly one of `value` and `reason` is set; a value
// is finite, at most 1, and negative where coders agree less than by chance. Where a coefficient
// corrects for chance, value = 1 - observed / expected.
struct Estimate {
  std::optional<double> value = {};
  std::optional<Undefined> reason = {};
  std::uint64_t units = 0;    // pairable units: those coded by two coders or more
  std::uint64_t codings = 0;  // on these units

  std::uint64_t coded_units = 0;  // coded by one coder or more
  std::uint64_t coders = 0;       // who coded anything; 0 where the input does not tell
  std::uint64_t values = 0;       // different ones seen on coded units, of all that could be given
  // Disagreement seen, and that by chance: 0 (none) to 1, more only by a distance above 1.
  std::optional<double> observed = {};
  std::optional<double> expected = {};
  // Of a theme that applies or not: the mean share of a coded unit's codings that apply it. Of more
  // categories: that of the most frequent one. Near 0 or 1, alpha and kappa say little (Feinstein
  // and Cicchetti 1990).
  std::optional<double> prevalence = {};
  // Missing where the variance needs more units than there are, and where none is published.
  std::optional<Interval> interval = {};

  bool operator==(const Estimate&) const = default;
};

// A histogram or a table cannot tell how many coders there are, nor one coder from several who
// share no unit. Who knows how many coders coded anything says so here: with one, "no pairable
// units" becomes "one coder".
Estimate knowing_coders(Estimate estimate, std::uint64_t coders);

}  // namespace verbatim::agreement
