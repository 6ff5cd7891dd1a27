#include "projections/difference.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "projections/counts.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

// Numbers are given once in a study: what is in both has the same in both.
template <class Things>
bool is_there(const Things& things, const IdTable& ids, std::size_t number) {
  return number < things.size() && !ids.is_gone(static_cast<IdTable::Index>(number));
}

class Comparison {
 public:
  Comparison(const StudyView& before, const StudyView& after, Basis basis)
      : before_(before), after_(after), a_(before.study()), b_(after.study()), basis_(basis) {}

  Difference made() {
    difference_.opened = a_.position == 0 && b_.position > 0;
    themes();
    links();
    frameworks();
    difference_.frameworks = changed<FrameworkIndex>(&Study::frameworks, &Study::framework_ids);
    difference_.questions = changed<QuestionIndex>(&Study::questions, &Study::question_ids);
    difference_.groups = changed<GroupIndex>(&Study::groups, &Study::group_ids);
    respondents();
    members();
    rounds();
    comments();
    responses();
    layers();
    memos();
    quotes();
    checks();
    sign_offs();
    erasures();
    difference_.policy = !(a_.policy == b_.policy);
    for (std::size_t q = 0; q < b_.questions.size(); ++q) figures(static_cast<QuestionIndex>(q));
    return std::move(difference_);
  }

 private:
  void themes() {
    for (std::size_t t = 0; t < b_.themes.size(); ++t) {
      ThemeDifference found{static_cast<ThemeIndex>(t)};
      const bool was = is_there(a_.themes, a_.theme_ids, t),
                 is = is_there(b_.themes, b_.theme_ids, t);
      found.added = is && !was;
      found.removed = was && !is;
      if (was && is) compare(a_.themes[t], b_.themes[t], found);
      if (found.added || found.removed || found.reworded || found.revised || found.moved ||
          found.scoped || found.status_before)
        difference_.themes.push_back(found);
    }
  }

  static void compare(const Theme& was, const Theme& is, ThemeDifference& found) {
    found.reworded = !(was.wording == is.wording);
    found.revised = was.meaning() != is.meaning();
    found.moved = was.parent != is.parent;
    found.scoped = was.questions != is.questions;
    if (was.status != is.status || was.into != is.into) found.status_before = was.status;
  }

  // What is new and what is gone, by the ids of its kind.
  template <class Index, class Things>
  Changed<Index> changed(Things Study::*things, IdTable Study::*ids) const {
    Changed<Index> changed;
    for (std::size_t n = 0; n < (b_.*things).size(); ++n) {
      const bool had = is_there(a_.*things, a_.*ids, n), has = is_there(b_.*things, b_.*ids, n);
      if (has && !had) changed.added.push_back(static_cast<Index>(n));
      if (had && !has) changed.removed.push_back(static_cast<Index>(n));
    }
    return changed;
  }

  void respondents() {
    const auto found = changed<RespondentIndex>(&Study::respondents, &Study::respondent_ids);
    difference_.respondents_added = static_cast<std::uint32_t>(found.added.size());
    difference_.respondents_removed = static_cast<std::uint32_t>(found.removed.size());
  }

  static std::set<Link> links_of(const Study& study) {
    std::set<Link> links;
    for (std::size_t t = 0; t < study.themes.size(); ++t)
      for (const auto other : study.themes[t].linked)
        links.insert(std::minmax(static_cast<ThemeIndex>(t), other));
    return links;
  }
  void links() {
    const auto was = links_of(a_), is = links_of(b_);
    std::set_difference(is.begin(), is.end(), was.begin(), was.end(),
                        std::back_inserter(difference_.links.added));
    std::set_difference(was.begin(), was.end(), is.begin(), is.end(),
                        std::back_inserter(difference_.links.removed));
  }

  // The children of each parent in their order; only themes that are in both, below the same one.
  std::map<ThemeIndex, std::vector<ThemeIndex>> arranged(const Study& study,
                                                         const Framework& framework) const {
    std::map<ThemeIndex, std::vector<ThemeIndex>> children;
    for (const auto theme : framework.order)
      if (is_there(a_.themes, a_.theme_ids, theme) && is_there(b_.themes, b_.theme_ids, theme) &&
          a_.themes[theme].parent == b_.themes[theme].parent)
        children[study.themes[theme].parent].push_back(theme);
    return children;
  }

