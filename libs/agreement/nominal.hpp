#pragma once

#include <cstdint>
#include <optional>

#include "agreement/codings.hpp"
#include "agreement/estimate.hpp"

// Agreement on values without order, one value a coding, any number of coders, any of them missing
// on any unit. The values may be categories, or numbers of whole label sets (sets.hpp), which then
// agree only if they are equal.
//
// Nothing depends on the order of units, of codings within a unit, of coders or of categories: the
// result is the same to the last bit. Requires fewer than 2^31 codings.
//
// All are undefined if no unit has two codings: kOneCoder if one coder alone coded anything,
// kNoPairableUnits otherwise. Cost: the codings once, plus the units sorted by their codings.
namespace verbatim::agreement {

// The mean over pairable units of the share of coder pairs that agree. 0 to 1. Fleiss (1971); with
// missing codings as in Gwet (2014). With missing codings this is not Krippendorff's 1 - D_o, which
// weights units by their codings.
Estimate percent_agreement(const Codings& codings);

// Krippendorff's alpha, nominal: 1 - D_o / D_e over pairable units alone (Krippendorff 2011).
// Undefined (kNoVariation) if they hold one value only, even if another one stands unpaired.
Estimate krippendorff_alpha(const Codings& codings);

// Fleiss' kappa (1971) as generalised to missing codings by Gwet (2014): agreement over pairable
// units; prevalence is the mean share over all coded units, pairable or not. Undefined
// (kNoVariation) if these hold one value only.
Estimate fleiss_kappa(const Codings& codings);

// Gwet's AC1 (2008), missing codings as in fleiss_kappa. The number of categories is the declared
// one. Undefined (kNoVariation) only if fewer than two are declared.
Estimate gwet_ac1(const Codings& codings);

// Brennan and Prediger (1981): chance is 1 / declared categories. With two coders it is Bennett's S
// (1954), with complete data Randolph's free-marginal kappa (2005). Undefined (kNoVariation) only
// if fewer than two categories are declared.
Estimate brennan_prediger(const Codings& codings);

// The share of pairable units to which all of their coders gave the same value. 0 to 1.
Estimate percent_all_agree(const Codings& codings);

// Fleiss, Nee and Landis (1979): the standard error of Fleiss' kappa if coders were independent,
// for a test of kappa = 0; kappa / null_se is the z that is printed beside it. Nothing if units
// differ in their number of codings (their formula is for equal numbers) or kappa is undefined.
std::optional<double> null_se_of_fleiss_kappa(const Codings& codings);

// Cohen's kappa (1960) of the two coders who coded, over the units that both coded; as in pair.hpp.
// Undefined (kNotTwoCoders) if more than two coders coded anything.
Estimate cohen_kappa(const Codings& codings);

// Scott's pi (1955), likewise.
Estimate scott_pi(const Codings& codings);

// The same for two coders picked from any number, over the units that both coded. Undefined
// (kNoPairableUnits) if there are none. Requires first != second.
Estimate percent_agreement(const Codings& codings, std::uint32_t first, std::uint32_t second);
Estimate cohen_kappa(const Codings& codings, std::uint32_t first, std::uint32_t second);
Estimate scott_pi(const Codings& codings, std::uint32_t first, std::uint32_t second);

}  // namespace verbatim::agreement
