#include "api/forms/figure_json.hpp"

#include <nlohmann/json.hpp>

#include "api/forms/figure_parts.hpp"
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
