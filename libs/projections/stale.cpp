#include "projections/stale.hpp"

#include <algorithm>

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

class Look {
 public:
  explicit Look(const coding::Study& study) : study_(study), suspect_(suspects(study)) {}

  bool is_needless() const {
    return std::find(suspect_.begin(), suspect_.end(), true) == suspect_.end();
  }

  std::vector<StaleTheme> at(const coding::Codings& codings,
                             std::optional<coding::MemberIndex> coder) {
    found_.clear();
    for (const auto& assignment : coder ? codings.assignments_of(*coder) : codings.assignments())
      if (suspect_[assignment.theme]) add(codings, assignment);
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

}  // namespace

std::vector<StaleResponse> stale(const coding::Study& study, coding::QuestionIndex question,
                                 const StaleQuery& query) {
  std::vector<StaleResponse> list;
  Look look(study);
  if (look.is_needless()) return list;
  const auto& responses = study.questions[question].responses;
  for (auto number = query.first; number < responses.size() && list.size() < query.most; ++number) {
    auto themes = look.at(study.responses[responses[number]].codings, query.coder);
    if (!themes.empty()) list.push_back({responses[number], std::move(themes)});
  }
  return list;
}

}  // namespace verbatim::projections
