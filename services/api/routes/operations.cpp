// For whoever runs the server: is it alive, is it ready, what does it do, how is it called.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/landing.hpp"
#include "api/openapi_document.hpp"
#include "api/problems.hpp"
#include "api/routes/routes.hpp"

namespace verbatim::api {
namespace {

http::Response text_response(std::string content_type, std::string body) {
  http::Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

http::Response readiness(const App& app) {
  nlohmann::ordered_json json;
  const auto failure = app.write_failure();
  const auto damaged = app.studies.damaged();
  const bool ready = !failure && damaged.empty();
  json["status"] = ready ? "ready" : "degraded";
  json["accepts_writes"] = !failure;
  json["studies"] = app.studies.all().size();
  if (failure) json["reason"] = failure->detail;
  if (!failure && !damaged.empty()) json["reason"] = damaged.front().second.detail;
  if (!damaged.empty()) {
    auto& list = json["damaged"] = nlohmann::ordered_json::array();
    for (const auto& [study, why] : damaged)
      list.push_back({{"study", study}, {"reason", why.detail}});
  }
  return json_response(ready ? 200 : 503, json.dump());
}

http::Response landing(const App& app) {
  auto response = text_response("text/html; charset=utf-8",
                                landing_page(app.studies.all().size(), !app.write_failure()));
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; frame-ancestors 'none'");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return response;
}

http::Response explain(const http::Request& request) {
  auto text = explanation(request.params[0]);
  if (text.empty())
    return problem({Fault::kNotFound, "There is no problem of that name.", "slug", ""});
  return text_response("text/plain; charset=utf-8", std::move(text));
}

http::Response metrics(const App& app) {
  const auto all = app.studies.all();
  const auto in_memory =
      std::count_if(all.begin(), all.end(), [](const auto& live) { return live->is_loaded(); });
  Metrics::Now now{all.size(),
                   app.studies.waiting(),
                   app.feed.listeners(),
                   !app.write_failure(),
                   static_cast<std::size_t>(in_memory),
                   app.studies.damaged().size(),
                   app.studies.background_work()};
  for (const auto& [subscription, checkpoint, dead] : app.subscriptions.all()) {
    now.dead_letters += dead;
    now.webhooks_paused += subscription.paused_because.empty() ? 0 : 1;
    if (subscription.kind != subscriptions::Kind::kWebhook || subscription.paused) continue;
    const auto live = app.studies.find(subscription.study);
    const auto durable = live ? live->durable() : 0;
    if (durable > checkpoint) now.webhook_lag = std::max(now.webhook_lag, durable - checkpoint);
  }
  return text_response("text/plain; version=0.0.4; charset=utf-8", app.metrics.text(now));
}

http::Response caller_json(const Call& call) {
  nlohmann::ordered_json json;
  json["name"] = call.caller.name;
  json["role"] = access::word_of(call.caller.role);
  json["study"] =
      call.caller.study ? nlohmann::ordered_json(*call.caller.study) : nlohmann::ordered_json();
  return json_response(200, json.dump());
}

}  // namespace

void add_operations_routes(http::Router& router, App& app) {
  const auto open = [&](std::string pattern, auto answer) {
    router.add({http::Method::kGet, std::move(pattern),
                [answer](const http::Request& request, http::Reply reply) {
                  reply.send(answer(request));
                }});
  };
  open("/", [&app](const auto&) { return landing(app); });
  open("/healthz", [](const auto&) { return json_response(200, R"({"status":"alive"})"); });
  open("/readyz", [&app](const auto&) { return readiness(app); });
  open("/metrics", [&app](const auto&) { return metrics(app); });
  open("/problems/{slug}", explain);
  open("/v1/openapi.json",
       [](const auto&) { return text_response("application/json", std::string(openapi_json())); });
  open("/v1/openapi.yaml",
       [](const auto&) { return text_response("application/yaml", std::string(openapi_yaml())); });
  add(router, app,
      {http::Method::kGet, "/v1/me", access::Action::kReadFigures,
       [](Call& call, http::Reply reply) {
         const auto known = only_parameters(call.request, {});
         reply.send(known ? caller_json(call) : problem(known.error()));
       }});
}

}  // namespace verbatim::api
