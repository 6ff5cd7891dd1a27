#include "api/forms/suppression.hpp"

#include <algorithm>
#include <string>

namespace verbatim::api {

std::vector<bool> suppressed_groups(const coding::Study& study, const projections::Counts& counts) {
  const auto least = study.policy.suppress_below;
  std::vector<bool> suppressed(counts.groups.size());
  std::optional<std::size_t> smallest;
  for (std::size_t g = 0; g < suppressed.size(); ++g) {
    const auto respondents = counts.group_base[g].respondents;
    suppressed[g] = respondents > 0 && respondents < least;
    if (suppressed[g] || respondents == 0) continue;
    if (!smallest || respondents < counts.group_base[*smallest].respondents) smallest = g;
  }
  if (smallest && std::count(suppressed.begin(), suppressed.end(), true) == 1)
    suppressed[*smallest] = true;
  return suppressed;
}

std::vector<coding::GroupIndex> suppressed_groups(const projections::StudyView& view,
                                                  coding::QuestionIndex question) {
  std::vector<coding::GroupIndex> groups;
  if (view.study().policy.suppress_below == 0) return groups;
  const auto counts = projections::count(view, question, {projections::Basis::kAny, {}, {}, true});
  const auto suppressed = suppressed_groups(view.study(), counts);
  for (std::size_t g = 0; g < suppressed.size(); ++g)
    if (suppressed[g]) groups.push_back(counts.groups[g]);
  return groups;
}

bool is_suppressed(const projections::StudyView& view, coding::QuestionIndex question,
                   std::optional<coding::GroupIndex> group) {
  if (!group) return false;
  const auto suppressed = suppressed_groups(view, question);
  return std::find(suppressed.begin(), suppressed.end(), *group) != suppressed.end();
}

Result<void> check_shown(const projections::StudyView& view, coding::QuestionIndex question,
                         std::optional<coding::GroupIndex> group) {
  if (!is_suppressed(view, question, group)) return {};
  return Failure{Fault::kForbidden,
                 "Figures of this group are not shown: too few people of it, or of another one "
                 "that would follow from it, answered (the study's policy shows groups of " +
                     std::to_string(view.study().policy.suppress_below) + " and more).",
                 "group", "Ask for all groups together."};
}

}  // namespace verbatim::api
