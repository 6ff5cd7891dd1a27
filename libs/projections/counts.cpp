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

// By theme: the themes below it, at any depth, that are in scope of the question. None without a
// roll-up, or outside the framework that is asked for.
using Descendants = std::vector<std::vector<coding::ThemeIndex>>;

Descendants descendants_of(const coding::Study& study, coding::QuestionIndex question,
                           const CountsQuery& query) {
  Descendants below(study.themes.size());
  if (!query.roll_up) return below;
  for (std::size_t t = 0; t < study.themes.size(); ++t) {
    if (!study.themes[t].in_scope(question) || study.counts_as[t] != t) continue;
    if (query.framework && study.themes[t].framework != *query.framework) continue;
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

using ByTheme = std::vector<BySlot>;

// Counts what one coder says, in one pass over it: each theme by itself and, rolled up, each theme
// that has others below it.
class CoderCount {
 public:
  // Themes, with how many assignments are behind each.
  using Assignments = std::vector<std::pair<coding::ThemeIndex, std::uint32_t>>;
  struct Applied {
    Assignments own, rolled_up;
  };

  CoderCount(const coding::Study& study, coding::QuestionIndex question, const Descendants& below)
      : study_(study),
        question_(question),
        below_(below),
        own_(study.themes.size()),
        rolled_up_(study.themes.size()) {}

  // What a label set comes to.
  Applied applied(const HeldSets::Labels& labels) const {
    std::map<coding::ThemeIndex, std::uint32_t> own, rolled_up;
    for (const auto label : labels) {
      const auto theme = static_cast<coding::ThemeIndex>(label);
      ++own[theme];
      each_rolled_up(study_, question_, theme, [&](coding::ThemeIndex one) {
        if (!below_[one].empty()) ++rolled_up[one];
      });
    }
    return {{own.begin(), own.end()}, {rolled_up.begin(), rolled_up.end()}};
  }

  // One response or unit.
  void add(const Place& place, const Applied& applied) {
    for (const auto& [theme, assignments] : applied.own) own_[theme].add(place, 1, assignments);
    for (const auto& [theme, assignments] : applied.rolled_up)
      rolled_up_[theme].add(place, 1, assignments);
  }

  // By theme; rolled up, empty where it has none below it.
  struct Counted {
    ByTheme own, rolled_up;
  };
  Counted take() { return {take(own_), take(rolled_up_)}; }

 private:
  static ByTheme take(std::vector<Distinct>& counted) {
    ByTheme by_theme;
    for (auto& one : counted) by_theme.push_back(one.take());
    return by_theme;
  }

  const coding::Study& study_;
  const coding::QuestionIndex question_;
  const Descendants& below_;
  std::vector<Distinct> own_, rolled_up_;
};

// One coder's assignments, counted in every unit: a pass over the coder's columns.
CoderCount::Counted of_coder(const coding::Study& study, const AgreementTally& tally,
                             coding::QuestionIndex question, coding::MemberIndex coder,
                             const Descendants& below) {
  const auto& responses = study.questions[question].responses;
  CoderCount counted(study, question, below);
  const auto* columns = tally.find(coder);
  if (columns == nullptr) return counted.take();
  for (std::size_t f = 0; f < columns->frameworks.size(); ++f) {
    const auto& column = columns->frameworks[f];
    if (column.blocks() == 0) continue;
    const auto sets = tally.framework(static_cast<coding::FrameworkIndex>(f))->sets.sets();
    std::vector<CoderCount::Applied> applied(sets.size());
    SetColumn::Block said;
    for (std::size_t block = 0; block < column.blocks(); ++block) {
      column.read(block, said);
      for (auto left = column.there(block); left != 0; left &= left - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(left));
        auto& of_set = applied[said[bit]];
        if (of_set.own.empty()) of_set = counted.applied(sets[said[bit]]);
        counted.add(place_of(study, responses[block * SetColumn::kBlock + bit]), of_set);
      }
    }
  }
  return counted.take();
}

// The same for their own units: a pass over the question's comments.
CoderCount::Counted of_layer(const coding::Study& study, coding::QuestionIndex question,
                             coding::MemberIndex coder, const Descendants& below,
                             bool with_erased) {
  CoderCount counted(study, question, below);
  for (const auto comment : study.questions[question].comments) {
    const auto* layer = study.layer_of(comment, coder);
    if (layer == nullptr || (!with_erased && study.is_erased(study.comments[comment]))) continue;
    const auto place = place_of_comment(study, comment);
    for (const auto& unit : layer->units) {
      const auto themes = coding::counted_themes(study, unit.assignments);
      counted.add(place, counted.applied({themes.begin(), themes.end()}));
    }
  }
  return counted.take();
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

// By theme that has others below it: what stands for it or for one of these. The places of the
// responses are all over memory: they are looked up in one pass for all themes together.
ByTheme rolled_up(const coding::Study& study, const QuestionTally& tally,
                  coding::QuestionIndex question, const Descendants& below, Basis basis) {
  struct Parent {
    coding::ThemeIndex theme = 0;
    Words standing;  // for it or below it
    Distinct counted;
  };
  const auto& responses = study.questions[question].responses;
  Words anywhere((responses.size() + 63) / 64);
  const auto add = [](Words& to, const Words& more) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] |= more[i];
  };
  std::vector<Parent> parents;
  for (std::size_t t = 0; t < below.size(); ++t) {
    if (below[t].empty()) continue;
    const auto theme = static_cast<coding::ThemeIndex>(t);
    Parent parent{theme, words_of(tally.standing(theme, basis), responses.size()), {}};
    for (const auto sub : below[t])
      add(parent.standing, words_of(tally.standing(sub, basis), responses.size()));
    add(anywhere, parent.standing);
    parents.push_back(std::move(parent));
  }
  for (std::size_t i = 0; i < anywhere.size(); ++i)
    for (auto left = anywhere[i]; left != 0; left &= left - 1) {
      const auto number = i * 64 + static_cast<std::size_t>(std::countr_zero(left));
      const auto place = place_of(study, responses[number]);
      for (auto& parent : parents)
        if (has(parent.standing, number)) parent.counted.add(place, 1, 0);
    }
  ByTheme by_theme(study.themes.size());
  for (auto& parent : parents) {
    auto& by_slot = by_theme[parent.theme] = parent.counted.take();
    const auto add_assignments = [&](coding::ThemeIndex of) {
      const auto own = tally.units(of, basis);
      for (std::size_t slot = 0; slot < own.size() && slot < by_slot.size(); ++slot)
        by_slot[slot].assignments += own[slot].assignments;
    };
    add_assignments(parent.theme);
    for (const auto sub : below[parent.theme]) add_assignments(sub);
  }
  return by_theme;
}

