#include "projections/difference.hpp"

#include <algorithm>
#include <map>
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
    themes();
    frameworks();
    members();
    rounds();
    comments();
    responses();
    layers();
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

  void frameworks() {
    for (std::size_t f = 0; f < b_.frameworks.size(); ++f) {
      const auto index = static_cast<FrameworkIndex>(f);
      const bool was = is_there(a_.frameworks, a_.framework_ids, f);
      if (!is_there(b_.frameworks, b_.framework_ids, f)) continue;
      if (!was) difference_.frameworks_added.push_back(index);
      const bool was_frozen = was && a_.frameworks[f].frozen;
      if (b_.frameworks[f].frozen && !was_frozen) difference_.frozen.push_back(index);
      if (!b_.frameworks[f].frozen && was_frozen) difference_.unfrozen.push_back(index);
    }
    for (std::size_t q = 0; q < b_.questions.size(); ++q)
      if (is_there(b_.questions, b_.question_ids, q) && !is_there(a_.questions, a_.question_ids, q))
        difference_.questions_added.push_back(static_cast<QuestionIndex>(q));
  }

  void members() {
    for (std::size_t m = 0; m < b_.members.size(); ++m) {
      MemberDifference found{static_cast<MemberIndex>(m), {}, {}};
      if (is_there(a_.members, a_.member_ids, m)) found.before = a_.members[m].role;
      if (is_there(b_.members, b_.member_ids, m)) found.after = b_.members[m].role;
      if (found.before != found.after) difference_.members.push_back(found);
    }
  }

  void rounds() {
    for (std::size_t r = 0; r < b_.rounds.size(); ++r) {
      if (!is_there(b_.rounds, b_.round_ids, r)) continue;
      RoundDifference found{static_cast<RoundIndex>(r)};
      found.opened = !is_there(a_.rounds, a_.round_ids, r);
      const bool was_open = found.opened || a_.rounds[r].open;
      found.closed = was_open && !b_.rounds[r].open;
      found.reopened = !was_open && b_.rounds[r].open;
      found.staffed = !found.opened && !same_staff(a_.rounds[r], b_.rounds[r]);
      if (found.opened || found.closed || found.reopened || found.staffed)
        difference_.rounds.push_back(found);
    }
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
        return found->second;
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
