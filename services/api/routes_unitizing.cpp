// How far coders agree on where units are, and of what theme: of their own segmentations.
#include <nlohmann/json.hpp>

#include "api/agreement_query.hpp"
#include "api/lookup.hpp"
#include "api/problems.hpp"
#include "api/read_study.hpp"
#include "api/reliability_form.hpp"
#include "api/routes.hpp"
#include "exchange/reliability.hpp"
#include "projections/unitizing.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

// What is noted under the lock; the coefficients are computed without.
struct NotedUnitizing {
  ordered_json json;
  projections::Unitizing found;
};

Result<void> note_unitizing(const projections::StudyView& view, const std::string& id,
                            const AskedAgreement& asked, const std::optional<std::string>& comment,
                            NotedUnitizing& noted) {
  const auto& study = view.study();
  const auto question = find_question(study, id);
  if (!question) return question.error();
  const auto query = agreement_query_of(study, asked);
  if (!query) return query.error();
  const auto framework = framework_of(study, *query);
  if (!framework) return framework.error();
  projections::UnitizingQuery wanted{*framework, query->coders, {}};
  if (comment) {
    const auto found = find_comment(study, id, *comment);
    if (!found) {
      auto failure = found.error();
      failure.field = "comment";
      return failure;
    }
    wanted.comment = *found;
  }
  noted.found = projections::unitizing_of(study, *question, wanted);
  noted.json = {{"study", study.id},
                {"question", id},
                {"position", view.position()},
                {"framework", study.framework_ids.id(*framework)},
                {"comment", comment ? ordered_json(*comment) : ordered_json()},
                {"comments", noted.found.comments},
                {"coders", noted.found.data.coders},
                {"categories", noted.found.data.categories}};
  return {};
}

void read_unitizing(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request,
                                   {"coders", "coder", "framework", "comment", "as_of"}, "coder");
      !known)
    return reply.send(problem(known.error()));
  const auto asked = read_agreement_query(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto noted = std::make_shared<NotedUnitizing>();
  StudyRead read;
  read.question = call.request.params[1];  // refused in a blind round
  read.is_long = true;
  read.answer = [noted, id = call.request.params[1], asked = *asked,
                 comment = copy_of(call.request.parameter("comment"))](
                    const projections::StudyView& view) -> Result<http::Response> {
    if (auto done = note_unitizing(view, id, asked, comment, *noted); !done)
      return std::move(done).error();
    return http::Response{};
  };
  read.complete = [noted]() -> Result<http::Response> {
    noted->json["results"] = ordered_json::parse(
        exchange::figures_json(compute(noted->found.data, {.resampling = {.resamples = 0}})));
    return json_response(200, noted->json.dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_unitizing_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/questions/{question}/agreement/unitizing",
       access::Action::kReadFigures, read_unitizing});
}

}  // namespace verbatim::api
