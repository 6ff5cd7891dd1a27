#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "projections/study_view.hpp"

namespace verbatim::projections {

// Every figure by its name, such as "q1 majority food staff: comments". Figures of 0 are left out.
using Figures = std::map<std::string, std::uint64_t>;

// All figures of a view: counts at every basis and of every coder, by group, the base, who has
// done how much, and the histograms that agreement is made of.
Figures figures_of(const StudyView& view);

// The same figures, counted from the state alone in the plainest way there is. It shares no code
// with libs/projections.
Figures recount(const coding::Study& study);

}  // namespace verbatim::projections
