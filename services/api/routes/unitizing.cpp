// How far coders agree on where units are, and of what theme: of their own segmentations.
#include "projections/unitizing.hpp"

#include <nlohmann/json.hpp>

#include "api/forms/evidence_form.hpp"
#include "api/forms/permalink.hpp"
#include "api/forms/reliability_form.hpp"
#include "api/problems.hpp"
#include "api/reads/evidence_events.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/agreement_query.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "exchange/reliability.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

struct AskedUnitizing {
  AskedAgreement agreement;
  std::optional<std::string> comment;
};

Result<AskedUnitizing> read_unitizing_query(const http::Request& request) {
  auto agreement = read_agreement_query(request);
  if (!agreement) return std::move(agreement).error();
  return AskedUnitizing{std::move(*agreement), copy_of(request.parameter("comment"))};
}

// The query in a study, and what it is of.
struct FoundUnitizing {
  coding::QuestionIndex question = 0;
  projections::UnitizingQuery query;
};
Result<FoundUnitizing> find_unitizing(const coding::Study& study, const std::string& id,
                                      const AskedUnitizing& asked) {
  const auto question = find_question(study, id);
  if (!question) return question.error();
  const auto query = agreement_query_of(study, asked.agreement);
  if (!query) return query.error();
  const auto framework = framework_of(study, *query);
  if (!framework) return framework.error();
  FoundUnitizing found{*question, {*framework, query->coders, {}}};
  if (!asked.comment) return found;
  const auto comment = find_comment(study, id, *asked.comment);
  if (!comment) {
    auto failure = comment.error();
    failure.field = "comment";
    return failure;
  }
  found.query.comment = *comment;
  return found;
}

// What is noted under the lock; the coefficients are computed without.
struct NotedUnitizing {
  ordered_json json;
  projections::Unitizing found;
};

