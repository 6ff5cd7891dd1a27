#pragma once

#include <cstdint>
#include <vector>

#include "agreement/estimate.hpp"

// Inside of this library: a coefficient from what each coded unit says of agreement and of chance.
namespace verbatim::agreement {

struct UnitTerm {
  bool pairable = false;
  double agreement = 0;  // of its pairs of codings, 0 to 1; 0 where it has none
  double chance = 0;     // the mean of these over units is the chance agreement
  std::uint64_t units = 1;
};

// The mean agreement of pairable units, with Gwet's interval. `blank` is on how much it stands.
Estimate mean_agreement(Estimate blank, const std::vector<UnitTerm>& terms);

// (p_a - p_e) / (1 - p_e) with Gwet's interval; kNoVariation if p_e is 1.
Estimate beyond_chance(Estimate blank, const std::vector<UnitTerm>& terms, double chance);

}  // namespace verbatim::agreement
