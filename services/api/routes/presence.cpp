// Who looks at which question now. Not part of the study: see Presence.
#include "api/feed/presence.hpp"

#include <set>

#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "coding/blindness.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

// In a blind round its coders are not shown who else looks at its questions.
Result<std::set<std::string>> questions_blind_to(App& app, const std::string& study,
                                                 const std::string& caller) {
  const auto live = find_study(app.studies, study);
  if (!live) return live.error();
  return studies::look_now(**live, [&](const projections::StudyView& view) {
    std::set<std::string> blind;
    for (const auto question : coding::viewpoint_of(view.study(), caller).blind)
      blind.emplace(view.study().question_ids.id(question));
    return blind;
  });
}

http::Response show(App& app, const std::string& study, const std::string& caller) {
  // First who is there: a round that is opened meanwhile hides them.
  const auto everybody = app.presence.in(study);
  const auto blind = questions_blind_to(app, study, caller);
  if (!blind) return problem(blind.error());
  auto there = ordered_json::array();
  for (const auto& seen : everybody) {
    if (seen.member != caller && blind->contains(seen.question)) continue;
    there.push_back(
        {{"member", seen.member},
         {"question", seen.question.empty() ? ordered_json() : ordered_json(seen.question)},
         {"seconds_ago", seen.ago.count()}});
  }
  auto response = json_response(
      200,
      ordered_json{{"study", study}, {"stays_seconds", Presence::kStays.count()}, {"there", there}}
          .dump());
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

// What is wrong with the question that somebody says they look at.
std::optional<Failure> unknown_question(App& app, const std::string& study,
                                        const std::string& question) {
  const auto live = find_study(app.studies, study);
  if (!live) return live.error();
  const auto found = studies::look_now(**live, [&](const projections::StudyView& view) {
    return find_question(view.study(), question);
  });
  if (found) return std::nullopt;
  auto wrong = found.error();
  if (wrong.fault == Fault::kUnknownQuestion) wrong.field = "/question";
  return wrong;
}

void say(Call& call, http::Reply reply) {
  const auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  const auto question = in.optional_id("question");
  if (const auto failure = in.finish()) return reply.send(problem(*failure));
  const auto& study = call.request.params[0];
  if (question)
    if (const auto wrong = unknown_question(call.app, study, *question))
      return reply.send(problem(*wrong));
  call.app.presence.say(study, call.caller.name, question.value_or(""));
  reply.send(show(call.app, study, call.caller.name));
}

void look(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  const auto& study = call.request.params[0];
  reply.send(show(call.app, study, call.caller.name));
}

void leave(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  const auto& study = call.request.params[0];
  if (auto live = find_study(call.app.studies, study); !live)
    return reply.send(problem(live.error()));
  call.app.presence.leave(study, call.caller.name);
  reply.send(show(call.app, study, call.caller.name));
}

}  // namespace

void add_presence_routes(http::Router& router, App& app) {
  using access::Action;
  using http::Method;
  using http::Where;
  const std::string presence = "/v1/studies/{study}/presence";
  add(router, app, {Method::kGet, presence, Action::kReadResponses, look, 0, Where::kWorker});
  add(router, app,
      {Method::kPut, presence, Action::kReadResponses, say, 64 * 1024, Where::kWorker, false});
  add(router, app,
      {Method::kDelete, presence, Action::kReadResponses, leave, 0, Where::kWorker, false});
}

}  // namespace verbatim::api
