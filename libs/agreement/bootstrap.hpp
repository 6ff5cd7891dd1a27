#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "agreement/binary.hpp"
#include "agreement/codings.hpp"
#include "agreement/estimate.hpp"
#include "agreement/pair.hpp"

// Intervals by resampling: units are drawn with replacement, as many as there are, and the
// coefficient is taken of what was drawn, again and again. The interval reaches from the 2.5th to
// the 97.5th percentile of these values (Efron and Tibshirani 1993), se is their standard
// deviation. A resample without a value (all drawn units alike) is left out.
//
// The same seed gives the same interval on every machine, whatever order the coders have; another
// order of units draws others. Coders are given, not drawn.
namespace verbatim::agreement {

struct Resampling {
  std::uint32_t resamples = 1000;  // at least 2; 0 for none
  std::uint64_t seed = 1;
};

// `value_of` the units drawn (numbers below `units`, some more than once); nothing where undefined.
// No interval with fewer than two units or fewer than two values.
std::optional<Interval> bootstrap(
    std::uint32_t units, const Resampling& resampling,
    const std::function<std::optional<double>(std::span<const std::uint32_t>)>& value_of);

// The units that were drawn, as codings of their own. Which units may be drawn: those with at least
// `least` codings.
std::optional<Interval> bootstrap(
    const Codings& codings, std::uint32_t least, const Resampling& resampling,
    const std::function<std::optional<double>(const Codings&)>& value_of);

// Of two coders' table: each resample is a multinomial draw over its cells. `value_of` a table of
// what was drawn.
std::optional<Interval> bootstrap(
    const PairTable& table, const Resampling& resampling,
    const std::function<std::optional<double>(const PairTable&)>& value_of);

// Likewise of a theme's histogram (binary.hpp), over the cells with at least `least` codings.
std::optional<Interval> bootstrap(
    std::span<const BinaryCell> cells, std::uint32_t least, const Resampling& resampling,
    const std::function<std::optional<double>(std::span<const BinaryCell>)>& value_of);

// All coefficients of one theme from its histogram (binary.hpp), together.
struct ThemeFigures {
  Estimate percent_agreement;
  Estimate krippendorff_alpha;
  Estimate fleiss_kappa;
  Estimate gwet_ac1;
  Estimate brennan_prediger;
};

// With analytic intervals.
ThemeFigures theme_figures(std::span<const BinaryCell> cells);

// With bootstrapped ones: each resample is a multinomial draw over the cells, whose cost does not
// depend on the number of units. Alpha, percent agreement and Brennan-Prediger draw pairable units,
// the others coded ones.
ThemeFigures theme_figures(std::span<const BinaryCell> cells, const Resampling& resampling);

}  // namespace verbatim::agreement
