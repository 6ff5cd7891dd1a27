#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "projections/counts.hpp"

// Small groups, whose figures would say what one person said (policy: suppress_below).
namespace verbatim::api {

// By group of `counts`: whether its figures are not shown. Those of fewer respondents than the
// policy asks for are not and, where that is one alone, the smallest of the others neither, since
// it would follow from the totals.
std::vector<bool> suppressed_groups(const coding::Study& study, const projections::Counts& counts);

// The groups (kNone16: in none) of which a question's figures are not shown.
std::vector<coding::GroupIndex> suppressed_groups(const projections::StudyView& view,
                                                  coding::QuestionIndex question);

// Whether figures of this group are not shown; without a group they are.
bool is_suppressed(const projections::StudyView& view, coding::QuestionIndex question,
                   std::optional<coding::GroupIndex> group);

// kForbidden where figures of this group are not shown; nothing is asked of no group at all.
Result<void> check_shown(const projections::StudyView& view, coding::QuestionIndex question,
                         std::optional<coding::GroupIndex> group);

}  // namespace verbatim::api
