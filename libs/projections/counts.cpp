#include "projections/counts.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "projections/roll_up.hpp"

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

// Where a response belongs.
struct Place {
  coding::CommentIndex comment = 0;
  coding::RespondentIndex respondent = 0;
  std::size_t slot = 0;
};

Place place_of_comment(const coding::Study& study, coding::CommentIndex comment) {
  const auto respondent = study.comments[comment].respondent;
  return {comment, respondent, QuestionTally::slot_of(study.respondents[respondent].group)};
}
Place place_of(const coding::Study& study, coding::ResponseIndex response) {
  return place_of_comment(study, study.responses[response].comment);
}

// Counts responses in every unit, each comment and respondent once.
class Distinct {
 public:
  // So many responses or units of one comment, perhaps none.
  void add(const Place& place, std::uint32_t responses, std::uint32_t assignments) {
    if (by_slot_.size() <= place.slot) by_slot_.resize(place.slot + 1);
    auto& units = by_slot_[place.slot];
    units.responses += responses;
    units.assignments += assignments;
    units.comments += is_new(comments_, place.comment);
    units.respondents += is_new(respondents_, place.respondent);
  }

  BySlot take() { return std::move(by_slot_); }

 private:
  static bool is_new(Words& seen, std::uint32_t number) {
    if (has(seen, number)) return false;
    set(seen, number, true);
    return true;
  }

  BySlot by_slot_;
  Words comments_, respondents_;
};

using ByTheme = std::map<coding::ThemeIndex, BySlot>;

// What a label set comes to: its themes or, rolled up, those above them too, with how many of its
// assignments are behind each.
std::vector<std::pair<coding::ThemeIndex, std::uint32_t>> assignments_of(
    const coding::Study& study, coding::QuestionIndex question, const HeldSets::Labels& labels,
    bool roll_up) {
  std::map<coding::ThemeIndex, std::uint32_t> assignments;
  for (const auto label : labels) {
    const auto theme = static_cast<coding::ThemeIndex>(label);
    if (roll_up)
      each_rolled_up(study, question, theme, [&](coding::ThemeIndex one) { ++assignments[one]; });
    else
      ++assignments[theme];
  }
  return {assignments.begin(), assignments.end()};
}

// One coder's assignments, counted in every unit: a pass over the coder's columns.
ByTheme of_coder(const coding::Study& study, const AgreementTally& tally,
                 coding::QuestionIndex question, coding::MemberIndex coder, bool roll_up) {
  const auto& responses = study.questions[question].responses;
  ByTheme by_theme;
  const auto* columns = tally.find(coder);
  if (columns == nullptr) return by_theme;
  std::vector<Distinct> counted(study.themes.size());
  std::vector<bool> seen(study.themes.size());
  for (std::size_t f = 0; f < columns->frameworks.size(); ++f) {
    const auto& column = columns->frameworks[f];
    if (column.blocks() == 0) continue;
    const auto sets = tally.framework(static_cast<coding::FrameworkIndex>(f))->sets.sets();
    std::vector<std::vector<std::pair<coding::ThemeIndex, std::uint32_t>>> themes(sets.size());
    SetColumn::Block said;
    for (std::size_t block = 0; block < column.blocks(); ++block) {
      column.read(block, said);
      for (auto left = column.there(block); left != 0; left &= left - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(left));
        auto& of_set = themes[said[bit]];
        if (of_set.empty()) of_set = assignments_of(study, question, sets[said[bit]], roll_up);
        const auto place = place_of(study, responses[block * SetColumn::kBlock + bit]);
        for (const auto& [theme, assignments] : of_set) {
          counted[theme].add(place, 1, assignments);
          seen[theme] = true;
        }
      }
    }
  }
  for (std::size_t t = 0; t < counted.size(); ++t)
    if (seen[t]) by_theme[static_cast<coding::ThemeIndex>(t)] = counted[t].take();
  return by_theme;
}

// The same for their own units: a pass over the question's comments.
ByTheme of_layer(const coding::Study& study, coding::QuestionIndex question,
                 coding::MemberIndex coder, bool roll_up, bool with_erased) {
  std::map<coding::ThemeIndex, Distinct> counted;
  for (const auto comment : study.questions[question].comments) {
    const auto* layer = study.layer_of(comment, coder);
    if (layer == nullptr || (!with_erased && study.is_erased(study.comments[comment]))) continue;
    const auto place = place_of_comment(study, comment);
    for (const auto& unit : layer->units) {
      const auto themes = coding::counted_themes(study, unit.assignments);
      const HeldSets::Labels labels(themes.begin(), themes.end());
      for (const auto& [theme, assignments] : assignments_of(study, question, labels, roll_up))
        counted[theme].add(place, 1, assignments);
    }
  }
  ByTheme by_theme;
  for (auto& [theme, units] : counted) by_theme[theme] = units.take();
  return by_theme;
}

// What a coder's own segmentation has of comments, units and respondents, and how much of it they
// are finished with.
struct LayerBase {
  BySlot by_slot;
  std::uint32_t units = 0, finished = 0;
};
LayerBase layer_base(const coding::Study& study, coding::QuestionIndex question,
                     coding::MemberIndex coder, bool with_erased) {
  LayerBase base;
  Distinct distinct;
  for (const auto comment : study.questions[question].comments) {
    const auto* layer = study.layer_of(comment, coder);
    if (layer == nullptr || (!with_erased && study.is_erased(study.comments[comment]))) continue;
    const auto units = static_cast<std::uint32_t>(layer->units.size());
    distinct.add(place_of_comment(study, comment), units, 0);
    base.units += units;
    if (layer->finished) base.finished += units;
  }
  base.by_slot = distinct.take();
  return base;
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
  Distinct distinct;
  for (auto r = standing.find_first(); r != ResponseSet::npos; r = standing.find_next(r))
    distinct.add(place_of(study, responses[r]), 1, 0);
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
  const auto erased = query.erased.value_or(policy);
  const bool with_erased = erased == coding::ErasedCounts::kKeep;
  const bool anew = erased != policy && !study.erasures.empty();
  const auto otherwise = anew ? QuestionTally::counted(study, question, erased) : QuestionTally();
  const auto& tally = anew ? otherwise : view.tally(question);
  Counts counts;
  LayerBase own_base;
  if (query.of_layer) own_base = layer_base(study, question, *query.coder, with_erased);
  const auto base = query.of_layer ? std::span<const Units>(own_base.by_slot) : tally.base();
  counts.erased_counted = with_erased;
  count_erased(study, question, counts);
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
  const auto of_one = [&](bool roll_up) {
    if (query.of_layer) return of_layer(study, question, *query.coder, roll_up, with_erased);
    if (!anew) return of_coder(study, view.agreement(question), question, *query.coder, roll_up);
    return of_coder(study, AgreementTally::counted(study, question, erased), question, *query.coder,
                    roll_up);
  };
  ByTheme own_of_coder, of_coder_rolled_up;
  if (query.coder) own_of_coder = of_one(false);
  if (query.coder && query.roll_up) of_coder_rolled_up = of_one(true);
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
