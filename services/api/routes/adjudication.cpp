// Adjudication: where coders differ, and what stands for the team.
#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/write_study.hpp"
#include "projections/disagreements.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::Disagreement;

struct QueueQuery {
  std::string question;
  std::optional<std::string> framework;
  std::optional<bool> settled;
  bool most_different_first = true;
  std::size_t after = 0, limit = 100;
};

Result<QueueQuery> read_queue_query(const http::Request& request) {
  if (auto known =
          only_parameters(request, {"framework", "settled", "sort", "offset", "limit", "as_of"});
      !known)
    return std::move(known).error();
  QueueQuery query;
  query.question = request.params[1];
  query.framework = copy_of(request.parameter("framework"));
  if (request.parameter("settled")) {
    const auto settled = flag_parameter(request, "settled");
    if (!settled) return settled.error();
    query.settled = *settled;
  }
  if (const auto sort = request.parameter("sort")) {
    if (*sort != "distance" && *sort != "order")
      return bad_parameter("sort", "The queue is sorted by distance or by order.");
    query.most_different_first = *sort == "distance";
  }
  const auto offset = number_parameter(request, "offset", 0, 0xFFFF'FFFF, 0);
  if (!offset) return offset.error();
  const auto limit = number_parameter(request, "limit", 1, 1000, 100);
  if (!limit) return limit.error();
  query.after = *offset;
  query.limit = *limit;
  return query;
}

ordered_json disagreement_json(const coding::Study& study, const Disagreement& one) {
  const auto& response = study.responses[one.response];
  ordered_json json;
  json["response"] = study.id_of(response);
  json["distance"] = one.distance;
  auto coders = ordered_json::array();
  for (const auto coder : one.coders) {
    auto themes = ordered_json::array();
    for (const auto& assignment : response.codings.assignments_of(coder))
      themes.push_back(study.theme_ids.id(assignment.theme));
    coders.push_back({{"coder", study.member_ids.id(coder)}, {"themes", std::move(themes)}});
  }
  json["coders"] = std::move(coders);
  auto disputed = ordered_json::array();
  for (const auto& dispute : one.themes)
    disputed.push_back({{"theme", study.theme_ids.id(dispute.theme)},
                        {"applying", dispute.applying},
                        {"of", one.coders.size()}});
  json["disputed"] = std::move(disputed);
  ordered_json settlement;
  if (one.settled) {
    settlement = ordered_json::array();
    for (const auto theme : study.settlements.at(one.response).themes)
      settlement.push_back(study.theme_ids.id(theme));
  }
  json["settled"] = std::move(settlement);
  return json;
}

void list_disagreements(Call& call, http::Reply reply) {
  const auto query = read_queue_query(call.request);
  if (!query) return reply.send(problem(query.error()));
  StudyRead read;
  read.answer = [query = *query](const projections::StudyView& view) -> Result<http::Response> {
    const auto& study = view.study();
    const auto question = find_question(study, query.question);
    if (!question) return question.error();
    const auto framework = find_framework(study, query.framework);
    if (!framework) return framework.error();
    const auto found = projections::disagreements(
        view, *question,
        {*framework, query.settled, query.most_different_first, query.after, query.limit});
    auto list = ordered_json::array();
    for (const auto& one : found.page) list.push_back(disagreement_json(study, one));
    const auto end = query.after + found.page.size();
    ordered_json json;
    json["study"] = study.id;
    json["question"] = query.question;
    json["position"] = view.position();
    json["total"] = found.total;
    json["disagreements"] = std::move(list);
    json["next"] = end < found.total ? ordered_json(end) : ordered_json();
    return json_response(200, json.dump());
  };
  read.question = query->question;  // refused in a blind round
  read.is_long = true;
  read.keep = true;
  read_study(call, std::move(reply), std::move(read));
}

// In a blind round not even that nothing changes is said: it would tell what others decided.
StudyWrite settle(const Call& call, coding::Command command, std::string reason) {
  StudyWrite write;
  write.request.reason = std::move(reason);
  write.request.plan =
      [command = std::move(command), question = call.request.params[1],
       caller = call.caller.name](const coding::Study& study) -> Result<studies::CommandSource> {
    const auto index = study.question_ids.find(question);
    if (index &&
        !coding::viewpoint_of(study, caller).sees(static_cast<coding::QuestionIndex>(*index)))
      return coding::blind_round(question);
    return studies::CommandSource{1, [command](std::size_t) { return command; }};
  };
  write.request.locate = [](Failure failure, std::size_t) {
    if (failure.field.starts_with("themes")) failure.field.insert(0, "/");
    return failure;
  };
  return write;
}

template <class Make>
void settle_with(Call& call, http::Reply reply, Make make) {
  const auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  auto command = make(in);
  auto reason = in.prose("reason", kReasonBytesMax);
  if (auto failure = in.finish()) return reply.send(problem(*failure));
  write_study(call, std::move(reply), settle(call, std::move(command), std::move(reason)));
}

void settle_response(Call& call, http::Reply reply) {
  const auto& params = call.request.params;
  settle_with(call, std::move(reply), [&](ObjectReader& in) -> coding::Command {
    return coding::SettleResponse{params[1], params[2], in.ids("themes")};
  });
}

void unsettle_response(Call& call, http::Reply reply) {
  const auto& params = call.request.params;
  settle_with(call, std::move(reply), [&](ObjectReader&) -> coding::Command {
    return coding::UnsettleResponse{params[1], params[2]};
  });
}

}  // namespace

void add_adjudication_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string question = "/v1/studies/{study}/questions/{question}";
  const auto settlement = question + "/responses/{response}/settlement";
  add(router, app,
      {http::Method::kGet, question + "/disagreements", Action::kReadResponses,
       list_disagreements});
  add(router, app, {http::Method::kPut, settlement, Action::kAdjudicate, settle_response});
  add(router, app, {http::Method::kDelete, settlement, Action::kAdjudicate, unsettle_response});
}

}  // namespace verbatim::api
