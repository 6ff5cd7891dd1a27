// One coder's coding of one response: read, set, assign, withdraw.
#include <nlohmann/json.hpp>

#include "api/forms/response_json.hpp"
#include "api/problems.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/write_study.hpp"

namespace verbatim::api {
namespace {

// The path: /v1/studies/{study}/questions/{question}/responses/{response}/codings/{coder}
struct CodingPath {
  std::string question, response, coder;
};

CodingPath path_of(const http::Request& request) {
  return {request.params[1], request.params[2], request.params[3]};
}

// The coding as it stands; the one of `caller` also before they are a member: not begun.
Result<nlohmann::ordered_json> coding_at(const coding::Study& study, const CodingPath& path,
                                         const std::string& caller) {
  const auto response = find_response(study, path.question, path.response);
  if (!response) return response.error();
  const auto coder = find_member(study, path.coder, "coder");
  if (!coder && path.coder == caller) return coding_not_begun(path.coder);
  if (!coder) return coder.error();
  return coding_json(study, *response, *coder);
}

void show_coding(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto path = path_of(call.request);
  StudyRead read;
  read.answer = [path, caller = call.caller.name](
                    const projections::StudyView& view) -> Result<http::Response> {
    auto json = coding_at(view.study(), path, caller);
    if (!json) return std::move(json).error();
    (*json)["study"] = view.study().id;
    (*json)["question"] = path.question;
    (*json)["response"] = path.response;
    (*json)["position"] = view.position();
    auto response = json_response(200, json->dump());
    response.headers.emplace_back("ETag", etag_of((*json)["revision"].get<std::uint64_t>()));
    return response;
  };
  read.answer_in_blind_round = [path, show = read.answer](
                                   const projections::StudyView& view,
                                   const coding::Viewpoint& viewpoint) -> Result<http::Response> {
    if (path.coder != viewpoint.name) return coding::blind_round(path.question);
    return show(view);
  };
  read.question = path.question;
  read_study(call, std::move(reply), std::move(read));
}

// Every write to a coding: only by its own coder, under the caller's If-Match.
Result<StudyWrite> prepare(const Call& call, const CodingPath& path, coding::Command command) {
  if (auto known = only_parameters(call.request, {}); !known) return std::move(known).error();
  if (auto allowed = access::allow_coding_of(call.caller, path.coder); !allowed)
    return std::move(allowed).error();
  auto conditions = if_match(call.request, {path.question, path.response, path.coder});
  if (!conditions) return std::move(conditions).error();
  StudyWrite write;
  write.request.commands.push_back(std::move(command));
  write.request.conditions = std::move(*conditions);
  write.if_match = true;
  return write;
}

template <class OfTheme>
void change_theme(Call& call, http::Reply reply) {
  if (!call.request.body.empty())
    return reply.send(
        problem({Fault::kInvalidValue, "This place takes no body: the path says everything.",
                 "body", "Leave the body out, or PUT the whole coding."}));
  const auto path = path_of(call.request);
  OfTheme command{path.question, path.response, path.coder, call.request.params[4]};
  auto write = prepare(call, path, std::move(command));
  if (!write) return reply.send(problem(write.error()));
  write_study(call, std::move(reply), std::move(*write));
}

// The answer shows the coding as the request left it. For a request that was answered before, that
// is what the study was at the position of the first answer.
void set_coding(Call& call, http::Reply reply) {
  const auto path = path_of(call.request);
  if (auto media = only_media_type(call.request, "application/json"); !media)
    return reply.send(problem(media.error()));
  auto body = parse_json(call.request.body);
  if (!body) return reply.send(problem(body.error()));
  auto command = read_coding(*body, path.question, path.response, path.coder);
  if (!command) return reply.send(problem(command.error()));
  auto write = prepare(call, path, std::move(*command));
  if (!write) return reply.send(problem(write.error()));
  write->request.locate = [](Failure failure, std::size_t) {
    if (failure.field.starts_with("themes")) failure.field.insert(0, "/");
    return failure;
  };
  using Coding = Result<nlohmann::ordered_json>;
  auto coding = std::make_shared<Coding>(nlohmann::ordered_json());
  const auto caller = call.caller.name;
  write->request.on_decided = [coding, path, caller](const projections::StudyView& view,
                                                     const std::vector<record::Record>&) {
    *coding = coding_at(view.study(), path, caller);
  };
  write->on_worker_if_replayed = true;
  write->answer = [&studies = call.app.studies, coding, path, caller,
                   study = call.request.params[0]](const studies::Outcome& outcome) {
    if (outcome.replayed) {
      const auto view = studies.as_of(study, outcome.position);
      *coding = view ? coding_at((*view)->study(), path, caller) : Coding(view.error());
    }
    if (!*coding) return problem(coding->error());
    auto response =
        json_response(200, outcome_json(study, outcome, ",\"coding\":" + (*coding)->dump()));
    response.headers.emplace_back("ETag", etag_of((**coding)["revision"].get<std::uint64_t>()));
    return response;
  };
  write_study(call, std::move(reply), std::move(*write));
}

}  // namespace

void add_coding_routes(http::Router& router, App& app) {
  using access::Action;
  using http::Method;
  const std::string coding =
      "/v1/studies/{study}/questions/{question}/responses/{response}/codings/{coder}";
  add(router, app, {Method::kGet, coding, Action::kReadResponses, show_coding});
  add(router, app, {Method::kPut, coding, Action::kCode, set_coding});
  add(router, app,
      {Method::kPut, coding + "/themes/{theme}", Action::kCode, change_theme<coding::AssignTheme>});
  add(router, app,
      {Method::kDelete, coding + "/themes/{theme}", Action::kCode,
       change_theme<coding::WithdrawTheme>});
}

}  // namespace verbatim::api
