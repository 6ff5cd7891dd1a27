// Frameworks and their themes.
#include <algorithm>

#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

Result<std::vector<QuestionIndex>> scope_of(const Step& step, const std::vector<std::string>& ids) {
  std::vector<QuestionIndex> scope;
  for (const auto& id : ids) {
    const auto question = step.study.question_ids.find(id);
    if (!question) return missing(step, "question", id);
    scope.push_back(static_cast<QuestionIndex>(*question));
  }
  std::sort(scope.begin(), scope.end());
  scope.erase(std::unique(scope.begin(), scope.end()), scope.end());
  return scope;
}

}  // namespace

Result<void> fold(const Step& step, const FrameworkAdded& e) {
  auto& study = step.study;
  if (study.framework_ids.find(e.framework)) return twice(step, "framework", e.framework);
  Framework framework{e.label, 0};
  // One that comes back counts on, so that no revision ever means two things.
  if (const auto known = study.framework_ids.find_ever(e.framework))
    framework.revision = study.frameworks[*known].revision;
  return add_thing(step, &Study::framework_ids, &Study::frameworks, e.framework, framework);
}

Result<void> fold(const Step& step, const ThemeAdded& e) {
  auto& study = step.study;
  if (study.theme_ids.find(e.theme)) return twice(step, "theme", e.theme);
  const auto framework = study.framework_ids.find(e.framework);
  if (!framework) return missing(step, "framework", e.framework);
  Theme theme{e.label, e.definition, static_cast<FrameworkIndex>(*framework), kNone16, {}};
  if (!e.parent.empty()) {
    const auto parent = study.theme_ids.find(e.parent);
    if (!parent) return missing(step, "theme", e.parent);
    theme.parent = static_cast<ThemeIndex>(*parent);
  }
  auto scope = scope_of(step, e.questions);
  if (!scope) return std::move(scope).error();
  theme.questions = std::move(*scope);
  ++study.frameworks[*framework].revision;
  return add_thing(step, &Study::theme_ids, &Study::themes, e.theme, std::move(theme),
                   [at = *framework](Study& s) { --s.frameworks[at].revision; });
}

Result<void> fold(const Step& step, const ThemeScoped& e) {
  auto& study = step.study;
  const auto index = study.theme_ids.find(e.theme);
  if (!index) return missing(step, "theme", e.theme);
  auto scope = scope_of(step, e.questions);
  if (!scope) return std::move(scope).error();
  auto& theme = study.themes[*index];
  std::swap(theme.questions, *scope);
  ++study.frameworks[theme.framework].revision;
  return step.done([at = *index, before = std::move(*scope)](Study& s) {
    --s.frameworks[s.themes[at].framework].revision;
    s.themes[at].questions = before;
  });
}

}  // namespace verbatim::coding