// Of a coder's own segmentation, those of the comments that are in it.
void count_erased(const coding::Study& study, coding::QuestionIndex question,
                  const CountsQuery& query, Counts& counts) {
  if (study.erasures.empty()) return;
  std::set<coding::RespondentIndex> respondents;
  for (const auto c : study.questions[question].comments) {
    const auto& comment = study.comments[c];
    if (study.is_gone(comment) || !study.is_erased(comment)) continue;
    if (query.of_layer && study.layer_of(c, *query.coder) == nullptr) continue;
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
  count_erased(study, question, query, counts);
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
  const auto below = descendants_of(study, question, query);
  const auto of_one = [&] {
    if (query.of_layer) return of_layer(study, question, *query.coder, below, with_erased);
    if (!anew) return of_coder(study, view.agreement(question), question, *query.coder, below);
    return of_coder(study, AgreementTally::counted(study, question, erased), question, *query.coder,
                    below);
  };
  CoderCount::Counted one;
  if (query.coder) one = of_one();
  const auto with_below = query.coder ? std::move(one.rolled_up)
                                      : rolled_up(study, tally, question, below, query.basis);

  for (std::size_t t = 0; t < study.themes.size(); ++t) {
    const auto theme = static_cast<coding::ThemeIndex>(t);
    if (study.theme_ids.is_gone(theme) || !study.themes[t].in_scope(question)) continue;
    if (study.counts_as[t] != t) continue;
    if (query.framework && study.themes[t].framework != *query.framework) continue;
    const auto own =
        query.coder ? std::span<const Units>(one.own[t]) : tally.units(theme, query.basis);
    counts.base.assignments += sum(own).assignments;
    for (std::size_t g = 0; g < counts.groups.size(); ++g)
      counts.group_base[g].assignments +=
          at_slot(own, QuestionTally::slot_of(counts.groups[g])).assignments;
    const auto shown = below[t].empty() ? own : std::span<const Units>(with_below[t]);
    ThemeCount row{theme, sum(shown), {}};
    for (const auto group : counts.groups)
      row.groups.push_back(at_slot(shown, QuestionTally::slot_of(group)));
    counts.themes.push_back(std::move(row));
  }
  return counts;
}

}  // namespace verbatim::projections
