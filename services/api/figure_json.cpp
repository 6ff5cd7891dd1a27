#include "api/figure_json.hpp"

#include <nlohmann/json.hpp>

#include "projections/progress.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::Units;

ordered_json header(const projections::StudyView& view, coding::QuestionIndex question) {
  ordered_json json;
  json["study"] = view.study().id;
  json["question"] = view.study().question_ids.id(question);
  json["position"] = view.position();
  return json;
}

ordered_json base_json(const Units& units) {
  return {{"comments", units.comments},
          {"responses", units.responses},
          {"assignments", units.assignments},
          {"respondents", units.respondents}};
}

void put_units(ordered_json& json, const Units& units, const Units& base) {
  json["responses"] = units.responses;
  json["assignments"] = units.assignments;
  json["comments"] = units.comments;
  json["respondents"] = units.respondents;
  ordered_json value;  // null where there is nothing to be a share of
  if (base.responses > 0) value = static_cast<double>(units.responses) / base.responses;
  json["share"] = {{"of", "responses"}, {"value", std::move(value)}};
}

ordered_json group_name(const coding::Study& study, coding::GroupIndex group) {
  if (group == coding::kNone16) return {{"group", nullptr}, {"label", "In no group"}};
  return {{"group", study.group_ids.id(group)}, {"label", study.groups[group].label}};
}

ordered_json theme_name(const coding::Study& study, coding::ThemeIndex index) {
  const auto& theme = study.themes[index];
  ordered_json json;
  json["theme"] = study.theme_ids.id(index);
  json["label"] = theme.label;
  json["framework"] = study.framework_ids.id(theme.framework);
  json["parent"] = theme.parent == coding::kNone16 ? ordered_json()
                                                   : ordered_json(study.theme_ids.id(theme.parent));
  return json;
}

ordered_json coders_json(const projections::StudyView& view, coding::QuestionIndex question) {
  auto coders = ordered_json::array();
  for (const auto& row : projections::progress(view, question))
    coders.push_back({{"coder", view.study().member_ids.id(row.coder)},
                      {"begun", row.done.begun},
                      {"finished", row.done.finished},
                      {"assignments", row.done.assignments}});
  return coders;
}

}  // namespace

std::string counts_json(const projections::StudyView& view, coding::QuestionIndex question,
                        const projections::CountsQuery& query, std::string_view basis) {
  const auto& study = view.study();
  const auto counts = projections::count(view, question, query);
  auto json = header(view, question);
  json["basis"] = basis;
  json["base"] = base_json(counts.base);
  json["seen"] = {{"responses", counts.responses_begun}, {"finished", counts.responses_finished}};
  auto themes = ordered_json::array();
  for (const auto& row : counts.themes) {
    auto theme = theme_name(study, row.theme);
    put_units(theme, row.units, counts.base);
    if (query.by_group) {
      auto groups = ordered_json::array();
      for (std::size_t g = 0; g < counts.groups.size(); ++g) {
        auto group = group_name(study, counts.groups[g]);
        put_units(group, row.groups[g], counts.group_base[g]);
        groups.push_back(std::move(group));
      }
      theme["groups"] = std::move(groups);
    }
    themes.push_back(std::move(theme));
  }
  json["themes"] = std::move(themes);
  if (query.by_group) {
    auto groups = ordered_json::array();
    for (std::size_t g = 0; g < counts.groups.size(); ++g) {
      auto group = group_name(study, counts.groups[g]);
      group["base"] = base_json(counts.group_base[g]);
      groups.push_back(std::move(group));
    }
    json["groups"] = std::move(groups);
  }
  return json.dump();
}

std::string agreement_json(const projections::StudyView& view, coding::QuestionIndex question,
                           const projections::AgreementFigures& figures) {
  const auto& study = view.study();
  auto json = header(view, question);
  json["units"] = figures.units;
  auto coders = ordered_json::array();
  for (const auto coder : figures.coders) coders.push_back(study.member_ids.id(coder));
  json["coders"] = std::move(coders);
  json["codings"] = figures.codings;
  auto results = ordered_json::array();
  for (const auto& result : figures.results) {
    ordered_json row;
    row["coefficient"] = projections::name_of(result.coefficient);
    row["framework"] = study.framework_ids.id(result.framework);
    row["theme"] = result.theme ? ordered_json(study.theme_ids.id(*result.theme)) : ordered_json();
    row["label"] = result.theme ? ordered_json(study.themes[*result.theme].label) : ordered_json();
    const auto& estimate = result.estimate;
    row["value"] = estimate.value ? ordered_json(*estimate.value) : ordered_json();
    row["reason"] =
        estimate.reason ? ordered_json(agreement::slug_of(*estimate.reason)) : ordered_json();
    row["units"] = estimate.units;
    results.push_back(std::move(row));
  }
  json["results"] = std::move(results);
  return json.dump();
}

std::string progress_json(const projections::StudyView& view, coding::QuestionIndex question) {
  auto json = header(view, question);
  json["responses"] = view.study().questions[question].response_ids.present();
  json["coders"] = coders_json(view, question);
  return json.dump();
}

std::string study_progress_json(const projections::StudyView& view) {
  const auto& study = view.study();
  ordered_json json;
  json["study"] = study.id;
  json["position"] = view.position();
  auto questions = ordered_json::array();
  for (std::size_t q = 0; q < study.questions.size(); ++q) {
    const auto question = static_cast<coding::QuestionIndex>(q);
    if (study.question_ids.is_gone(question)) continue;
    questions.push_back({{"question", study.question_ids.id(question)},
                         {"responses", study.questions[q].response_ids.present()},
                         {"coders", coders_json(view, question)}});
  }
  json["questions"] = std::move(questions);
  return json.dump();
}

}  // namespace verbatim::api
