#include "api/forms/suppression.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace verbatim::api {

std::vector<bool> suppressed_groups(const coding::Study& study, const projections::Counts& counts) {
  const auto least = study.policy.suppress_below;
  std::vector<bool> suppressed(counts.groups.size());
  std::vector<std::size_t> others;  // that somebody of answered
  std::uint64_t hidden = 0;         // respondents: they follow, together, from the totals
  for (std::size_t g = 0; g < suppressed.size(); ++g) {
    const auto respondents = counts.group_base[g].respondents;
    suppressed[g] = respondents > 0 && respondents < least;
    if (suppressed[g])
      hidden += respondents;
    else if (respondents > 0)
      others.push_back(g);
  }
  std::stable_sort(others.begin(), others.end(), [&](std::size_t a, std::size_t b) {
    return counts.group_base[a].respondents < counts.group_base[b].respondents;
  });
  for (auto next = others.begin(); hidden > 0 && hidden < least && next != others.end(); ++next) {
    suppressed[*next] = true;
    hidden += counts.group_base[*next].respondents;
  }
  return suppressed;
}

Result<void> check_erased_shown(const coding::Study& study, coding::QuestionIndex question,
                                std::optional<coding::ErasedCounts> erased, bool by_group) {
  if (!erased || *erased == study.policy.erased_counts) return {};
  std::set<coding::RespondentIndex> people;
  for (const auto comment : study.questions[question].comments)
    if (!study.is_gone(study.comments[comment]) && study.is_erased(study.comments[comment]))
      people.insert(study.comments[comment].respondent);
  std::map<coding::GroupIndex, std::size_t> erased_in;  // whose figures differ, each group's alone
  for (const auto one : people)
    ++erased_in[by_group ? study.respondents[one].group : coding::kNone16];
  const auto is_few = [&](const auto& in) { return in.second < study.policy.suppress_below; };
  if (std::none_of(erased_in.begin(), erased_in.end(), is_few)) return {};
  return Failure{Fault::kForbidden,
                 "So few of those who answered are erased that the difference would say what they "
                 "said (the study's policy shows groups of " +
                     std::to_string(study.policy.suppress_below) + " and more).",
                 "erased", "Leave it out: then the figures are those of the study's policy."};
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
