#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permissions.hpp"
#include "access/tokens.hpp"
#include "api/feed/deliveries.hpp"
#include "api/feed/live_feed.hpp"
#include "api/feed/presence.hpp"
#include "api/metrics.hpp"
#include "api/reads/answer_cache.hpp"
#include "api/requests/parameters.hpp"
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
  // Whether a write remembers its Idempotency-Key. One that does not refuses it: who sends a key
  // counts on it.
  bool takes_key = true;
};

// Adds a route that is run only for a caller who may do this: 401 without a valid token, 403 or
// 404 where the role or the study is not theirs.
void add(http::Router& router, App& app, ApiRoute route);

// Whether the request's caller may still do this: for answers that go on for long. Nothing where
// that takes longer than a moment: ask again.
std::function<std::optional<bool>()> still_allowed(const Call& call, access::Action action);

// Whether somebody of this name may do this in the study, by any of their tokens. Nothing where
// that takes longer than a moment: ask again.
std::optional<bool> may_by_name(const studies::Studies& studies, Workers& workers,
                                access::TokenStore& tokens, const std::string& name,
                                access::Action action, const std::string& study);

}  // namespace verbatim::api
