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

// By theme: the themes below it, at any depth, that are in scope of the question.
using Descendants = std::vector<std::vector<coding::ThemeIndex>>;

Descendants descendants_of(const coding::Study& study, coding::QuestionIndex question) {
  Descendants below(study.themes.size());
  for (std::size_t t = 0; t < study.themes.size(); ++t) {
    if (!study.themes[t].in_scope(question) || study.counts_as[t] != t) continue;
    for (auto above = study.themes[t].parent; above != coding::kNone16;
         above = study.themes[above].parent)
      below[above].push_back(static_cast<coding::ThemeIndex>(t));
  }
  return below;
}

// Counts responses in every unit, each comment and respondent once.
class Distinct {
 public:
  explicit Distinct(const coding::Study& study) : study_(study) {}

  void add(coding::ResponseIndex index, std::uint32_t assignments) {
    const auto& response = study_.responses[index];
    const auto respondent = study_.comments[response.comment].respondent;
    const auto slot = QuestionTally::slot_of(study_.respondents[respondent].group);
    if (by_slot_.size() <= slot) by_slot_.resize(slot + 1);
    auto& units = by_slot_[slot];
    ++units.responses;
    units.assignments += assignments;
    units.comments += is_new(comments_, response.comment);
    units.respondents += is_new(respondents_, respondent);
  }

  BySlot take() { return std::move(by_slot_); }

 private:
  static bool is_new(ResponseSet& seen, std::uint32_t number) {
    if (seen.size() <= number) seen.resize(number + std::size_t{1} + seen.size());
    return !seen.test_set(number);
  }

  const coding::Study& study_;
  BySlot by_slot_;
  ResponseSet comments_, respondents_;
};

// One coder's assignments, counted in every unit: a pass over the question's responses.
std::map<coding::ThemeIndex, BySlot> of_coder(const coding::Study& study,
                                              coding::QuestionIndex question,
                                              coding::MemberIndex coder, bool roll_up,
                                              bool with_erased) {
  std::map<coding::ThemeIndex, Distinct> counted;
  std::map<coding::ThemeIndex, std::uint32_t> here;
  for (const auto r : study.questions[question].responses) {
    if (!with_erased && study.is_erased(study.comments[study.responses[r].comment])) continue;
    here.clear();
    for (const auto theme : coding::counted_themes(study, study.responses[r].codings, coder)) {
      ++here[theme];
      if (!roll_up || !study.themes[theme].in_scope(question)) continue;
      for (auto above = study.themes[theme].parent; above != coding::kNone16;
           above = study.themes[above].parent)
        ++here[above];
    }
    for (const auto& [theme, assignments] : here)
      counted.try_emplace(theme, study).first->second.add(r, assignments);
  }
  std::map<coding::ThemeIndex, BySlot> by_theme;
  for (auto& [theme, units] : counted) by_theme[theme] = units.take();
  return by_theme;
}

// What stands for a theme or for one below it.
BySlot rolled_up(const coding::Study& study, const QuestionTally& tally,
                 coding::QuestionIndex question, coding::ThemeIndex theme,
                 const std::vector<coding::ThemeIndex>& below, Basis basis) {
  const auto& responses = study.questions[question].responses;
  auto standing = tally.standing(theme, basis);
  standing.resize(responses.size());
  for (const auto sub : below) {
    auto more = tally.standing(sub, basis);
    more.resize(responses.size());
    standing |= more;
  }
  Distinct distinct(study);
  for (auto r = standing.find_first(); r != ResponseSet::npos; r = standing.find_next(r))
    distinct.add(responses[r], 0);
  auto by_slot = distinct.take();
  const auto add_assignments = [&](coding::ThemeIndex of) {
    const auto own = tally.units(of, basis);
    for (std::size_t slot = 0; slot < own.size() && slot < by_slot.size(); ++slot)
      by_slot[slot].assignments += own[slot].assignments;
  };
  add_assignments(theme);
  for (const auto sub : below) add_assignments(sub);
  return by_slot;
}

