#include "api/figure_json.hpp"

#include <nlohmann/json.hpp>

#include "api/figure_parts.hpp"
#include "projections/progress.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

ordered_json coders_json(const projections::StudyView& view, coding::QuestionIndex question,
                         const coding::Viewpoint& viewpoint) {
  auto coders = ordered_json::array();
  for (const auto& row : projections::progress(view, question)) {
    if (!viewpoint.sees(question) && row.coder != viewpoint.member) continue;
    coders.push_back({{"coder", view.study().member_ids.id(row.coder)},
                      {"begun", row.done.begun},
                      {"finished", row.done.finished},
                      {"assignments", row.done.assignments}});
  }
  return coders;
}

}  // namespace

std::string agreement_json(const projections::StudyView& view, coding::QuestionIndex question,
                           const projections::AgreementFigures& figures, const Permalink& link) {
  const auto& study = view.study();
  auto json = figure_header(view, question);
  json["permalink"] = link.at(view.position());
  json["evidence"] = link.evidence_at(view.position(), "", {"coders", "coder"});
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
    row["label"] =
        result.theme ? ordered_json(study.themes[*result.theme].wording.label) : ordered_json();
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

std::string progress_json(const projections::StudyView& view, coding::QuestionIndex question,
                          const coding::Viewpoint& viewpoint, const Permalink& link) {
  auto json = figure_header(view, question);
  json["permalink"] = link.at(view.position());
  json["evidence"] = link.evidence_at(view.position(), "/{coder}", {}, "{&unit}");
  if (!viewpoint.sees(question)) json["restricted"] = kInBlindRound;
  json["responses"] = view.study().questions[question].response_ids.present();
  json["coders"] = coders_json(view, question, viewpoint);
  return json.dump();
}

std::string study_progress_json(const projections::StudyView& view,
                                const coding::Viewpoint& viewpoint, const Permalink& link) {
  const auto& study = view.study();
  ordered_json json;
  json["study"] = study.id;
  json["position"] = view.position();
  json["permalink"] = link.at(view.position());
  auto questions = ordered_json::array();
  for (std::size_t q = 0; q < study.questions.size(); ++q) {
    const auto question = static_cast<coding::QuestionIndex>(q);
    if (study.question_ids.is_gone(question)) continue;
    questions.push_back({{"question", study.question_ids.id(question)},
                         {"responses", study.questions[q].response_ids.present()},
                         {"coders", coders_json(view, question, viewpoint)}});
  }
  json["questions"] = std::move(questions);
  return json.dump();
}

}  // namespace verbatim::api