  void frameworks() {
    for (std::size_t f = 0; f < b_.frameworks.size(); ++f) {
      const auto index = static_cast<FrameworkIndex>(f);
      const bool was = is_there(a_.frameworks, a_.framework_ids, f);
      if (!is_there(b_.frameworks, b_.framework_ids, f)) continue;
      if (was && arranged(a_, a_.frameworks[f]) != arranged(b_, b_.frameworks[f]))
        difference_.rearranged.push_back(index);
      const bool was_frozen = was && a_.frameworks[f].frozen;
      if (b_.frameworks[f].frozen && !was_frozen) difference_.frozen.push_back(index);
      if (!b_.frameworks[f].frozen && was_frozen) difference_.unfrozen.push_back(index);
    }
  }

  void members() {
    for (std::size_t m = 0; m < b_.members.size(); ++m) {
      MemberDifference found{static_cast<MemberIndex>(m), {}, {}};
      if (is_there(a_.members, a_.member_ids, m)) found.before = a_.members[m].role;
      if (is_there(b_.members, b_.member_ids, m)) found.after = b_.members[m].role;
      const auto was = m < a_.members.size() ? a_.members[m] : Member{};
      const auto& is = b_.members[m];
      found.pseudonymised = was.pseudonymised_at != is.pseudonymised_at && is.pseudonymised_at != 0;
      found.named = was.named_at != is.named_at && !found.pseudonymised;
      if (found.before != found.after || found.named || found.pseudonymised)
        difference_.members.push_back(found);
    }
  }

  void rounds() {
    for (std::size_t r = 0; r < b_.rounds.size(); ++r) {
      RoundDifference found{static_cast<RoundIndex>(r)};
      const bool was = is_there(a_.rounds, a_.round_ids, r);
      if (!is_there(b_.rounds, b_.round_ids, r)) {
        found.removed = was;
        if (was) difference_.rounds.push_back(found);
        continue;
      }
      found.opened = !was;
      places(was ? a_.rounds[r] : Round(), b_.rounds[r], found);
      const bool was_open = found.opened || a_.rounds[r].open;
      found.closed = was_open && !b_.rounds[r].open;
      found.reopened = !was_open && b_.rounds[r].open;
      found.staffed = !found.opened && !same_staff(a_.rounds[r], b_.rounds[r]);
      if (found.opened || found.closed || found.reopened || found.staffed ||
          found.places_taken > 0 || found.places_released > 0)
        difference_.rounds.push_back(found);
    }
  }

  // Who has a place: question, number, coder.
  using Places = std::set<std::tuple<QuestionIndex, std::size_t, MemberIndex>>;
  static Places places_of(const Round& round) {
    Places places;
    for (const auto& task : round.tasks)
      for (std::size_t i = 0; i < task.places.size(); ++i)
        if (task.places[i] != kNone16)
          places.emplace(task.question, i / task.per_response, task.places[i]);
    return places;
  }
  static void places(const Round& before, const Round& after, RoundDifference& found) {
    const auto was = places_of(before), is = places_of(after);
    const auto both =
        std::count_if(is.begin(), is.end(), [&](const auto& place) { return was.contains(place); });
    found.places_taken = static_cast<std::uint32_t>(is.size() - static_cast<std::size_t>(both));
    found.places_released = static_cast<std::uint32_t>(was.size() - static_cast<std::size_t>(both));
  }

  static bool same_staff(const Round& was, const Round& is) {
    return std::equal(was.tasks.begin(), was.tasks.end(), is.tasks.begin(), is.tasks.end(),
                      [](const Task& a, const Task& b) {
                        return a.question == b.question && a.coders == b.coders &&
                               a.weights == b.weights;
                      });
  }

  // Where each response of a comment begins and ends, by its id.
  static std::map<std::string_view, std::pair<std::uint32_t, std::uint32_t>> segments_of(
      const Study& study, const Comment& comment) {
    std::map<std::string_view, std::pair<std::uint32_t, std::uint32_t>> segments;
    for (auto r = comment.first_response; r != kNone32; r = study.responses[r].next_in_comment)
      segments[study.id_of(study.responses[r])] = {study.responses[r].begin,
                                                   study.responses[r].end};
    return segments;
  }

