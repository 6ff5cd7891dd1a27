#pragma once

#include <optional>
#include <vector>

#include "projections/counts.hpp"
#include "projections/study_view.hpp"

// Which groups are too small for their figures to be shown (policy: suppress_below).
namespace verbatim::api {

// By place in Counts::groups: those of fewer respondents and, where that is one alone, the smallest
// of the others too, since it would follow from the totals. Groups nobody answered in are shown.
std::vector<bool> suppressed_groups(const coding::Study& study, const projections::Counts& counts);

// Whether figures of this group are not shown in this question; without a group they are.
bool is_suppressed(const projections::StudyView& view, coding::QuestionIndex question,
                   std::optional<coding::GroupIndex> group);

}  // namespace verbatim::api
