#include "api/forms/figure_parts.hpp"

namespace verbatim::api {

using nlohmann::ordered_json;

ordered_json figure_header(const projections::StudyView& view, coding::QuestionIndex question) {
  ordered_json json;
  json["study"] = view.study().id;
  json["question"] = view.study().question_ids.id(question);
  json["position"] = view.position();
  return json;
}

ordered_json units_json(const projections::Units& units) {
  return {{"comments", units.comments},
          {"responses", units.responses},
          {"assignments", units.assignments},
          {"respondents", units.respondents}};
}

ordered_json group_name(const coding::Study& study, coding::GroupIndex group) {
  if (group == coding::kNone16) return {{"group", nullptr}, {"label", "In no group"}};
  return {{"group", study.group_ids.id(group)}, {"label", study.groups[group].label}};
}

ordered_json theme_name(const coding::Study& study, coding::ThemeIndex index) {
  const auto& theme = study.themes[index];
  ordered_json json;
  json["theme"] = study.theme_ids.id(index);
  json["label"] = theme.wording.label;
  json["framework"] = study.framework_ids.id(theme.framework);
  json["parent"] = theme.parent == coding::kNone16 ? ordered_json()
                                                   : ordered_json(study.theme_ids.id(theme.parent));
  return json;
}

}  // namespace verbatim::api
