#include "projections/counts.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace verbatim::projections {
namespace {

using BySlot = std::vector<Units>;

Units at_slot(std::span<const Units> by_slot, std::size_t slot) {
  return slot < by_slot.size() ? by_slot[slot] : Units{};
}

Units sum(std::span<const Units> by_slot) {
  Units total;
  for (const auto& units : by_slot) {
    total.comments += units.comments;
    total.responses += units.responses;
    total.assignments += units.assignments;
    total.respondents += units.respondents;
  }
  return total;
}

// One coder's assignments, counted in every unit: a pass over the question's responses.
std::map<coding::ThemeIndex, BySlot> of_coder(const coding::Study& study,
                                              const coding::Question& question,
                                              coding::MemberIndex coder) {
  std::map<coding::ThemeIndex, BySlot> counted;
  std::set<std::pair<coding::ThemeIndex, coding::CommentIndex>> comments;
  std::set<std::pair<coding::ThemeIndex, coding::RespondentIndex>> respondents;
  for (const auto r : question.responses) {
    const auto& response = study.responses[r];
    const auto respondent = study.comments[response.comment].respondent;
    const auto slot = QuestionTally::slot_of(study.respondents[respondent].group);
    for (const auto& assignment : response.codings.assignments_of(coder)) {
      auto& by_slot = counted[assignment.theme];
      if (by_slot.size() <= slot) by_slot.resize(slot + 1);
      auto& units = by_slot[slot];
      ++units.responses;
      ++units.assignments;
      if (comments.emplace(assignment.theme, response.comment).second) ++units.comments;
      if (respondents.emplace(assignment.theme, respondent).second) ++units.respondents;
    }
  }
  return counted;
}

std::vector<coding::GroupIndex> groups_of(const coding::Study& study, std::span<const Units> base) {
  std::vector<coding::GroupIndex> groups;
  for (std::uint32_t g = 0; g < study.groups.size(); ++g)
    if (!study.group_ids.is_gone(g)) groups.push_back(static_cast<coding::GroupIndex>(g));
  if (at_slot(base, QuestionTally::slot_of(coding::kNone16)).comments > 0)
    groups.push_back(coding::kNone16);
  return groups;
}

}  // namespace

Counts count(const StudyView& view, coding::QuestionIndex question, const CountsQuery& query) {
  const auto& study = view.study();
  const auto& tally = view.tally(question);
  Counts counts;
  counts.base = sum(tally.base());
  counts.responses_begun = tally.responses_begun();
  counts.responses_finished = tally.responses_finished();
  if (query.by_group) {
    counts.groups = groups_of(study, tally.base());
    for (const auto group : counts.groups)
      counts.group_base.push_back(at_slot(tally.base(), QuestionTally::slot_of(group)));
  }
  std::map<coding::ThemeIndex, BySlot> of_one;
  if (query.coder) of_one = of_coder(study, study.questions[question], *query.coder);

  for (std::size_t t = 0; t < study.themes.size(); ++t) {
    const auto theme = static_cast<coding::ThemeIndex>(t);
    if (study.theme_ids.is_gone(theme) || !study.themes[t].in_scope(question)) continue;
    if (query.framework && study.themes[t].framework != *query.framework) continue;
    const auto by_slot =
        query.coder ? std::span<const Units>(of_one[theme]) : tally.units(theme, query.basis);
    ThemeCount row{theme, sum(by_slot), {}};
    counts.base.assignments += row.units.assignments;
    for (std::size_t g = 0; g < counts.groups.size(); ++g) {
      row.groups.push_back(at_slot(by_slot, QuestionTally::slot_of(counts.groups[g])));
      counts.group_base[g].assignments += row.groups.back().assignments;
    }
    counts.themes.push_back(std::move(row));
  }
  return counts;
}

}  // namespace verbatim::projections
