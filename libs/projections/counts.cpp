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

  void add(coding::ResponseIndex response, std::uint32_t assignments) {
    add(study_.responses[response].comment, 1, assignments);
  }

  // So many responses or units of one comment, perhaps none.
  void add(coding::CommentIndex comment, std::uint32_t responses, std::uint32_t assignments) {
    const auto respondent = study_.comments[comment].respondent;
    const auto slot = QuestionTally::slot_of(study_.respondents[respondent].group);
    if (by_slot_.size() <= slot) by_slot_.resize(slot + 1);
    auto& units = by_slot_[slot];
    units.responses += responses;
    units.assignments += assignments;
    units.comments += is_new(comments_, comment);
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

using ByTheme = std::map<coding::ThemeIndex, BySlot>;

// Counts for each theme what one coder assigned, response by response or unit by unit.
class OfCoder {
 public:
  OfCoder(const coding::Study& study, coding::QuestionIndex question, bool roll_up)
      : study_(study), question_(question), roll_up_(roll_up) {}

  void add(coding::CommentIndex comment, const std::vector<coding::ThemeIndex>& themes) {
    here_.clear();
    for (const auto theme : themes) {
      ++here_[theme];
      if (!roll_up_ || !study_.themes[theme].in_scope(question_)) continue;
      for (auto above = study_.themes[theme].parent; above != coding::kNone16;
           above = study_.themes[above].parent)
        ++here_[above];
    }
    for (const auto& [theme, assignments] : here_)
      counted_.try_emplace(theme, study_).first->second.add(comment, 1, assignments);
  }

  ByTheme take() {
    ByTheme by_theme;
    for (auto& [theme, units] : counted_) by_theme[theme] = units.take();
    return by_theme;
  }

 private:
  const coding::Study& study_;
  const coding::QuestionIndex question_;
  const bool roll_up_;
  std::map<coding::ThemeIndex, std::uint32_t> here_;
  std::map<coding::ThemeIndex, Distinct> counted_;
};

// One coder's assignments, counted in every unit: a pass over the question's responses.
ByTheme of_coder(const coding::Study& study, coding::QuestionIndex question,
                 coding::MemberIndex coder, bool roll_up) {
  OfCoder counted(study, question, roll_up);
  for (const auto r : study.questions[question].responses)
    counted.add(study.responses[r].comment,
                coding::counted_themes(study, study.responses[r].codings, coder));
  return counted.take();
}

// The same for their own units: a pass over the question's comments.
ByTheme of_layer(const coding::Study& study, coding::QuestionIndex question,
                 coding::MemberIndex coder, bool roll_up) {
  OfCoder counted(study, question, roll_up);
  for (const auto comment : study.questions[question].comments)
    if (const auto* layer = study.layer_of(comment, coder))
      for (const auto& unit : layer->units)
        counted.add(comment, coding::counted_themes(study, unit.assignments));
  return counted.take();
}

// What a coder's own segmentation has of comments, units and respondents, and how much of it they
// are finished with.
struct LayerBase {
  BySlot by_slot;
  std::uint32_t units = 0, finished = 0;
};
LayerBase layer_base(const coding::Study& study, coding::QuestionIndex question,
                     coding::MemberIndex coder) {
  LayerBase base;
  Distinct distinct(study);
  for (const auto comment : study.questions[question].comments) {
    const auto* layer = study.layer_of(comment, coder);
    if (layer == nullptr) continue;
    const auto units = static_cast<std::uint32_t>(layer->units.size());
    distinct.add(comment, units, 0);
    base.units += units;
    if (layer->finished) base.finished += units;
  }
  base.by_slot = distinct.take();
  return base;
}

// What stands for a theme or for one below it.
BySlot rolled_up(const StudyView& view, coding::QuestionIndex question, coding::ThemeIndex theme,
                 const std::vector<coding::ThemeIndex>& below, Basis basis) {
  const auto& study = view.study();
  const auto& tally = view.tally(question);
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
  LayerBase own_base;
  if (query.of_layer) own_base = layer_base(study, question, *query.coder);
  const auto base = query.of_layer ? std::span<const Units>(own_base.by_slot) : tally.base();
  counts.base = sum(base);
  counts.responses_begun = tally.responses_begun();
  counts.responses_finished = tally.responses_finished();
  if (query.of_layer) {
    counts.responses_begun = own_base.units;
    counts.responses_finished = own_base.finished;
  } else if (query.alone) {
    const auto coders = tally.coders();
    const auto own = *query.coder < coders.size() ? coders[*query.coder] : CoderTally{};
    counts.responses_begun = own.begun;
    counts.responses_finished = own.finished;
  }
  if (query.by_group) {
    counts.groups = groups_of(study, base);
    for (const auto group : counts.groups)
      counts.group_base.push_back(at_slot(base, QuestionTally::slot_of(group)));
  }
  const auto of_one = query.of_layer ? of_layer : of_coder;
  ByTheme own_of_coder, of_coder_rolled_up;
  if (query.coder) own_of_coder = of_one(study, question, *query.coder, false);
  if (query.coder && query.roll_up)
    of_coder_rolled_up = of_one(study, question, *query.coder, true);
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
                               : rolled_up(view, question, theme, below[t], query.basis);
    const auto shown = below[t].empty() ? own : std::span<const Units>(with_below);
    ThemeCount row{theme, sum(shown), {}};
    for (const auto group : counts.groups)
      row.groups.push_back(at_slot(shown, QuestionTally::slot_of(group)));
    counts.themes.push_back(std::move(row));
  }
  return counts;
}

}  // namespace verbatim::projections
