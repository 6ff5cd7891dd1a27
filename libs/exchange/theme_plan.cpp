#include "exchange/theme_plan.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_set.hpp>

#include "exchange/new_framework.hpp"
#include "exchange/theme_name.hpp"

namespace verbatim::exchange {
namespace {

using Number = std::uint32_t;

// A theme that the table uses, or a parent of one.
struct Wanted {
  std::optional<coding::ThemeIndex> known;  // in the study
  Number parent = Items::kNone;             // among the wanted
  std::uint32_t line = 0;
  std::vector<Number> questions;  // of the table, in order of first use
};

class ThemePlanning {
 public:
  ThemePlanning(const coding::Study& study, const CodingsTable& table)
      : study_(study), table_(table) {}

  Result<std::vector<std::pair<coding::Command, std::uint32_t>>> plan() {
    for (Number label = 0; label < table_.labels.size(); ++label) {
      const auto& use = table_.labels[label];
      const auto theme = want(table_.label_ids.id(label), use.line);
      for (const auto question : use.questions) use_in(theme, question);
    }
    for (Number theme = 0; theme < wanted_.size(); ++theme)
      if (wanted_[theme].known)
        widen(theme);
      else if (auto added = add(theme); !added)
        return std::move(added).error();
    return std::move(commands_);
  }

 private:
  // Wants the theme and all its parents, parents first. In the study a parent is what it is
  // there; elsewhere it is what the name says.
  Number want(std::string_view id, std::uint32_t line) {
    std::vector<std::string> missing;  // the theme, its parent, and so on
    auto parent = Items::kNone;
    for (std::string next(id); !next.empty(); next = parent_of(next)) {
      if (const auto known = ids_.find(next)) {
        parent = *known;
        break;
      }
      missing.push_back(next);
    }
    for (auto theme = missing.rbegin(); theme != missing.rend(); ++theme) {
      ids_.add(*theme);
      wanted_.push_back({.known = find(*theme), .parent = parent, .line = line, .questions = {}});
      parent = static_cast<Number>(wanted_.size() - 1);
    }
    return parent;
  }

  std::optional<coding::ThemeIndex> find(std::string_view id) const {
    const auto known = study_.theme_ids.find(id);
    if (!known) return std::nullopt;
    return static_cast<coding::ThemeIndex>(*known);
  }

  std::string parent_of(std::string_view id) const {
    const auto known = find(id);
    if (!known) return std::string(theme_name(id, table_.options.theme_separator).parent);
    const auto parent = study_.themes[*known].parent;
    return parent == coding::kNone16 ? std::string() : std::string(study_.theme_ids.id(parent));
  }

  // A parent is in scope wherever one of its sub-themes is, so that a question's tree hangs
  // together.
  void use_in(Number theme, Number question) {
    for (; theme != Items::kNone; theme = wanted_[theme].parent) {
      if (!used_.insert(std::uint64_t{theme} << 32 | question).second) return;
      wanted_[theme].questions.push_back(question);
    }
  }

  Result<void> add(Number theme) {
    auto framework = framework_of(theme);
    if (!framework) return std::move(framework).error();
    const auto& wanted = wanted_[theme];
    const std::string id(ids_.id(theme));
    coding::AddTheme command{
        .theme = id,
        .framework = std::move(*framework),
        .label = std::string(theme_name(id, table_.options.theme_separator).label),
        .parent = {},
        .definition = {},
        .questions = {}};
    if (wanted.parent != Items::kNone) command.parent = ids_.id(wanted.parent);
    for (const auto question : wanted.questions)
      command.questions.emplace_back(table_.items.question_id(question));
    add_framework(command.framework, wanted.line);
    commands_.emplace_back(std::move(command), wanted.line);
    return {};
  }

  // That of the nearest parent which is in the study.
  Result<std::string> framework_of(Number theme) const {
    for (; theme != Items::kNone; theme = wanted_[theme].parent)
      if (const auto known = wanted_[theme].known)
        return std::string(study_.framework_ids.id(study_.themes[*known].framework));
    return framework_of_new_themes(study_, table_.options.framework);
  }

  void add_framework(const std::string& id, std::uint32_t line) {
    if (framework_added_ || study_.framework_ids.find(id)) return;
    framework_added_ = true;  // only the one of all new themes can be missing
    commands_.emplace_back(new_framework(id), line);
  }

  void widen(Number theme) {
    const auto& wanted = wanted_[theme];
    const auto& scope = study_.themes[*wanted.known].questions;
    if (scope.empty()) return;  // it may be used everywhere
    coding::ScopeTheme command{.theme = std::string(ids_.id(theme)), .questions = {}};
    for (const auto question : scope)
      command.questions.emplace_back(study_.question_ids.id(question));
    for (const auto question : wanted.questions)
      if (!in_scope(*wanted.known, table_.items.question_id(question)))
        command.questions.emplace_back(table_.items.question_id(question));
    if (command.questions.size() > scope.size())
      commands_.emplace_back(std::move(command), wanted.line);
  }

  bool in_scope(coding::ThemeIndex theme, std::string_view question) const {
    const auto known = study_.question_ids.find(question);
    return known && study_.themes[theme].in_scope(static_cast<coding::QuestionIndex>(*known));
  }

  const coding::Study& study_;
  const CodingsTable& table_;
  coding::IdTable ids_;                            // of wanted_, in the same order
  std::vector<Wanted> wanted_;                     // parents before their sub-themes
  boost::unordered_flat_set<std::uint64_t> used_;  // wanted theme and question
  bool framework_added_ = false;
  std::vector<std::pair<coding::Command, std::uint32_t>> commands_;
};

}  // namespace

Result<std::vector<std::pair<coding::Command, std::uint32_t>>> plan_themes(
    const coding::Study& study, const CodingsTable& table) {
  return ThemePlanning(study, table).plan();
}

}  // namespace verbatim::exchange