  void comments() {
    for (std::size_t c = 0; c < b_.comments.size(); ++c) {
      const bool was = c < a_.comments.size() && !a_.is_gone(a_.comments[c]);
      const bool is = !b_.is_gone(b_.comments[c]);
      difference_.comments_added += is && !was;
      difference_.comments_removed += was && !is;
      if (!was || !is) continue;
      const auto before = segments_of(a_, a_.comments[c]), after = segments_of(b_, b_.comments[c]);
      if (before != after)
        difference_.segmentations.push_back({static_cast<CommentIndex>(c),
                                             static_cast<std::uint32_t>(before.size()),
                                             static_cast<std::uint32_t>(after.size())});
    }
  }

  void responses() {
    for (std::size_t r = 0; r < b_.responses.size(); ++r) {
      const auto index = static_cast<ResponseIndex>(r);
      static const Codings kNothing;
      codings(index, r < a_.responses.size() ? a_.responses[r].codings : kNothing,
              b_.responses[r].codings);
      const auto settled = [&](const Study& study) -> std::optional<std::vector<ThemeIndex>> {
        const auto found = study.settlements.find(index);
        if (found == study.settlements.end()) return std::nullopt;
        return found->second.themes;
      };
      auto before = settled(a_), after = settled(b_);
      if (before != after)
        difference_.settlements.push_back({index, std::move(before), std::move(after)});
    }
    for (auto& [key, found] : by_theme_) difference_.assignments.push_back(found);
    for (auto& [coder, found] : by_coder_) difference_.coders.push_back(found);
  }

  void codings(ResponseIndex response, const Codings& was, const Codings& is) {
    const auto question = b_.question_of(response);
    const auto theme_row = [&](const Assignment& a) -> AssignmentDifference& {
      return by_theme_.try_emplace({question, a.theme}, AssignmentDifference{question, a.theme})
          .first->second;
    };
    const auto coder_row = [&](MemberIndex coder) -> CoderDifference& {
      return by_coder_.try_emplace(coder, CoderDifference{coder}).first->second;
    };
    for (const auto& assignment : is.assignments()) {
      const auto* before = was.find(assignment.coder, assignment.theme);
      if (before == nullptr) {
        ++theme_row(assignment).made;
        ++coder_row(assignment.coder).made;
      } else if (before->revision != assignment.revision) {
        ++theme_row(assignment).confirmed;
      }
    }
    for (const auto& assignment : was.assignments()) {
      if (is.find(assignment.coder, assignment.theme) != nullptr) continue;
      ++theme_row(assignment).withdrawn;
      ++coder_row(assignment.coder).withdrawn;
    }
    const auto finished = [](const Codings& codings, std::uint64_t coder) {
      const auto* coding = codings.find(static_cast<MemberIndex>(coder));
      return coding != nullptr && coding->finished;
    };
    for (const auto& coding : is.codings())
      if (coding.finished && !finished(was, coding.coder))
        ++coder_row(static_cast<MemberIndex>(coding.coder)).finished;
    for (const auto& coding : was.codings())
      if (coding.finished && !finished(is, coding.coder))
        ++coder_row(static_cast<MemberIndex>(coding.coder)).reopened;
  }

  void layers() {
    const auto state_of = [](const Layer* layer) -> std::optional<LayerDifference::State> {
      if (layer == nullptr) return std::nullopt;
      return LayerDifference::State{static_cast<std::uint32_t>(layer->units.size()),
                                    layer->finished};
    };
    const auto compare = [&](CommentIndex comment, MemberIndex coder) {
      const auto *was = a_.layer_of(comment, coder), *is = b_.layer_of(comment, coder);
      if (was != nullptr && is != nullptr && was->finished == is->finished &&
          was->units == is->units)
        return;
      difference_.layers.push_back({comment, coder, state_of(was), state_of(is)});
    };
    auto before = a_.layers.begin();
    for (const auto& [at, layer] : b_.layers) {
      for (; before != a_.layers.end() && before->first < at; ++before)
        compare(before->first.first, before->first.second);
      if (before != a_.layers.end() && before->first == at) ++before;
      compare(at.first, at.second);
    }
    for (; before != a_.layers.end(); ++before) compare(before->first.first, before->first.second);
  }