// The question counted from scratch, with or without those who were erased.
QuestionTally tally_anew(const coding::Study& study, coding::QuestionIndex question,
                         bool with_erased) {
  QuestionTally tally;
  for (const auto c : study.questions[question].comments) {
    const auto& comment = study.comments[c];
    if (study.is_gone(comment) || (!with_erased && study.is_erased(comment))) continue;
    tally.count(study, c);
  }
  return tally;
}

void count_erased(const coding::Study& study, coding::QuestionIndex question, Counts& counts) {
  if (study.erasures.empty()) return;
  std::set<coding::RespondentIndex> respondents;
  for (const auto c : study.questions[question].comments) {
    const auto& comment = study.comments[c];
    if (study.is_gone(comment) || !study.is_erased(comment)) continue;
    ++counts.erased_comments;
    respondents.insert(comment.respondent);
  }
  counts.erased_respondents = static_cast<std::uint32_t>(respondents.size());
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
  const auto policy = study.policy.erased_counts;
  const bool with_erased = query.erased.value_or(policy) == coding::ErasedCounts::kKeep;
  const bool anew = query.erased.value_or(policy) != policy && !study.erasures.empty();
  const auto otherwise = anew ? tally_anew(study, question, with_erased) : QuestionTally();
  const auto& tally = anew ? otherwise : view.tally(question);
  Counts counts;
  counts.erased_counted = with_erased;
  count_erased(study, question, counts);
  counts.base = sum(tally.base());
  counts.responses_begun = tally.responses_begun();
  counts.responses_finished = tally.responses_finished();
  if (query.alone) {
    const auto coders = tally.coders();
    const auto own = *query.coder < coders.size() ? coders[*query.coder] : CoderTally{};
    counts.responses_begun = own.begun;
    counts.responses_finished = own.finished;
  }
  if (query.by_group) {
    counts.groups = groups_of(study, tally.base());
    for (const auto group : counts.groups)
      counts.group_base.push_back(at_slot(tally.base(), QuestionTally::slot_of(group)));
  }
  std::map<coding::ThemeIndex, BySlot> own_of_coder, of_coder_rolled_up;
  if (query.coder) own_of_coder = of_coder(study, question, *query.coder, false, with_erased);
  if (query.coder && query.roll_up)
    of_coder_rolled_up = of_coder(study, question, *query.coder, true, with_erased);
  const auto below =
      query.roll_up ? descendants_of(study, question) : Descendants(study.themes.size());

  for (std::size_t t = 0; t < study.themes.size(); ++t) {
    const auto theme = static_cast<coding::ThemeIndex>(t);
    if (study.theme_ids.is_gone(theme) || !study.themes[t].in_scope(question)) continue;
    if (study.counts_as[t] != t) continue;
    if (query.framework && study.themes[t].framework != *query.framework) continue;
    const auto own =
        query.coder ? std::span<const Units>(own_of_coder[theme]) : tally.units(theme, query.basis);
    counts.base.assignments += sum(own).assignments;
    for (std::size_t g = 0; g < counts.groups.size(); ++g)
      counts.group_base[g].assignments +=
          at_slot(own, QuestionTally::slot_of(counts.groups[g])).assignments;
    BySlot with_below;
    if (!below[t].empty())
      with_below = query.coder ? std::move(of_coder_rolled_up[theme])
                               : rolled_up(study, tally, question, theme, below[t], query.basis);
    const auto shown = below[t].empty() ? own : std::span<const Units>(with_below);
    ThemeCount row{theme, sum(shown), {}};
    for (const auto group : counts.groups)
      row.groups.push_back(at_slot(shown, QuestionTally::slot_of(group)));
    counts.themes.push_back(std::move(row));
  }
  return counts;
}

}  // namespace verbatim::projections
