#include "unit/projections/figures.hpp"

#include "projections/connections.hpp"
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
      at_basis("any ", Basis::kAny);
      at_basis("majority ", Basis::kMajority);
      at_basis("all ", Basis::kAll);
      at_basis("settled ", Basis::kSettled);
      for (std::size_t m = 0; m < study_.members.size(); ++m) {
        const auto coder = static_cast<coding::MemberIndex>(m);
        counts("coder:" + std::string(study_.member_ids.id(coder)) + " ",
               {Basis::kMajority, coder, {}, true, false});
        rolled_up("coder:" + std::string(study_.member_ids.id(coder)) + " ",
                  {Basis::kMajority, coder, {}, true, true});
        counts("layer:" + std::string(study_.member_ids.id(coder)) + " ",
               {Basis::kMajority, coder, {}, true, false, false, true});
        rolled_up("layer:" + std::string(study_.member_ids.id(coder)) + " ",
                  {Basis::kMajority, coder, {}, true, true, false, true});
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

  void at_basis(const std::string& name, Basis basis) {
    counts(name, {basis, {}, {}, true, false});
    rolled_up(name, {basis, {}, {}, true, true});
    for (std::size_t f = 0; f < study_.frameworks.size(); ++f)
      for (std::size_t t = f; t < study_.frameworks.size(); ++t)
        connections_between(name, basis, static_cast<coding::FrameworkIndex>(f),
                            static_cast<coding::FrameworkIndex>(t));
    for (std::size_t g = 0; g < study_.groups.size(); ++g) {
      const auto of = static_cast<coding::GroupIndex>(g);
      put_connections(name + group(of) + " ", connections(view_, question_, {basis, {}, {}, of}));
    }
  }

  void rolled_up(const std::string& basis, const CountsQuery& query) {
    const auto counts = count(view_, question_, query);
    put(basis + "base of rolled up", counts.base);
    for (const auto& row : counts.themes) {
      const auto theme = basis + "down from " + std::string(study_.theme_ids.id(row.theme));
      put(theme, row.units);
      for (std::size_t g = 0; g < counts.groups.size(); ++g)
        put(theme + ", " + group(counts.groups[g]), row.groups[g]);
    }
  }

  void connections_between(const std::string& name, Basis basis, coding::FrameworkIndex from,
                           coding::FrameworkIndex to) {
    put_connections(name, connections(view_, question_, {basis, from, to, {}}));
  }

  void put_connections(const std::string& name, const std::vector<Connection>& found) {
    for (const auto& c : found) {
      if (c.both == 0) continue;  // linked
      auto first = std::string(study_.theme_ids.id(c.first));
      auto second = std::string(study_.theme_ids.id(c.second));
      put(name + first + " with " + second, c.both);
      put(name + first + " with " + second + ": the first", c.first_all);
      put(name + first + " with " + second + ": the second", c.second_all);
    }
  }

  void counts(const std::string& basis, const CountsQuery& query) {
    const auto counts = count(view_, question_, query);
    put(basis + "base", counts.base);
    put((query.of_layer ? basis : "") + "responses begun", counts.responses_begun);
    put((query.of_layer ? basis : "") + "responses finished", counts.responses_finished);
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
