// Where a figure comes from: the responses, comments, respondents and assignments that it counts.
#include "api/forms/evidence_form.hpp"
#include "api/forms/permalink.hpp"
#include "api/forms/suppression.hpp"
#include "api/problems.hpp"
#include "api/reads/evidence_events.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/asked_figure.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::StudyView;

// NotedFigure down a page of what stands behind the figure, and what it is called.
struct NotedFigure {
  EvidencePage page;
  ordered_json figure;
};
Result<void> note_figure(const StudyView& view, const std::string& id, const FindFigure& find,
                         const EvidenceForm& form, NotedFigure& notes) {
  const auto& study = view.study();
  const auto question = find_question(study, id);
  if (!question) return question.error();
  auto found = find(study, *question, true);
  if (!found) return std::move(found).error();
  if (auto shown = check_shown(view, *question, found->group); !shown) return shown;
  const EvidenceAsked asked{form.unit, form.offset, form.limit, found->by,
                            suppressed_groups(view, *question)};
  notes.page = note_evidence(view, *question,
                             projections::evidence_of(study, *question, found->figure), asked);
  notes.figure = std::move(found->name);
  return {};
}

// Coders in a blind round are refused.
void read_evidence(Call& call, http::Reply reply, const FigureKind& kind) {
  auto known = kind.parameters;
  known.insert(known.end(), {"unit", "offset", "limit", "format", "as_of"});
  if (auto fits = only_parameters(call.request, known, kind.repeatable); !fits)
    return reply.send(problem(fits.error()));
  auto find = kind.read(call.request);
  if (!find) return reply.send(problem(find.error()));
  const auto form = read_evidence_form(call.request);
  if (!form) return reply.send(problem(form.error()));
  const auto notes = std::make_shared<NotedFigure>();
  StudyRead read;
  read.answer = [notes, form = *form, find = std::move(*find),
                 id = call.request.params[1]](const StudyView& view) -> Result<http::Response> {
    if (auto noted = note_figure(view, id, find, form, *notes); !noted)
      return std::move(noted).error();
    return http::Response{};
  };
  read.complete_with_events =
      [notes, form = *form, &studies = call.app.studies,
       link = Permalink(call.request)](const Shown& shown) -> Result<http::Response> {
    if (auto events = find_events(studies.log(), shown, notes->page); !events)
      return std::move(events).error();
    return show_evidence(notes->page, form, notes->figure, link.at(notes->page.position));
  };
  read.is_long = true;
  read.question = call.request.params[1];
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_evidence_routes(http::Router& router, App& app) {
  for (const auto& kind : figure_kinds())
    add(router, app,
        {http::Method::kGet, "/v1/studies/{study}/questions/{question}" + kind.path + "/evidence",
         access::Action::kReadResponses,
         [kind](Call& call, http::Reply reply) { read_evidence(call, std::move(reply), kind); }});
}

}  // namespace verbatim::api
