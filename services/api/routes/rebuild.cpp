// A study's projections made anew from its log.
#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "projections/version.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using studies::RebuildState;

std::string_view stage_word(RebuildState::Stage stage) {
  switch (stage) {
    case RebuildState::Stage::kWaiting:
      return "waiting";
    case RebuildState::Stage::kReplaying:
      return "replaying";
    case RebuildState::Stage::kSwitching:
      return "switching";
    case RebuildState::Stage::kDone:
      return "done";
    case RebuildState::Stage::kFailed:
      return "failed";
  }
  return "";
}

http::Response state_answer(const std::string& study, const RebuildState& state, unsigned status) {
  ordered_json json;
  json["study"] = study;
  json["projection_version"] = projections::kProjectionVersion;
  json["stage"] = stage_word(state.stage);
  json["events"] = state.events;
  json["of"] = state.of;
  json["seconds"] = state.seconds;
  const auto rate = state.seconds > 0 ? static_cast<double>(state.events) / state.seconds : 0.0;
  json["events_per_second"] = rate;
  json["seconds_left"] = nullptr;
  if (state.is_running() && rate > 0 && state.of >= state.events)
    json["seconds_left"] = static_cast<double>(state.of - state.events) / rate;
  json["position"] = nullptr;
  json["differences"] = nullptr;
  if (state.stage == RebuildState::Stage::kDone) {
    json["position"] = state.position;
    json["differences"] = state.differences;
  }
  json["reason"] = state.failure ? ordered_json(state.failure->detail) : ordered_json();
  auto response = json_response(status, json.dump());
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

void start_rebuild(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  const auto& study = call.request.params[0];
  if (auto live = find_study(call.app.studies, study); !live)
    return reply.send(problem(live.error()));
  if (auto begun = call.app.studies.rebuild(study); !begun)
    return reply.send(problem(begun.error()));
  const auto state = call.app.studies.rebuild_state(study);
  reply.send(state_answer(study, state.value_or(RebuildState{}), 202));
}

void show_rebuild(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  const auto& study = call.request.params[0];
  if (auto live = find_study(call.app.studies, study); !live)
    return reply.send(problem(live.error()));
  const auto state = call.app.studies.rebuild_state(study);
  if (!state)
    return reply.send(
        problem({Fault::kNotFound, "The study was not rebuilt since the server started.", "",
                 "POST to the same place rebuilds it."}));
  reply.send(state_answer(study, *state, 200));
}

}  // namespace

void add_rebuild_routes(http::Router& router, App& app) {
  constexpr std::string_view kPlace = "/v1/studies/{study}/rebuild";
  add(router, app,
      {http::Method::kPost, std::string(kPlace), access::Action::kOperate, start_rebuild, 0,
       http::Where::kIoThread, false});
  add(router, app,
      {http::Method::kGet, std::string(kPlace), access::Action::kOperate, show_rebuild, 0});
}

}  // namespace verbatim::api
