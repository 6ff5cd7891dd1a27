#include "exchange/codebook_plan.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

#include "exchange/new_framework.hpp"

namespace verbatim::exchange {
namespace {

class CodebookPlanning {
 public:
  using Commands = std::vector<std::pair<coding::Command, std::uint32_t>>;

  CodebookPlanning(const coding::Study& study, const CodebookTable& table)
      : study_(study), table_(table) {}

  Result<Commands> plan() {
    for (const auto* row : from_the_top()) {
      const auto known = study_.theme_ids.find(row->theme);
      auto done = known ? change(*row, static_cast<coding::ThemeIndex>(*known)) : add(*row);
      if (!done) return std::move(done).error();
    }
    return std::move(commands_);
  }

 private:
  using Row = CodebookTable::Row;

  // Rows by how deep their themes will stand, so that each is moved below what stands where it will
  // stand: in between there is no circle and no depth that is not there in the end.
  std::vector<const Row*> from_the_top() const {
    boost::unordered_flat_map<std::string_view, const Row*> rows;
    for (const auto& row : table_.rows) rows.emplace(row.theme, &row);
    const auto parent_to_be = [&](std::string_view theme) -> std::string_view {
      if (const auto row = rows.find(theme); row != rows.end() && row->second->parent)
        return *row->second->parent;
      const auto known = study_.theme_ids.find(theme);
      return known ? parent_of(study_.themes[*known]) : std::string_view{};
    };
    std::vector<std::pair<std::size_t, const Row*>> by_depth;
    for (const auto& row : table_.rows) {
      std::size_t depth = 0;  // where there is a circle it ends, and the move is refused
      for (auto at = parent_to_be(row.theme); !at.empty() && depth <= coding::kThemeDepthMax;
           at = parent_to_be(at))
        ++depth;
      by_depth.emplace_back(depth, &row);
    }
    std::stable_sort(by_depth.begin(), by_depth.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<const Row*> ordered;
    for (const auto& [depth, row] : by_depth) ordered.push_back(row);
    return ordered;
  }

  void command(coding::Command command, const Row& row) {
    commands_.emplace_back(std::move(command), row.line);
  }

  Result<void> add(const Row& row) {
    auto framework = framework_of(row);
    if (!framework) return std::move(framework).error();
    if (!study_.framework_ids.find(*framework) && added_frameworks_.insert(*framework).second)
      command(new_framework(*framework), row);
    added_themes_.emplace(row.theme, *framework);
    coding::AddTheme theme{.theme = row.theme,
                           .framework = std::move(*framework),
                           .label = row.label.empty() ? row.theme : row.label,
                           .parent = row.parent.value_or(""),
                           .definition = row.definition.value_or(""),
                           .questions = row.questions.value_or(std::vector<std::string>{})};
    theme.inclusion = row.inclusion.value_or("");
    theme.exclusion = row.exclusion.value_or("");
    theme.examples = row.examples.value_or(std::vector<std::string>{});
    theme.colour = row.colour.value_or("");
    command(std::move(theme), row);
    return {};
  }

  // As its row says; else that of its parent, which is in the study or in a row before.
  Result<std::string> framework_of(const Row& row) const {
    if (!row.framework.empty()) return row.framework;
    if (row.parent && !row.parent->empty()) {
      if (const auto known = study_.theme_ids.find(*row.parent))
        return std::string(study_.framework_ids.id(study_.themes[*known].framework));
      if (const auto added = added_themes_.find(*row.parent); added != added_themes_.end())
        return added->second;
    }
    return framework_of_new_themes(study_, table_.options.framework);
  }

  Result<void> change(const Row& row, coding::ThemeIndex known) {
    const auto& theme = study_.themes[known];
    const auto there = study_.framework_ids.id(theme.framework);
    if (!row.framework.empty() && row.framework != there)
      return Failure{Fault::kAlreadyExists,
                     "Line " + std::to_string(row.line) + ": theme '" + row.theme +
                         "' is in the study, in framework '" + std::string(there) + "'.",
                     "framework", "Say what the study says, or use another id."};
    revise(row);
    if (row.parent && *row.parent != parent_of(theme))
      command(coding::MoveTheme{.theme = row.theme, .parent = *row.parent, .before = {}}, row);
    if (row.questions)
      command(coding::ScopeTheme{.theme = row.theme, .questions = *row.questions}, row);
    return {};
  }

  void revise(const Row& row) {
    coding::ReviseTheme revision{.theme = row.theme};
    if (!row.label.empty()) revision.label = row.label;
    revision.definition = row.definition;
    revision.inclusion = row.inclusion;
    revision.exclusion = row.exclusion;
    revision.examples = row.examples;
    revision.colour = row.colour;
    revision.minor = table_.options.minor;
    command(std::move(revision), row);
  }

  std::string_view parent_of(const coding::Theme& theme) const {
    return theme.parent == coding::kNone16 ? std::string_view{} : study_.theme_ids.id(theme.parent);
  }

  const coding::Study& study_;
  const CodebookTable& table_;
  std::set<std::string> added_frameworks_;
  boost::unordered_flat_map<std::string, std::string> added_themes_;  // with their frameworks
  Commands commands_;
};

}  // namespace

Result<std::vector<std::pair<coding::Command, std::uint32_t>>> plan_codebook(
    const coding::Study& study, const CodebookTable& table) {
  return CodebookPlanning(study, table).plan();
}

}  // namespace verbatim::exchange
