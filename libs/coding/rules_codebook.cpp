// Frameworks and their themes.
#include <algorithm>

#include "coding/codebook.hpp"
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

ThemeAdded added(const AddTheme& c) {
  return {c.theme,     c.framework,       c.label,          c.parent,   c.definition,
          c.questions, c.inclusion,       c.exclusion,      c.examples, c.colour,
          c.origin,    c.origin_question, c.origin_response};
}

// The response that a theme was first seen in, if one is named.
std::optional<Failure> wrong_origin(const Study& study, const AddTheme& c) {
  if (c.origin_question.empty() && c.origin_response.empty()) return std::nullopt;
  const auto question = study.question_ids.find(c.origin_question);
  if (!question)
    return unknown(Fault::kUnknownQuestion, "question", c.origin_question, "origin_question");
  if (!study.find_response(static_cast<QuestionIndex>(*question), c.origin_response))
    return unknown(Fault::kUnknownResponse, "response", c.origin_response, "origin_response");
  return std::nullopt;
}

// What keeps a theme that is not there yet from being added.
std::optional<Failure> not_to_be_added(const Study& study, const AddTheme& c) {
  if (!valid_id(c.theme)) return bad_id("theme");
  if (!is_colour(c.colour)) return bad_colour();
  if (auto wrong = wrong_origin(study, c)) return wrong;
  if (study.theme_ids.present() >= kThemesMax) return full("themes", kThemesMax);
  if (study.themes.size() >= kThemesEverMax && !study.theme_ids.find_ever(c.theme))
    return full("themes, with those that were taken back,", kThemesEverMax);
  return std::nullopt;
}

bool says_the_same(const Theme& there, const AddTheme& c) {
  return there.wording ==
             Wording{c.label, c.definition, c.inclusion, c.exclusion, c.examples, c.colour} &&
         there.from == Provenance{c.origin, c.origin_question, c.origin_response};
}

// The framework "themes" needs no introduction: its first theme brings it along.
Decision add_first_theme(const Study& study, const AddTheme& c) {
  if (c.framework != kDefaultFramework)
    return unknown(Fault::kUnknownFramework, "framework", c.framework, "framework");
  if (!c.parent.empty() && study.theme_ids.find(c.parent)) return foreign_parent(c);
  if (!c.parent.empty()) return unknown(Fault::kUnknownTheme, "theme", c.parent, "parent");
  if (study.theme_ids.find(c.theme)) return exists("theme", c.theme, "theme");
  if (auto scope = scope_of(study, c.questions); !scope) return std::move(scope).error();
  if (auto failure = not_to_be_added(study, c)) return std::move(*failure);
  return Events{FrameworkAdded{c.framework, "Themes"}, added(c)};
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
    const bool same = says_the_same(there, c) && there.framework == *framework &&
                      there.parent == parent && there.questions == *scope;
    if (!same) return exists("theme", c.theme, "theme");
    return Events{};
  }
  if (auto failure = not_to_be_added(study, c)) return std::move(*failure);
  if (auto failure = frozen(study, static_cast<FrameworkIndex>(*framework), "framework"))
    return std::move(*failure);
  if (auto failure = no_parent(study, parent, 1)) return std::move(*failure);
  return Events{added(c)};
}

Decision rule(const Study& study, const ScopeTheme& c) {
  const auto theme = study.theme_ids.find(c.theme);
  if (!theme) return unknown(Fault::kUnknownTheme, "theme", c.theme, "theme");
  auto scope = scope_of(study, c.questions);
  if (!scope) return std::move(scope).error();
  if (study.themes[*theme].questions == *scope) return Events{};
  if (auto failure = frozen(study, study.themes[*theme].framework, "theme"))
    return std::move(*failure);
  return Events{ThemeScoped{c.theme, c.questions}};
}

}  // namespace verbatim::coding
