#pragma once

#include <cstddef>
#include <vector>

#include "agreement/codings.hpp"
#include "agreement/tally.hpp"

// Inside of this library: what nominal.cpp and sets.cpp both need to know of codings.
namespace verbatim::agreement {

// All units by rising number of codings.
std::vector<std::size_t> by_rising_count(const Codings& codings);

Tally tally_of(const Codings& codings);

// Turns "no pairable units" into "one coder" where the codings say so.
Estimate knowing_coders(Estimate estimate, const Codings& codings);

}  // namespace verbatim::agreement
