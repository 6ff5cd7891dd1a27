#include "projections/stale.hpp"

#include <algorithm>
#include <bit>

namespace verbatim::projections {
namespace {

using coding::ThemeStatus;

// The themes whose assignments may be stale: nobody has to look at those of the others.
std::vector<bool> suspects(const coding::Study& study) {
  const auto is_changed = [&](std::size_t theme) { return !study.themes[theme].meanings.empty(); };
  std::vector<bool> changed(study.themes.size());
  for (std::size_t t = 0; t < changed.size(); ++t) {
    const auto as = study.counts_as[t];
    changed[t] = study.themes[as].status == ThemeStatus::kSplit || is_changed(t) || is_changed(as);
  }
  return changed;
}

// The themes that stand for the team in a response, as they count today, and were split.
std::vector<coding::ThemeIndex> split_themes_settled(const coding::Study& study,
                                                     coding::ResponseIndex response) {
  std::vector<coding::ThemeIndex> split;
  if (!study.responses[response].settled) return split;
  for (const auto theme : study.settlements.at(response).themes)
    if (const auto as = study.counts_as[theme]; study.themes[as].status == ThemeStatus::kSplit)
      split.push_back(as);
  std::sort(split.begin(), split.end());
  split.erase(std::unique(split.begin(), split.end()), split.end());
  return split;
}

// One bit a response of the question, by its number.
Words settled_with_split_themes(const coding::Study& study, coding::QuestionIndex question) {
  Words found;
  const bool any = std::any_of(study.themes.begin(), study.themes.end(), [](const auto& theme) {
    return theme.status == ThemeStatus::kSplit;
  });
  if (!any) return found;
  for (const auto& [response, settlement] : study.settlements)
    if (study.question_of(response) == question && !split_themes_settled(study, response).empty())
      set(found, study.responses[response].number, true);
  return found;
}

class Look {
 public:
  explicit Look(const coding::Study& study) : study_(study), suspect_(suspects(study)) {}

  const std::vector<bool>& suspects_by_theme() const { return suspect_; }

  std::vector<StaleTheme> at(coding::ResponseIndex response,
                             std::optional<coding::MemberIndex> coder) {
    found_.clear();
    const auto& codings = study_.responses[response].codings;
    for (const auto& assignment : coder ? codings.assignments_of(*coder) : codings.assignments())
      if (suspect_[assignment.theme]) add(codings, assignment);
    if (!coder)
      for (const auto theme : split_themes_settled(study_, response))
        found_.push_back({coding::kNone16, theme, 0, StaleBecause::kSplit});
    std::sort(found_.begin(), found_.end(), [](const StaleTheme& a, const StaleTheme& b) {
      return std::pair(a.coder, a.theme) < std::pair(b.coder, b.theme);
    });
    return found_;
  }

 private:
  void add(const coding::Codings& codings, const coding::Assignment& assignment) {
    const auto theme = study_.counts_as[assignment.theme];
    const auto known = std::find_if(found_.begin(), found_.end(), [&](const StaleTheme& stale) {
      return stale.coder == assignment.coder && stale.theme == theme;
    });
    if (known != found_.end()) {
      known->coded_at = std::max(known->coded_at, assignment.revision);
    } else if (study_.themes[theme].status == ThemeStatus::kSplit) {
      found_.push_back({assignment.coder, theme, assignment.revision, StaleBecause::kSplit});
    } else if (!is_said_now(codings, assignment.coder, theme)) {
      found_.push_back({assignment.coder, theme, assignment.revision, StaleBecause::kRevised});
    }
  }

  bool is_said_now(const coding::Codings& codings, coding::MemberIndex coder,
                   coding::ThemeIndex theme) const {
    const auto standing = codings.assignments_of(coder);
    return std::any_of(standing.begin(), standing.end(), [&](const coding::Assignment& one) {
      return study_.counts_as[one.theme] == theme && !coding::is_stale(study_, one);
    });
  }

  const coding::Study& study_;
  std::vector<bool> suspect_;  // by theme
  std::vector<StaleTheme> found_;
};

// Where a coder's label sets, or a settlement, have a theme that may be stale.
class Candidates {
 public:
  Candidates(const StudyView& view, coding::QuestionIndex question,
             std::optional<coding::MemberIndex> coder, const std::vector<bool>& suspects) {
    const auto& study = view.study();
    const auto& tally = view.agreement(question);
    std::vector<bool> counted(study.themes.size());  // the sets have what assignments count as
    for (std::size_t t = 0; t < suspects.size(); ++t)
      if (suspects[t]) counted[study.counts_as[t]] = true;
    suspect_sets_.resize(study.frameworks.size());
    for (std::size_t f = 0; f < suspect_sets_.size(); ++f)
      if (const auto* framework = tally.framework(static_cast<coding::FrameworkIndex>(f)))
        for (const auto& set : framework->sets.sets())
          suspect_sets_[f].push_back(
              std::any_of(set.begin(), set.end(), [&](auto theme) { return counted[theme]; }));
    if (!coder) settled_ = settled_with_split_themes(study, question);
    blocks_ = settled_.size();
    for (const auto& columns : tally.coders()) {
      if (coder && columns.coder != *coder) continue;
      coders_.push_back(&columns);
      for (const auto& column : columns.frameworks) blocks_ = std::max(blocks_, column.blocks());
    }
  }

  std::size_t blocks() const { return blocks_; }

  // One bit a response of a block of 64.
  std::uint64_t in(std::size_t block) const {
    auto found = word_at(settled_, block);
    SetColumn::Block sets;
    for (const auto* coder : coders_)
      for (std::size_t f = 0; f < coder->frameworks.size(); ++f) {
        const auto& column = coder->frameworks[f];
        column.read(block, sets);
        for (auto left = column.there(block); left != 0; left &= left - 1) {
          const auto bit = static_cast<std::size_t>(std::countr_zero(left));
          if (suspect_sets_[f][sets[bit]]) found |= std::uint64_t{1} << bit;
        }
      }
    return found;
  }

 private:
  std::vector<std::vector<bool>> suspect_sets_;  // by framework, then set
  std::vector<const CoderColumns*> coders_;
  Words settled_;
  std::size_t blocks_ = 0;
};

}  // namespace

std::vector<StaleResponse> stale(const StudyView& view, coding::QuestionIndex question,
                                 const StaleQuery& query) {
  const auto& study = view.study();
  std::vector<StaleResponse> list;
  Look look(study);
  const auto& suspects = look.suspects_by_theme();
  if (std::find(suspects.begin(), suspects.end(), true) == suspects.end()) return list;
  const auto& responses = study.questions[question].responses;
  const Candidates candidates(view, question, query.coder, suspects);
  for (auto block = query.first / 64; block < candidates.blocks(); ++block) {
    for (auto left = candidates.in(block); left != 0; left &= left - 1) {
      const auto number = block * 64 + static_cast<std::size_t>(std::countr_zero(left));
      if (number < query.first) continue;
      auto themes = look.at(responses[number], query.coder);
      if (themes.empty()) continue;
      if (list.size() == query.most) return list;
      list.push_back({responses[number], std::move(themes)});
    }
  }
  return list;
}

}  // namespace verbatim::projections
