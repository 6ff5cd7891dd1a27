#pragma once

#include <span>

#include "agreement/codings.hpp"
#include "agreement/estimate.hpp"
#include "agreement/weights.hpp"

// Agreement where some values are closer to each other than others. As nominal.hpp, from which
// these differ only by the weights; with identity_weights they are the same. Cost: the codings, and
// the square of the categories. Sums follow the order of units, so that another order may change
// the last bits.
//
// `weights` (or `differences`) must have codings.categories rows.
namespace verbatim::agreement {

// Weighted percent agreement (Gwet 2014).
Estimate percent_agreement(const Codings& codings, const Weights& weights);

// Fleiss' kappa with weights (Gwet 2014).
Estimate fleiss_kappa(const Codings& codings, const Weights& weights);

// Gwet's AC2 (2008, 2014): chance is the sum of weights / (q (q - 1)) * sum of p (1 - p).
Estimate gwet_ac2(const Codings& codings, const Weights& weights);

// Brennan and Prediger (1981) with weights (Gwet 2014): chance is the mean weight.
Estimate brennan_prediger(const Codings& codings, const Weights& weights);

// Krippendorff's alpha with any squared difference (weights.hpp): 1 - D_o / D_e over pairable units
// (Krippendorff 2011). `observed` and `expected` are relative to the largest difference. Undefined
// (kNoVariation) if D_e is 0.
Estimate krippendorff_alpha(const Codings& codings, std::span<const double> differences);

// Conger's kappa (1980), which is Hubert's (1977) and Davies and Fleiss' (1982): as Fleiss', but
// chance is that of coders who keep their own shares; for two coders and complete data it is
// Cohen's kappa. Who coded what matters. Missing codings and the standard error as in Gwet (2014).
// Undefined (kOneCoder, kNoPairableUnits) as in nominal.hpp; kNoVariation if chance agreement is 1.
Estimate conger_kappa(const Codings& codings);
Estimate conger_kappa(const Codings& codings, const Weights& weights);

// Light's kappa (1971): the mean of Cohen's kappas of all pairs of coders who share a unit and of
// whom kappa is defined. No variance is published. Undefined if no pair has a kappa, for the reason
// that nominal.hpp gives.
Estimate light_kappa(const Codings& codings);

}  // namespace verbatim::agreement
