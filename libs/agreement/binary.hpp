#pragma once

#include <cstdint>
#include <span>

#include "agreement/estimate.hpp"

// Agreement on one theme, where each coder says of a unit: it applies, or it does not.
//
// The input is a histogram: how many units have `codings` codings of which `applying` apply the
// theme. It is all that these coefficients need to know, it is made of whole numbers, and adding or
// taking away a coding moves one unit from one cell to another, in any order of events. Who the
// coders are does not matter, and they need not be the same for every unit. A coder who saw the
// unit and left it uncoded counts as a coding that does not apply; one who did not see it, not at
// all.
//
// Cells may come in any order, be empty, and name the same (codings, applying) more than once; the
// result is the same to the last bit. Requires applying <= codings, and
// codings of all cells together below 2^32.
//
// All are undefined (kNoPairableUnits) if no unit has two codings. Cost: the cells, sorted.
namespace verbatim::agreement {

struct BinaryCell {
  std::uint32_t codings = 0;
  std::uint32_t applying = 0;
  std::uint64_t units = 0;

  bool operator==(const BinaryCell&) const = default;
};

// The mean over pairable units of the share of coder pairs that agree. 0 to 1. Fleiss (1971); with
// missing codings as in Gwet (2014). With missing codings this is not Krippendorff's 1 - D_o, which
// weights units by their codings.
Estimate percent_agreement(std::span<const BinaryCell> cells);

// Krippendorff's alpha, nominal: 1 - D_o / D_e over pairable units alone (Krippendorff 2011).
// Undefined (kNoVariation) if the theme is on all of their codings, or on none.
Estimate krippendorff_alpha(std::span<const BinaryCell> cells);

// Fleiss' kappa (1971) as generalised to missing codings by Gwet (2014): agreement over pairable
// units; prevalence is the mean share over all units with a coding, pairable or not. Undefined
// (kNoVariation) if the theme is on all of these codings, or on none.
Estimate fleiss_kappa(std::span<const BinaryCell> cells);

// Gwet's AC1 (2008), two categories, missing codings as in fleiss_kappa. Always defined where units
// are pairable: it keeps its meaning when a theme is rare, where alpha and kappa fall to 0 although
// nearly everyone agrees. Krippendorff's customary limits for alpha do not apply to it.
Estimate gwet_ac1(std::span<const BinaryCell> cells);

// Brennan and Prediger (1981), two categories: 2 * percent_agreement - 1.
Estimate brennan_prediger(std::span<const BinaryCell> cells);

// Holsti (1969) of two coders: 2 M / (N1 + N2), N all codings of each, also where the other coded
// nothing, M the units on which they agree. 0 to 1, without a correction for chance and without a
// published interval. Of two coders: means nothing where
// cells have more codings than two.
Estimate holsti(std::span<const BinaryCell> cells);

}  // namespace verbatim::agreement