Result<void> note_unitizing(const projections::StudyView& view, const std::string& id,
                            const AskedUnitizing& asked, const Permalink& link,
                            NotedUnitizing& noted) {
  const auto& study = view.study();
  const auto found = find_unitizing(study, id, asked);
  if (!found) return found.error();
  noted.found = projections::unitizing_of(study, found->question, found->query);
  noted.json = {{"study", study.id},
                {"question", id},
                {"position", view.position()},
                {"permalink", link.at(view.position())},
                {"evidence", link.evidence_at(view.position(), "",
                                              {"coders", "coder", "framework", "comment"})},
                {"framework", study.framework_ids.id(found->query.framework)},
                {"comment", asked.comment ? ordered_json(*asked.comment) : ordered_json()},
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
  const auto asked = read_unitizing_query(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto noted = std::make_shared<NotedUnitizing>();
  StudyRead read;
  read.question = call.request.params[1];  // refused in a blind round
  read.is_long = true;
  read.answer = [noted, id = call.request.params[1], asked = *asked,
                 link = Permalink(call.request)](
                    const projections::StudyView& view) -> Result<http::Response> {
    if (auto done = note_unitizing(view, id, asked, link, *noted); !done)
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

// --- Evidence ------------------------------------------------------------------------------------

constexpr std::uint64_t kCommentsMax = 1000;

// One coder's split of a comment, and the event that made it so.
struct NotedLayer {
  std::string coder;
  eventlog::Position changed_at = 0;
  ordered_json spans;
};
struct NotedComment {
  std::string comment, respondent;
  std::uint32_t length = 0;
  std::vector<NotedLayer> layers;
};
struct NotedLayers {
  std::string study, question;
  eventlog::Position position = 0;
  ordered_json figure;
  std::size_t total = 0;
  std::vector<NotedComment> rows;
};

ordered_json compared_spans_json(const coding::Study& study, const projections::CoderSpans& said,
                                 coding::FrameworkIndex framework) {
  auto spans = ordered_json::array();
  for (const auto& span : said.spans) {
    auto themes = ordered_json::array();
    for (const auto theme : span.themes)
      if (study.themes[theme].framework == framework) themes.push_back(study.theme_ids.id(theme));
    spans.push_back({{"begin", span.begin}, {"end", span.end}, {"themes", std::move(themes)}});
  }
  return spans;
}

Result<void> note_layers(const projections::StudyView& view, const std::string& id,
                         const AskedUnitizing& asked, std::size_t offset, std::size_t limit,
                         NotedLayers& noted) {
  const auto& study = view.study();
  const auto found = find_unitizing(study, id, asked);
  if (!found) return found.error();
  const auto layers = projections::compared_layers(study, found->question, found->query);
  noted.study = study.id;
  noted.question = id;
  noted.position = view.position();
  noted.total = layers.size();
  noted.figure = {{"kind", "unitizing"},
                  {"framework", study.framework_ids.id(found->query.framework)},
                  {"comment", asked.comment ? ordered_json(*asked.comment) : ordered_json()},
                  {"coders", asked.agreement.coders.names}};
  for (auto i = offset; i < layers.size() && noted.rows.size() < limit; ++i) {
    const auto& comment = study.comments[layers[i].comment];
    NotedComment row{std::string(study.id_of(comment)),
                     std::string(study.respondent_ids.id(comment.respondent)),
                     layers[i].length,
                     {}};
    for (const auto& said : layers[i].coders)
      row.layers.push_back({std::string(study.member_ids.id(said.coder)),
                            study.layer_of(layers[i].comment, said.coder)->changed_at,
                            compared_spans_json(study, said, found->query.framework)});
    noted.rows.push_back(std::move(row));
  }
  return {};
}

// Who decided each layer is looked up in the log.
Result<http::Response> show_layers(const NotedLayers& noted, std::size_t offset,
                                   const eventlog::EventLog& log, const Shown& shown,
                                   const Permalink& link) {
  ordered_json json{{"study", noted.study}, {"question", noted.question}};
  json["position"] = noted.position;
  json["permalink"] = link.at(noted.position);
  json["figure"] = noted.figure;
  json["total"] = noted.total;
  auto rows = ordered_json::array();
  CommitHeads heads(log, noted.study, shown);
  for (const auto& row : noted.rows) {
    auto layers = ordered_json::array();
    for (const auto& layer : row.layers) {
      const auto decided = decided_by(log, noted.study, heads, layer.changed_at);
      if (!decided) return decided.error();
      ordered_json one{{"coder", layer.coder}, {"spans", layer.spans}};
      put_decided(one, *decided);
      layers.push_back(std::move(one));
    }
    rows.push_back({{"comment", row.comment},
                    {"respondent", row.respondent},
                    {"code_points", row.length},
                    {"layers", std::move(layers)}});
  }
  json["rows"] = std::move(rows);
  const auto next = offset + noted.rows.size();
  json["next"] = next < noted.total ? ordered_json(next) : ordered_json();
  return json_response(200, json.dump());
}

void read_unitizing_evidence(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(
          request, {"coders", "coder", "framework", "comment", "offset", "limit", "as_of"},
          "coder");
      !known)
    return reply.send(problem(known.error()));
  const auto asked = read_unitizing_query(request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto offset = number_parameter(request, "offset", 0, 0xFFFF'FFFF, 0);
  if (!offset) return reply.send(problem(offset.error()));
  const auto limit = number_parameter(request, "limit", 1, kCommentsMax, 100);
  if (!limit) return reply.send(problem(limit.error()));
  const auto noted = std::make_shared<NotedLayers>();
  StudyRead read;
  read.question = request.params[1];
  read.is_long = true;
  read.answer = [noted, id = request.params[1], asked = *asked, offset = *offset,
                 limit = *limit](const projections::StudyView& view) -> Result<http::Response> {
    if (auto done = note_layers(view, id, asked, offset, limit, *noted); !done)
      return std::move(done).error();
    return http::Response{};
  };
  read.complete_with_events =
      [noted, offset = *offset, &studies = call.app.studies,
       link = Permalink(request)](const Shown& shown) -> Result<http::Response> {
    return show_layers(*noted, offset, studies.log(), shown, link);
  };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_unitizing_routes(http::Router& router, App& app) {
  const std::string unitizing = "/v1/studies/{study}/questions/{question}/agreement/unitizing";
  add(router, app, {http::Method::kGet, unitizing, access::Action::kReadFigures, read_unitizing});
  add(router, app,
      {http::Method::kGet, unitizing + "/evidence", access::Action::kReadResponses,
       read_unitizing_evidence});
}

}  // namespace verbatim::api
