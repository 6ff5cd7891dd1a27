// Frameworks and their themes.
#include <algorithm>

#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
namespace {

Failure foreign_parent(const AddTheme& c) {
  return {Fault::kInvalidValue, "The parent " + quoted(c.parent) + " belongs to another framework.",
          "parent", "Choose a parent in framework " + quoted(c.framework) + "."};
}

Result<std::vector<QuestionIndex>> scope_of(const Study& study,
                                            const std::vector<std::string>& ids) {
  std::vector<QuestionIndex> scope;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto question = study.question_ids.find(ids[i]);
    if (!question)
      return unknown(Fault::kUnknownQuestion, "question", ids[i], "questions/" + std::to_string(i));
    scope.push_back(static_cast<QuestionIndex>(*question));
  }
  std::sort(scope.begin(), scope.end());
  scope.erase(std::unique(scope.begin(), scope.end()), scope.end());
  return scope;
}

// The framework "themes" needs no introduction: its first theme brings it along.
Decision add_first_theme(const Study& study, const AddTheme& c) {
  if (c.framework != kDefaultFramework)
    return unknown(Fault::kUnknownFramework, "framework", c.framework, "framework");
  if (!c.parent.empty() && study.theme_ids.find(c.parent)) return foreign_parent(c);
  if (!c.parent.empty()) return unknown(Fault::kUnknownTheme, "theme", c.parent, "parent");
  if (study.theme_ids.find(c.theme)) return exists("theme", c.theme, "theme");
  if (!valid_id(c.theme)) return bad_id("theme");
  if (auto scope = scope_of(study, c.questions); !scope) return std::move(scope).error();
  if (study.themes.size() >= kThemesMax) return full("themes", kThemesMax);
  return Events{FrameworkAdded{c.framework, "Themes"},
                ThemeAdded{c.theme, c.framework, c.label, "", c.definition, c.questions}};
}

}  // namespace

Decision rule(const Study& study, const AddFramework& c) {
  if (const auto known = study.framework_ids.find(c.framework)) {
    if (study.frameworks[*known].label != c.label)
      return exists("framework", c.framework, "framework");
    return Events{};
  }
  if (!valid_id(c.framework)) return bad_id("framework");
  if (study.frameworks.size() >= kFrameworksMax) return full("frameworks", kFrameworksMax);
  return Events{FrameworkAdded{c.framework, c.label}};
}

Decision rule(const Study& study, const AddTheme& c) {
  const auto framework = study.framework_ids.find(c.framework);
  if (!framework) return add_first_theme(study, c);
  ThemeIndex parent = kNone16;
  if (!c.parent.empty()) {
    const auto found = study.theme_ids.find(c.parent);
    if (!found) return unknown(Fault::kUnknownTheme, "theme", c.parent, "parent");
    if (study.themes[*found].framework != *framework) return foreign_parent(c);
    parent = static_cast<ThemeIndex>(*found);
  }
  auto scope = scope_of(study, c.questions);
  if (!scope) return std::move(scope).error();
  if (const auto known = study.theme_ids.find(c.theme)) {
    const auto& there = study.themes[*known];
    const bool same = there.label == c.label && there.definition == c.definition &&
                      there.framework == *framework && there.parent == parent &&
                      there.questions == *scope;
    if (!same) return exists("theme", c.theme, "theme");
    return Events{};
  }
  if (!valid_id(c.theme)) return bad_id("theme");
  if (study.themes.size() >= kThemesMax) return full("themes", kThemesMax);
  return Events{ThemeAdded{c.theme, c.framework, c.label, c.parent, c.definition, c.questions}};
}

Decision rule(const Study& study, const ScopeTheme& c) {
  const auto theme = study.theme_ids.find(c.theme);
  if (!theme) return unknown(Fault::kUnknownTheme, "theme", c.theme, "theme");
  auto scope = scope_of(study, c.questions);
  if (!scope) return std::move(scope).error();
  if (study.themes[*theme].questions == *scope) return Events{};
  return Events{ThemeScoped{c.theme, c.questions}};
}

}  // namespace verbatim::coding
