#include "api/suppression.hpp"

#include <algorithm>

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

bool is_suppressed(const projections::StudyView& view, coding::QuestionIndex question,
                   std::optional<coding::GroupIndex> group) {
  if (!group || view.study().policy.suppress_below == 0) return false;
  projections::CountsQuery query;
  query.basis = projections::Basis::kAny;
  query.by_group = true;
  const auto counts = projections::count(view, question, query);
  const auto suppressed = suppressed_groups(view.study(), counts);
  for (std::size_t g = 0; g < counts.groups.size(); ++g)
    if (counts.groups[g] == *group) return suppressed[g];
  return false;
}

}  // namespace verbatim::api
