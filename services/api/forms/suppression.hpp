#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "projections/counts.hpp"

// Small groups, whose figures would say what one person said (policy: suppress_below).
namespace verbatim::api {

// By group of `counts` (in no group is one, too): whether its figures are not shown. Those of fewer
// respondents than the policy asks for are not. What all of these said together follows from the
// totals and the others: so the smallest of the others are not shown either, until those that are
// not have as many respondents together as the policy asks for.
std::vector<bool> suppressed_groups(const coding::Study& study, const projections::Counts& counts);

// The groups (kNone16: in none) of which a question's figures are not shown.
std::vector<coding::GroupIndex> suppressed_groups(const projections::StudyView& view,
                                                  coding::QuestionIndex question);

// kForbidden where `erased` asks for other figures than the study's policy gives and so few of the
// question's respondents (`by_group`: of one group's) are erased that the difference would say what
// they said.
Result<void> check_erased_shown(const coding::Study& study, coding::QuestionIndex question,
                                std::optional<coding::ErasedCounts> erased, bool by_group);

// Whether figures of this group are not shown; without a group they are.
bool is_suppressed(const projections::StudyView& view, coding::QuestionIndex question,
                   std::optional<coding::GroupIndex> group);

// kForbidden where figures of this group are not shown; nothing is asked of no group at all.
Result<void> check_shown(const projections::StudyView& view, coding::QuestionIndex question,
                         std::optional<coding::GroupIndex> group);

}  // namespace verbatim::api
