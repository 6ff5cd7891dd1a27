#pragma once

#include "agreement/estimate.hpp"
#include "agreement/sets.hpp"

// What label sets of two coders share, without a correction for chance: what is asked for beside
// the coefficients of sets.hpp. All are over ordered pairs of codings of one unit; undefined as in
// nominal.hpp if there is none. Of more than two coders every pair counts, as 1 / (codings - 1).
namespace verbatim::agreement {

// Holsti (1969), which is Dice's index (1945) of all pairs taken together: 2 M / (N1 + N2), N the
// labels each coder applied to units that both coded, M those applied by both. Undefined
// (kNoVariation) if no label was applied to any of these.
Estimate holsti(const SetCodings& data);

// The mean over units of the share of coder pairs whose sets have a label in common. Two empty sets
// have none: so dkpro-statistics counts and prints, although equal sets are sometimes said to
// overlap.
Estimate percent_any_overlap(const SetCodings& data);

// The mean over units of Dice's index of each pair, two empty sets counting 0: the definition of
// dkpro-statistics, given to compare with its figures. Two coders who both leave a unit uncoded
// agree, so prefer holsti.
Estimate dice_with_double_empty(const SetCodings& data);

// Holsti (1969) on one value a coding, two coders: 2 M / (N1 + N2), N all codings of each, also
// where the other coded nothing. Undefined (kNotTwoCoders) for more.
Estimate holsti(const Codings& codings);

}  // namespace verbatim::agreement
