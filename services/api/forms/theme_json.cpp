#include "api/forms/theme_json.hpp"

#include "api/forms/domain_words.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

ordered_json origin_json(const coding::Provenance& from) {
  ordered_json json;
  json["kind"] = word_of(from.origin);
  json["question"] = text_or_null(from.question);
  json["response"] = text_or_null(from.response);
  return json;
}

}  // namespace

ordered_json theme_ids_json(const coding::Study& study,
                            const std::vector<coding::ThemeIndex>& themes) {
  auto ids = ordered_json::array();
  for (const auto theme : themes) ids.push_back(study.theme_ids.id(theme));
  return ids;
}

ordered_json theme_json(const coding::Study& study, coding::ThemeIndex index) {
  const auto& theme = study.themes[index];
  auto scope = ordered_json::array();
  for (const auto question : theme.questions) scope.push_back(study.question_ids.id(question));
  ordered_json json;
  json["theme"] = study.theme_ids.id(index);
  json["label"] = theme.wording.label;
  json["framework"] = study.framework_ids.id(theme.framework);
  json["parent"] = theme.parent == coding::kNone16 ? ordered_json()
                                                   : ordered_json(study.theme_ids.id(theme.parent));
  json["definition"] = theme.wording.definition;
  json["inclusion"] = theme.wording.inclusion;
  json["exclusion"] = theme.wording.exclusion;
  json["examples"] = theme.wording.examples;
  json["colour"] = text_or_null(theme.wording.colour);
  json["questions"] = std::move(scope);
  json["origin"] = origin_json(theme.from);
  json["status"] = word_of(theme.status);
  json["into"] = theme_ids_json(study, theme.into);
  json["counts_as"] = study.theme_ids.id(study.counts_as[index]);
  json["linked"] = theme_ids_json(study, theme.linked);
  json["meant_since"] = theme.meaning();
  return json;
}

ordered_json framework_json(const coding::Study& study, coding::FrameworkIndex index) {
  const auto& framework = study.frameworks[index];
  ordered_json json;
  json["framework"] = study.framework_ids.id(index);
  json["label"] = framework.label;
  json["revision"] = framework.revision;
  json["frozen"] = framework.frozen;
  json["themes"] = framework.order.size();
  return json;
}

nlohmann::ordered_json themes_json(const coding::Study& study,
                                   std::optional<coding::FrameworkIndex> framework,
                                   std::optional<coding::QuestionIndex> question) {
  auto themes = nlohmann::ordered_json::array();
  for (std::size_t f = 0; f < study.frameworks.size(); ++f) {
    if (framework && f != *framework) continue;
    for (const auto theme : study.frameworks[f].order)
      if (!question || study.themes[theme].in_scope(*question))
        themes.push_back(theme_json(study, theme));
  }
  nlohmann::ordered_json json;
  json["study"] = study.id;
  json["position"] = study.position;
  json["themes"] = std::move(themes);
  return json;
}

}  // namespace verbatim::api
