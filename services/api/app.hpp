#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permissions.hpp"
#include "access/tokens.hpp"
#include "api/answer_cache.hpp"
#include "api/deliveries.hpp"
#include "api/live_feed.hpp"
#include "api/metrics.hpp"
#include "api/presence.hpp"
#include "api/workers.hpp"
#include "audit/note.hpp"
#include "http/router.hpp"
#include "studies/studies.hpp"
#include "subscriptions/store.hpp"
#include "vault/vault.hpp"

namespace verbatim::api {

// What the routes work with. Everything in it is thread-safe and outlives the HTTP server.
struct App {
  studies::Studies& studies;
  vault::Vault& vault;
  access::TokenStore& tokens;
  LiveFeed& feed;
  Metrics& metrics;
  Workers& workers;
  const audit::SigningKey& key;  // of the log
  subscriptions::Store& subscriptions;
  Deliveries& deliveries;
  AnswerCache answers{64u << 20};
  Presence presence = {};
  std::string public_url = {};  // how others reach this server, without a slash at its end

  // Why writes are refused: the log's reason, or the keys'; nothing while they are taken.
  std::optional<Failure> write_failure() const;
};

// One authenticated request.
struct Call {
  App& app;
  const http::Request& request;
  access::Caller caller;
};

struct ApiRoute {
  http::Method method;
  std::string pattern;  // the first {placeholder} of a study's routes is the study
  access::Action action;
  std::function<void(Call&, http::Reply)> handler;
  std::size_t body_limit_bytes = 64 * 1024;
  http::Where where = http::Where::kIoThread;
};

// Adds a route that is run only for a caller who may do this: 401 without a valid token, 403 or
// 404 where the role or the study is not theirs.
void add(http::Router& router, App& app, ApiRoute route);

// Whether the request's caller may still do this: for answers that go on for long.
std::function<bool()> still_allowed(const Call& call, access::Action action);

// Whether somebody of this name may do this in the study, by any of their tokens.
bool may_by_name(const studies::Studies& studies, access::TokenStore& tokens,
                 const std::string& name, access::Action action, const std::string& study);

http::Response json_response(unsigned status, std::string body);

// A request parameter that must be one of a few words, or a number in a range, or an id of the
// study: what is wrong, in the words of a problem.
Failure bad_parameter(std::string_view name, std::string detail);

// The parameter as a number from `least` to `most`, `otherwise` where it is not given.
Result<std::uint64_t> number_parameter(const http::Request& request, std::string_view name,
                                       std::uint64_t least, std::uint64_t most,
                                       std::uint64_t otherwise);

// Whether a parameter that is true or false is true; false where it is not given.
Result<bool> flag_parameter(const http::Request& request, std::string_view name);

// The items of a comma-separated list, in order; none where the parameter is not given.
std::vector<std::string> list_parameter(const http::Request& request, std::string_view name);

// Refuses a body that says it is of another type.
Result<void> only_media_type(const http::Request& request, std::string_view type);

// Refuses query parameters that nobody knows, so that a misspelt one does not pass in silence, and
// all but `repeatable` where they are given twice.
Result<void> only_parameters(const http::Request& request,
                             const std::vector<std::string_view>& known,
                             std::string_view repeatable = {});

}  // namespace verbatim::api
