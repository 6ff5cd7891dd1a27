// Where a figure comes from: the responses, comments, respondents and assignments that it counts.
#include "api/agreement_query.hpp"
#include "api/evidence_events.hpp"
#include "api/evidence_form.hpp"
#include "api/figure_parts.hpp"
#include "api/figure_query.hpp"
#include "api/lookup.hpp"
#include "api/permalink.hpp"
#include "api/problems.hpp"
#include "api/read_study.hpp"
#include "api/routes.hpp"
#include "api/suppression.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::StudyView;

// The responses behind a figure, and what it is called.
struct Found {
  std::vector<projections::EvidenceResponse> evidence;
  ordered_json figure;
  std::string by = {};
};
using Find = std::function<Result<Found>(const StudyView&, coding::QuestionIndex)>;

// What every kind of evidence has in common. Coders in a blind round are refused.
void read_evidence(Call& call, http::Reply reply, const EvidenceForm& form, Find find) {
  struct Notes {
    EvidencePage page;
    ordered_json figure;
  };
  auto notes = std::make_shared<Notes>();
  StudyRead read;
  read.answer = [notes, form, find = std::move(find),
                 id = call.request.params[1]](const StudyView& view) -> Result<http::Response> {
    const auto question = find_question(view.study(), id);
    if (!question) return question.error();
    auto found = find(view, *question);
    if (!found) return std::move(found).error();
    const EvidenceAsked asked{form.unit, form.offset, form.limit, found->by,
                              suppressed_groups(view, *question)};
    notes->page = note_evidence(view, *question, found->evidence, asked);
    notes->figure = std::move(found->figure);
    return http::Response{};
  };
  read.complete = [notes, form, &studies = call.app.studies, caller = call.caller.name,
                   link = Permalink(call.request)]() -> Result<http::Response> {
    const auto shown = shown_now(*studies.find(notes->page.study), caller);
    if (!shown) return shown.error();
    if (auto events = find_events(studies.log(), *shown, notes->page); !events)
      return std::move(events).error();
    return show_evidence(notes->page, form, notes->figure, link.at(notes->page.position));
  };
  read.is_long = true;
  read.question = call.request.params[1];
  read_study(call, std::move(reply), std::move(read));
}

// What makes a response count at a basis where nobody adjudicated.
std::string by_of(const coding::Study& study, const projections::Cell& cell) {
  using projections::Basis;
  if (cell.coder) return "coder";
  auto basis = cell.basis;
  if (basis == Basis::kSettled) {
    const auto by = study.policy.settled_by;
    return by == coding::SettledBy::kAll   ? "all"
           : by == coding::SettledBy::kAny ? "any"
                                           : "majority";
  }
  return basis == Basis::kAny ? "any" : basis == Basis::kAll ? "all" : "majority";
}

Find of_cell(AskedCell asked) {
  return [asked = std::move(asked)](const StudyView& view,
                                    coding::QuestionIndex question) -> Result<Found> {
    const auto& study = view.study();
    const auto cell = find_cell(study, question, asked, true);
    if (!cell) return cell.error();
    if (auto shown = check_shown(view, question, cell->group); !shown)
      return std::move(shown).error();
    return Found{projections::evidence_of(study, question, *cell), cell_json(study, *cell, asked),
                 by_of(study, *cell)};
  };
}

void read_counts_evidence(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(
          request, {"basis", "group", "roll_up", "unit", "offset", "limit", "format", "as_of"});
      !known)
    return reply.send(problem(known.error()));
  auto cell = read_cell(request, request.params[2]);
  if (!cell) return reply.send(problem(cell.error()));
  const auto form = read_evidence_form(request);
  if (!form) return reply.send(problem(form.error()));
  read_evidence(call, std::move(reply), *form, of_cell(std::move(*cell)));
}

void read_connection_evidence(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(
          request, {"basis", "group", "unit", "offset", "limit", "format", "as_of"});
      !known)
    return reply.send(problem(known.error()));
  auto cell = read_cell(request, request.params[2]);
  if (!cell) return reply.send(problem(cell.error()));
  if (cell->basis.coder)
    return reply.send(problem(bad_parameter(
        "basis", "Connections are those of the team: settled, majority, any or all.")));
  cell->with = request.params[3];
  const auto form = read_evidence_form(request);
  if (!form) return reply.send(problem(form.error()));
  read_evidence(call, std::move(reply), *form, of_cell(std::move(*cell)));
}

// With unit=assignments the coder's assignments, else the responses that they have begun or, with
// finished=true, finished.
void read_progress_evidence(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known =
          only_parameters(request, {"finished", "unit", "offset", "limit", "format", "as_of"});
      !known)
    return reply.send(problem(known.error()));
  const auto finished = flag_parameter(request, "finished");
  if (!finished) return reply.send(problem(finished.error()));
  const auto form = read_evidence_form(request);
  if (!form) return reply.send(problem(form.error()));
  const auto find = [name = request.params[2], finished = *finished](
                        const StudyView& view, coding::QuestionIndex question) -> Result<Found> {
    const auto& study = view.study();
    const auto coder = find_member(study, name, "coder");
    if (!coder) return coder.error();
    return Found{projections::evidence_of_progress(study, question, *coder, finished),
                 {{"kind", "progress"}, {"coder", name}, {"finished", finished}}};
  };
  read_evidence(call, std::move(reply), *form, find);
}

void read_agreement_evidence(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(
          request,
          {"coders", "coder", "group", "round", "unit", "offset", "limit", "format", "as_of"},
          "coder");
      !known)
    return reply.send(problem(known.error()));
  const auto form = read_evidence_form(request);
  if (!form) return reply.send(problem(form.error()));
  const auto asked = read_agreement_query(request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto find = [asked = *asked](const StudyView& view,
                                     coding::QuestionIndex question) -> Result<Found> {
    const auto query = agreement_query_of(view.study(), asked);
    if (!query) return query.error();
    if (auto shown = check_shown(view, question, query->group); !shown)
      return std::move(shown).error();
    ordered_json figure{{"kind", "agreement"}, {"coders", asked.coders.names}};
    figure["group"] = query->group ? group_name(view.study(), *query->group) : ordered_json();
    figure["round"] = asked.round ? ordered_json(*asked.round) : ordered_json();
    return Found{projections::evidence_of_agreement(view, question, *query), std::move(figure)};
  };
  read_evidence(call, std::move(reply), *form, find);
}

}  // namespace

void add_evidence_routes(http::Router& router, App& app) {
  const std::string question = "/v1/studies/{study}/questions/{question}";
  const auto evidence = [&](const std::string& pattern, auto handler) {
    add(router, app,
        {http::Method::kGet, question + pattern + "/evidence", access::Action::kReadResponses,
         handler});
  };
  evidence("/counts/{theme}", read_counts_evidence);
  evidence("/connections/{theme}/{other}", read_connection_evidence);
  evidence("/progress/{coder}", read_progress_evidence);
  evidence("/agreement", read_agreement_evidence);
}

}  // namespace verbatim::api