  // What was written at another position was written again.
  void memos() {
    for (std::uint32_t m = 0; m < b_.memos.size(); ++m) {
      const bool was = is_there(a_.memos, a_.memo_ids, m), is = is_there(b_.memos, b_.memo_ids, m);
      if (was && is && a_.memos[m].position == b_.memos[m].position) continue;
      MemoDifference found{m, {}, {}};
      if (was) found.before = a_.memos[m].audience;
      if (is) found.after = b_.memos[m].audience;
      if (was || is) difference_.memos.push_back(found);
    }
  }
  template <class Notes>
  static std::vector<NoteDifference> notes(const Notes& before, const IdTable& before_ids,
                                           const Notes& after, const IdTable& after_ids) {
    std::vector<NoteDifference> list;
    for (std::uint32_t n = 0; n < after.size(); ++n) {
      const bool was = is_there(before, before_ids, n), is = is_there(after, after_ids, n);
      if (was && is && before[n].position == after[n].position) continue;
      if (was || is) list.push_back({n, was, is});
    }
    return list;
  }
  void quotes() { difference_.quotes = notes(a_.quotes, a_.quote_ids, b_.quotes, b_.quote_ids); }
  void checks() { difference_.checks = notes(a_.checks, a_.check_ids, b_.checks, b_.check_ids); }

  // A sign-off that was revoked and given again as it was is none of it.
  void sign_offs() {
    using Signed = std::tuple<MemberIndex, std::uint64_t, std::string_view>;
    const auto signed_in = [](const Study& study) {
      std::set<Signed> all;
      for (const auto& one : study.sign_offs) all.emplace(one.member, one.at, one.statement);
      return all;
    };
    const auto was = signed_in(a_), is = signed_in(b_);
    for (const auto& one : was)
      if (!is.contains(one))
        difference_.sign_offs.push_back({std::get<0>(one), std::get<1>(one), true});
    for (const auto& one : is)
      if (!was.contains(one))
        difference_.sign_offs.push_back({std::get<0>(one), std::get<1>(one), false});
  }

  // Each step has its position: one that was taken again is another.
  void erasures() {
    const auto steps = [](const Erasure& e) {
      return std::tuple(e.requested_at, e.reviewed_at, e.decided_at, e.executed_at);
    };
    for (std::uint32_t e = 0; e < b_.erasures.size(); ++e) {
      const bool was = is_there(a_.erasures, a_.erasure_ids, e),
                 is = is_there(b_.erasures, b_.erasure_ids, e);
      if (was && is && steps(a_.erasures[e]) == steps(b_.erasures[e])) continue;
      ErasureDifference found{e, {}, {}};
      if (was) found.before = status_of(a_.erasures[e]);
      if (is) found.after = status_of(b_.erasures[e]);
      if (was || is) difference_.erasures.push_back(found);
    }
  }

  struct Counted {
    std::map<ThemeIndex, Units> themes;
    Units base;
  };
  Counted counted(const StudyView& view, QuestionIndex question) const {
    Counted counted;
    if (question >= view.study().questions.size()) return counted;
    auto counts = count(view, question, {basis_, {}, {}});
    for (const auto& row : counts.themes) counted.themes[row.theme] = row.units;
    counted.base = counts.base;
    counted.base.assignments = 0;  // they depend on the basis: the themes' own say it
    return counted;
  }

  void figures(QuestionIndex question) {
    auto before = counted(before_, question), after = counted(after_, question);
    if (!(before.base == after.base))
      difference_.bases.push_back({question, before.base, after.base});
    for (const auto& [theme, units] : before.themes) after.themes.try_emplace(theme);
    for (const auto& [theme, units] : after.themes)
      if (const auto& was = before.themes[theme]; !(was == units))
        difference_.figures.push_back({question, theme, was, units});
  }

  const StudyView &before_, &after_;
  const Study &a_, &b_;
  const Basis basis_;
  Difference difference_;
  std::map<std::pair<QuestionIndex, ThemeIndex>, AssignmentDifference> by_theme_;
  std::map<MemberIndex, CoderDifference> by_coder_;
};

}  // namespace

Difference difference_between(const StudyView& before, const StudyView& after, Basis basis) {
  return Comparison(before, after, basis).made();
}

}  // namespace verbatim::projections
