#include "unit/projections/figures.hpp"

#include "projections/counts.hpp"
#include "projections/progress.hpp"

namespace verbatim::projections {
namespace {

class FiguresOf {
 public:
  explicit FiguresOf(const StudyView& view) : view_(view), study_(view.study()) {}

  Figures all() {
    for (std::size_t q = 0; q < study_.questions.size(); ++q) {
      question_ = static_cast<coding::QuestionIndex>(q);
      if (study_.question_ids.is_gone(question_)) continue;
      name_ = std::string(study_.question_ids.id(question_)) + " ";
      counts("any ", {Basis::kAny, {}, {}, true});
      counts("majority ", {Basis::kMajority, {}, {}, true});
      counts("all ", {Basis::kAll, {}, {}, true});
      for (std::size_t m = 0; m < study_.members.size(); ++m) {
        const auto coder = static_cast<coding::MemberIndex>(m);
        counts("coder:" + std::string(study_.member_ids.id(coder)) + " ",
               {Basis::kMajority, coder, {}, true});
      }
      coders();
      histograms();
    }
    return std::move(figures_);
  }

 private:
  void put(const std::string& name, std::uint64_t value) {
    if (value > 0) figures_[name_ + name] = value;
  }
  void put(const std::string& name, const Units& units) {
    put(name + ": comments", units.comments);
    put(name + ": responses", units.responses);
    put(name + ": assignments", units.assignments);
    put(name + ": respondents", units.respondents);
  }
  std::string group(coding::GroupIndex group) const {
    return group == coding::kNone16 ? "no group" : std::string(study_.group_ids.id(group));
  }

  void counts(const std::string& basis, const CountsQuery& query) {
    const auto counts = count(view_, question_, query);
    put(basis + "base", counts.base);
    put("responses begun", counts.responses_begun);
    put("responses finished", counts.responses_finished);
    for (std::size_t g = 0; g < counts.groups.size(); ++g)
      put(basis + "base, " + group(counts.groups[g]), counts.group_base[g]);
    for (const auto& row : counts.themes) {
      const auto theme = basis + std::string(study_.theme_ids.id(row.theme));
      put(theme + " is in scope", 1);
      put(theme, row.units);
      for (std::size_t g = 0; g < counts.groups.size(); ++g)
        put(theme + ", " + group(counts.groups[g]), row.groups[g]);
    }
  }

  void coders() {
    for (const auto& row : progress(view_, question_)) {
      const auto coder = std::string(study_.member_ids.id(row.coder));
      put(coder + " begun", row.done.begun);
      put(coder + " finished", row.done.finished);
      put(coder + " assignments", row.done.assignments);
    }
  }

  void histograms() {
    const auto& tally = view_.tally(question_);
    const auto by_finished = tally.responses_by_finished();
    for (std::size_t m = 1; m < by_finished.size(); ++m)
      put("with " + std::to_string(m) + " finished", by_finished[m]);
    for (std::size_t t = 0; t < study_.themes.size(); ++t)
      for (const auto& cell : tally.applying(static_cast<coding::ThemeIndex>(t)))
        put(std::string(study_.theme_ids.id(static_cast<std::uint32_t>(t))) + " on " +
                std::to_string(cell.applying) + " of " + std::to_string(cell.codings),
            cell.units);
  }

  const StudyView& view_;
  const coding::Study& study_;
  coding::QuestionIndex question_ = 0;
  std::string name_;
  Figures figures_;
};

}  // namespace

Figures figures_of(const StudyView& view) {
  return FiguresOf(view).all();
}

}  // namespace verbatim::projections
