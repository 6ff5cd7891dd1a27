// Figures: counts, connections, progress.
#include "api/forms/connections_form.hpp"
#include "api/forms/counts_form.hpp"
#include "api/forms/domain_words.hpp"
#include "api/forms/figure_json.hpp"
#include "api/forms/permalink.hpp"
#include "api/problems.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/figure_query.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"

namespace verbatim::api {
namespace {

using projections::Basis;
using projections::StudyView;

void read_counts(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known =
          only_parameters(request, {"basis", "layer", "by", "framework", "roll_up", "share_of",
                                    "sort", "offset", "limit", "format", "erased", "as_of"});
      !known)
    return reply.send(problem(known.error()));
  auto basis = read_basis_or_layer(request);
  if (!basis) return reply.send(problem(basis.error()));
  const auto form = read_counts_form(request);
  if (!form) return reply.send(problem(form.error()));
  const auto roll_up = flag_parameter(request, "roll_up");
  if (!roll_up) return reply.send(problem(roll_up.error()));
  std::optional<coding::ErasedCounts> erased;
  if (const auto word = request.parameter("erased")) {
    erased = word_from<coding::ErasedCounts>(kErasedCounts, *word);
    if (!erased)
      return reply.send(problem(
          bad_parameter("erased", "Erased respondents are kept in the figures or dropped.")));
  }
  const auto by = request.parameter("by");
  if (by && *by != "group")
    return reply.send(problem(bad_parameter("by", "Counts are broken down by group.")));
  const auto count =
      [id = request.params[1], by_group = by.has_value(), form = *form, roll_up = *roll_up, erased,
       reads_responses =
           access::allow(call.caller, access::Action::kReadResponses, request.params[0])
               .has_value(),
       framework = copy_of(request.parameter("framework"))](
          const StudyView& view, const AskedBasis& asked, bool alone) -> Result<http::Response> {
    const auto& study = view.study();
    const auto question = find_question(study, id);
    if (!question) return question.error();
    if (!reads_responses)
      if (auto shown = check_erased_shown(study, *question, erased, by_group); !shown)
        return std::move(shown).error();
    const auto of_framework = find_framework(study, framework);
    if (!of_framework) return of_framework.error();
    projections::CountsQuery query{asked.basis, {},    *of_framework,  by_group,
                                   roll_up,     alone, asked.of_layer, erased};
    if (asked.coder) {
      if (alone && !study.member_ids.find_ever(*asked.coder))
        return Failure{Fault::kUnknownMember,
                       "You were no member of this study at that moment, and of a blind round you "
                       "see what you said yourself.",
                       "as_of", "Ask for a later moment."};
      const auto coder = find_member(study, *asked.coder, asked.of_layer ? "layer" : "basis");
      if (!coder) return coder.error();
      query.coder = *coder;
    }
    return show_counts(view, *question, query, form);
  };
  StudyRead read;
  read.answer = [count, asked = *basis](const StudyView& view) {
    return count(view, asked, false);
  };
  read.answer_in_blind_round = [count, asked = *basis, id = request.params[1]](
                                   const StudyView& view,
                                   const coding::Viewpoint& viewpoint) -> Result<http::Response> {
    if (asked.coder && *asked.coder != viewpoint.name) return coding::blind_round(id);
    return count(view, {asked.basis, viewpoint.name, asked.of_layer}, true);
  };
  read.question = request.params[1];
  read.keep = !erased;  // who asks makes a difference
  read.is_long = basis->coder.has_value() || *roll_up || erased.has_value();
  read_study(call, std::move(reply), std::move(read));
}

// The themes that stand together, within one framework or between two.
void read_connections(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(
          request, {"basis", "framework", "to", "group", "limit", "format", "as_of"});
      !known)
    return reply.send(problem(known.error()));
  const auto basis = read_basis(request);
  if (!basis) return reply.send(problem(basis.error()));
  if (basis->coder)
    return reply.send(problem(bad_parameter(
        "basis", "Connections are those of the team: settled, majority, any or all.")));
  auto form = read_connections_form(request);
  if (!form) return reply.send(problem(form.error()));
  const auto answer = [id = request.params[1], basis = basis->basis,
                       form = std::move(*form)](const StudyView& view) -> Result<http::Response> {
    const auto question = find_question(view.study(), id);
    if (!question) return question.error();
    return show_connections(view, *question, basis, form);
  };
  StudyRead read;
  read.answer = answer;
  read.keep = true;
  read.is_long = true;
  read.question = request.params[1];  // what stands together is not one coder's to see
  read_study(call, std::move(reply), std::move(read));
}

void read_progress(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto show = [id = call.request.params[1], link = Permalink(call.request)](
                        const StudyView& view,
                        const coding::Viewpoint& viewpoint) -> Result<http::Response> {
    const auto question = find_question(view.study(), id);
    if (!question) return question.error();
    return json_response(200, progress_json(view, *question, viewpoint, link));
  };
  StudyRead read;
  read.answer = [show](const StudyView& view) { return show(view, {}); };
  read.answer_in_blind_round = show;
  read.question = call.request.params[1];
  read.keep = true;
  read_study(call, std::move(reply), std::move(read));
}

void read_study_progress(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto show = [link = Permalink(call.request)](
                        const StudyView& view,
                        const coding::Viewpoint& viewpoint) -> Result<http::Response> {
    return json_response(200, study_progress_json(view, viewpoint, link));
  };
  StudyRead read;
  read.answer = [show](const StudyView& view) { return show(view, {}); };
  read.answer_in_blind_round = show;
  read.keep = true;
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_figure_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string question = "/v1/studies/{study}/questions/{question}";
  const auto figure = [&](const std::string& pattern, auto handler) {
    add(router, app, {http::Method::kGet, pattern, Action::kReadFigures, handler});
  };
  figure(question + "/counts", read_counts);
  figure(question + "/connections", read_connections);
  figure(question + "/progress", read_progress);
  figure("/v1/studies/{study}/progress", read_study_progress);
}

}  // namespace verbatim::api
