// Named subscriptions to a study's events: read by their reader, or sent to a URL.
#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

#include <nlohmann/json.hpp>
#include <sodium.h>

#include "api/feed/subscription_json.hpp"
#include "api/forms/cloud_event.hpp"
#include "api/problems.hpp"
#include "api/reads/commit_heads.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "base/time.hpp"
#include "coding/decide.hpp"
#include "coding/wording.hpp"
#include "vault/place.hpp"
#include "webhooks/signature.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using subscriptions::Kind;
using subscriptions::SealedSecret;
using subscriptions::State;
using subscriptions::Subscription;

constexpr Micros kOldSecretStays = Micros{24} * 3600 * 1'000'000;
constexpr std::uint64_t kNextMax = 1'000;
constexpr std::size_t kAgainMax = 10'000;
constexpr std::size_t kSecretsMax = 10;  // that are good at once

// The subscription of a call, and the study it is of.
struct Found {
  std::shared_ptr<studies::LiveStudy> live;
  State state;
};

Failure no_such_subscription(const std::string& name) {
  return {Fault::kUnknownSubscription, "There is no subscription '" + name + "'.", "subscription",
          "GET /v1/studies/{study}/subscriptions lists them."};
}

Result<Found> find(const Call& call) {
  if (auto known = only_parameters(call.request, {}); !known) return std::move(known).error();
  auto live = find_study(call.app.studies, call.request.params[0]);
  if (!live) return std::move(live).error();
  auto state = call.app.subscriptions.find(call.request.params[0], call.request.params[1]);
  if (!state) return no_such_subscription(call.request.params[1]);
  return Found{*std::move(live), *std::move(state)};
}

Result<Found> find(const Call& call, Kind kind) {
  auto found = find(call);
  if (!found || found->state.subscription.kind == kind) return found;
  const bool is_pull = kind == Kind::kPull;
  return Failure{Fault::kNotAllowedNow,
                 is_pull ? "This subscription is a webhook: its events are sent, not asked for."
                         : "This subscription is read by its reader: nothing is sent.",
                 "subscription", is_pull ? "Make one of kind pull." : "Make one of kind webhook."};
}

// How far a webhook got tells at which positions there are events of its types: not for whoever is
// in a blind round. What they do read themselves, they are shown as themselves.
ordered_json shown(const Call& call, const Found& found) {
  auto json = subscription_json(found.state, found.live->durable(),
                                call.app.deliveries.trouble_of(found.state.subscription.id));
  if (found.state.subscription.kind != Kind::kWebhook) return json;
  const auto sight = shown_now(*found.live, call.caller.name);
  if (sight && !sight->in_part) return json;
  for (const auto* told : {"checkpoint", "lag", "dead", "trouble", "paused_because"})
    json[told] = nullptr;
  return json;
}

void send_json(http::Reply& reply, unsigned status, const ordered_json& json) {
  auto response = json_response(status, json.dump());
  response.headers.emplace_back("Cache-Control", "no-store");
  reply.send(std::move(response));
}

template <class Outcome>
void send(http::Reply& reply, const Result<Outcome>& outcome) {
  if (!outcome) return reply.send(problem(outcome.error()));
  send_json(reply, 200, *outcome);
}

std::string random_id() {
  std::array<unsigned char, 8> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 2 * bytes.size() + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  return hex.data();
}

// --- Secrets

struct NewSecret {
  std::string plain;
  subscriptions::SealedSecret sealed;
};

Result<NewSecret> make_secret(App& app, const std::string& study, const std::string& id) {
  NewSecret made{webhooks::make_secret(), {vault::key_of_webhook(random_id()), "", 0}};
  const vault::Vault::Text text{study, made.sealed.key, id, made.plain};
  auto sealed = app.vault.seal({&text, 1});
  if (!sealed) return std::move(sealed).error();
  made.sealed.sealed = std::move(sealed->front().bytes);
  return made;
}

// Makes secrets that are given up unreadable, wherever a file still has them.
Result<void> destroy(App& app, const std::string& study, const std::vector<SealedSecret>& secrets) {
  for (const auto& secret : secrets)
    if (auto destroyed = app.vault.destroy(study, secret.key); !destroyed) return destroyed;
  return {};
}

// --- Making, changing, removing

Result<ordered_json> make(Call& call, const std::shared_ptr<studies::LiveStudy>& live,
                          const AskedSubscription& asked) {
  Subscription one;
  one.study = call.request.params[0];
  one.name = call.request.params[1];
  one.id = random_id();
  one.made_by = call.caller.name;
  one.made_at = now();
  one.kind = asked.kind;
  one.url = asked.url;
  one.types = asked.types;
  one.paused = asked.paused;
  const auto durable = live->durable();
  const auto after = asked.after.value_or(durable);
  if (after > durable)
    return Failure{Fault::kFutureMoment,
                   "The study is at position " + std::to_string(durable) + ".", "/after",
                   "Begin at an earlier one, or leave it out: then it is this one."};
  std::string plain;
  if (one.kind == Kind::kWebhook) {
    auto secret = make_secret(call.app, one.study, one.id);
    if (!secret) return std::move(secret).error();
    one.secrets = {secret->sealed};
    plain = std::move(secret->plain);
  }
  if (auto added = call.app.subscriptions.add(one, after); !added) return std::move(added).error();
  call.app.deliveries.wake(one.id);
  auto json = shown(call, {live, {one, after, 0}});
  if (!plain.empty()) json["secret"] = plain;
  return json;
}

// Changes what is there by then, not what was there when it was looked at: others change it too.
// Whoever changes a subscription answers for it from now on.
Result<ordered_json> change(Call& call, Found found, bool paused,
                            const std::function<void(Subscription&)>& how) {
  auto changed = call.app.subscriptions.change(found.state.subscription.id, [&](Subscription& one) {
    how(one);
    one.paused = paused;
    one.paused_because.clear();
    one.made_by = call.caller.name;
  });
  if (!changed) return std::move(changed).error();
  if (!*changed) return no_such_subscription(call.request.params[1]);
  found.state = *std::move(*changed);
  call.app.deliveries.wake(found.state.subscription.id);
  return shown(call, found);
}

Result<ordered_json> replace(Call& call, Found found, const AskedSubscription& asked) {
  if (found.state.subscription.kind != asked.kind)
    return Failure{Fault::kAlreadyExists, "The subscription is there already, of the other kind.",
                   "/kind", "Remove it first, or use another name."};
  return change(call, std::move(found), asked.paused, [&](Subscription& one) {
    one.url = asked.url;
    one.types = asked.types;
  });
}

void put(Call& call, http::Reply reply) {
  const auto& name = call.request.params[1];
  auto found = find(call);
  if (!found && found.error().fault != Fault::kUnknownSubscription)
    return reply.send(problem(found.error()));
  const auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  if (!coding::valid_id(name))
    return reply.send(problem({Fault::kInvalidValue, "That is no name of a subscription.",
                               "subscription", "It is an id: 1 to 128 bytes of text."}));
  if (!found)
    if (auto wrong = coding::wrong_new_id(name, "subscription")) return reply.send(problem(*wrong));
  const auto asked = read_subscription(*body, call.app.deliveries.rules());
  if (!asked) return reply.send(problem(asked.error()));
  if (found) return send(reply, replace(call, *std::move(found), *asked));
  const auto live = find_study(call.app.studies, call.request.params[0]);
  if (!live) return reply.send(problem(live.error()));
  const auto made = make(call, *live, *asked);
  if (!made) return reply.send(problem(made.error()));
  send_json(reply, 201, *made);
}

void remove(Call& call, http::Reply reply) {
  const auto found = find(call);
  if (!found && found.error().fault != Fault::kUnknownSubscription)
    return reply.send(problem(found.error()));
  if (found) {
    const auto& one = found->state.subscription;
    // Its secrets first: who has to ask again finds it, and with it what is left of them.
    if (auto destroyed = destroy(call.app, one.study, one.secrets); !destroyed)
      return reply.send(problem(destroyed.error()));
    if (auto removed = call.app.subscriptions.remove(one.id); !removed)
      return reply.send(problem(removed.error()));
    call.app.deliveries.wake(one.id);
  }
  send_json(reply, 200, {{"subscription", call.request.params[1]}, {"removed", found.has_value()}});
}

void pause(Call& call, http::Reply reply) {
  auto found = find(call);
  if (!found) return reply.send(problem(found.error()));
  const auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  const auto paused = in.optional_bool("paused");
  if (!paused)
    in.refuse({Fault::kMissingField, "Say whether it is paused.", in.pointer_to("paused"),
               "Send {\"paused\": true} or {\"paused\": false}."});
  if (const auto failure = in.finish()) return reply.send(problem(*failure));
  send(reply, change(call, *std::move(found), *paused, [](Subscription&) {}));
}

// Whether deliveries are not signed with it any more.
bool has_passed(const SealedSecret& secret, Micros moment) {
  return secret.until != 0 && secret.until <= moment;
}

// Each secret stays good for its day, whatever comes in between: an answer that was lost is asked
// for again, and the receiver still has the secret of before. Nothing can fail once the new one is
// noted down: it is shown once, or never.
void exchange_secret(Call& call, http::Reply reply) {
  const auto found = find(call, Kind::kWebhook);
  if (!found) return reply.send(problem(found.error()));
  const auto& one = found->state.subscription;
  const auto moment = now(), until = moment + kOldSecretStays;
  std::vector<SealedSecret> passed;
  std::copy_if(one.secrets.begin(), one.secrets.end(), std::back_inserter(passed),
               [&](const SealedSecret& secret) { return has_passed(secret, moment); });
  if (one.secrets.size() - passed.size() >= kSecretsMax)
    return reply.send(
        problem({Fault::kNotAllowedNow,
                 "Its last " + std::to_string(kSecretsMax) +
                     " secrets are good until a day after each was exchanged.",
                 "subscription", "Wait, or remove the subscription and make it anew."}));
  if (auto destroyed = destroy(call.app, one.study, passed); !destroyed)
    return reply.send(problem(destroyed.error()));
  auto secret = make_secret(call.app, one.study, one.id);
  if (!secret) return reply.send(problem(secret.error()));
  const auto changed = call.app.subscriptions.change(one.id, [&](Subscription& changing) {
    std::erase_if(changing.secrets,
                  [&](const SealedSecret& old) { return has_passed(old, moment); });
    for (auto& old : changing.secrets)
      if (old.until == 0) old.until = until;
    changing.secrets.insert(changing.secrets.begin(), secret->sealed);
  });
  if (!changed) return reply.send(problem(changed.error()));
  if (!*changed) return reply.send(problem(no_such_subscription(one.name)));
  send_json(reply, 200,
            {{"subscription", one.name},
             {"secret", secret->plain},
             {"old_secret_until", to_rfc3339(until)}});
}

// --- Reading

void list(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  const auto live = find_study(call.app.studies, call.request.params[0]);
  if (!live) return reply.send(problem(live.error()));
  auto all = ordered_json::array();
  for (auto& state : call.app.subscriptions.of_study(call.request.params[0]))
    all.push_back(shown(call, {*live, std::move(state)}));
  send_json(reply, 200, {{"study", call.request.params[0]}, {"subscriptions", std::move(all)}});
}

void show_one(Call& call, http::Reply reply) {
  const auto found = find(call);
  if (!found) return reply.send(problem(found.error()));
  send_json(reply, 200, shown(call, *found));
}

Result<bool> is_shown_letter(const Call& call, const Shown& sight,
                             const subscriptions::DeadLetter& letter) {
  const auto bytes = call.app.studies.log().read_one(call.request.params[0], letter.position);
  if (!bytes) return bytes.error();
  record::Record record;
  if (auto decoded = record::decode(*bytes, record); !decoded) return std::move(decoded).error();
  return sight(record);
}

void list_dead(Call& call, http::Reply reply) {
  const auto found = find(call, Kind::kWebhook);
  if (!found) return reply.send(problem(found.error()));
  const auto sight = shown_now(*found->live, call.caller.name);
  if (!sight) return reply.send(problem(sight.error()));
  auto letters = ordered_json::array();
  for (const auto& letter : call.app.subscriptions.dead(found->state.subscription.id)) {
    const auto is_shown = is_shown_letter(call, *sight, letter);
    if (!is_shown) return reply.send(problem(is_shown.error()));
    if (*is_shown) letters.push_back(letter_json(letter));
  }
  send_json(reply, 200, {{"subscription", call.request.params[1]}, {"dead", std::move(letters)}});
}

void send_again(Call& call, http::Reply reply) {
  const auto found = find(call, Kind::kWebhook);
  if (!found) return reply.send(problem(found.error()));
  const auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  std::vector<std::uint64_t> positions;
  const bool all = in.optional_bool("all", false);
  for (const auto* one : in.optional_array("positions", kAgainMax)) {
    if (one->is_number_unsigned())
      positions.push_back(one->get<std::uint64_t>());
    else
      in.refuse(
          {Fault::kInvalidValue, "A position is a whole number.", in.pointer_to("positions"), ""});
  }
  if (all == !positions.empty())
    in.refuse({Fault::kInvalidValue, "Say which positions, or all of them.",
               in.pointer_to("positions"), "Send {\"positions\": [12]} or {\"all\": true}."});
  if (const auto failure = in.finish()) return reply.send(problem(*failure));
  const auto sight = shown_now(*found->live, call.caller.name);
  if (!sight) return reply.send(problem(sight.error()));
  if (sight->in_part) return reply.send(problem(coding::blind_round("")));
  const auto& id = found->state.subscription.id;
  const auto asked = call.app.subscriptions.ask_again(id, positions);
  if (!asked) return reply.send(problem(asked.error()));
  call.app.deliveries.wake(id);
  send_json(reply, 200, {{"subscription", call.request.params[1]}, {"asked", *asked}});
}

// The next events of a pull subscription, as the caller is shown them.
void next(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(request, {"limit"}); !known)
    return reply.send(problem(known.error()));
  const auto live = find_study(call.app.studies, call.request.params[0]);
  if (!live) return reply.send(problem(live.error()));
  const auto state = call.app.subscriptions.find(request.params[0], request.params[1]);
  if (!state) return reply.send(problem(no_such_subscription(request.params[1])));
  const auto& one = state->subscription;
  if (one.kind != Kind::kPull)
    return reply.send(
        problem({Fault::kNotAllowedNow,
                 "This subscription is a webhook: its events are sent, not asked for.",
                 "subscription", "Make one of kind pull."}));
  if (one.paused)
    return reply.send(problem({Fault::kNotAllowedNow, "The subscription is paused.", "subscription",
                               "Resume it first."}));
  const auto limit = number_parameter(request, "limit", 1, kNextMax, 100);
  if (!limit) return reply.send(problem(limit.error()));

  const auto shows = shown_now(**live, call.caller.name);
  if (!shows) return reply.send(problem(shows.error()));
  const auto durable = shows->until;
  std::string events;
  auto last = state->checkpoint;
  auto left = *limit;
  record::Record record;
  Result<void> decoded;
  CommitHeads heads(call.app.studies.log(), request.params[0], *shows);
  const auto visit = [&](eventlog::Position position, std::string_view bytes) {
    if (position > durable || left == 0) return false;
    decoded = record::decode(bytes, record);
    if (!decoded) return false;
    last = position;
    const bool wanted =
        one.types.empty() || std::find(one.types.begin(), one.types.end(),
                                       record::name_of(record.event)) != one.types.end();
    if (!wanted || !(*shows)(record)) return true;
    decoded = heads.leave_out(record);
    if (!decoded) return false;
    events += (events.empty() ? "" : ",") +
              cloud_event_json(record, request.params[0], call.app.public_url);
    --left;
    return true;
  };
  if (auto read = call.app.studies.log().read(request.params[0], state->checkpoint, visit); !read)
    return reply.send(problem(read.error()));
  if (!decoded) return reply.send(problem(decoded.error()));
  const ordered_json head = {{"subscription", one.name},
                             {"checkpoint", state->checkpoint},
                             {"acknowledge", last},
                             {"more", last < durable}};
  auto text = head.dump();
  text.pop_back();
  auto response = json_response(200, text + ",\"events\":[" + events + "]}");
  response.headers.emplace_back("Cache-Control", "no-store");
  reply.send(std::move(response));
}

void acknowledge(Call& call, http::Reply reply) {
  const auto found = find(call, Kind::kPull);
  if (!found) return reply.send(problem(found.error()));
  const auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  const auto position = in.number("position", kPositionMax);
  if (const auto failure = in.finish()) return reply.send(problem(*failure));
  const auto durable = found->live->durable();
  if (position > durable)
    return reply.send(
        problem({Fault::kFutureMoment, "The study is at position " + std::to_string(durable) + ".",
                 "/position", "Acknowledge what you were given."}));
  const auto at = call.app.subscriptions.acknowledge(found->state.subscription.id, position);
  if (!at) return reply.send(problem(at.error()));
  send_json(reply, 200, {{"subscription", call.request.params[1]}, {"checkpoint", *at}});
}

}  // namespace

void add_subscription_routes(http::Router& router, App& app) {
  using access::Action;
  using http::Method;
  const auto on = [&](Method method, const std::string& below, Action action, auto handler) {
    const bool has_body = method == Method::kPut || method == Method::kPost;
    add(router, app,
        {method, "/v1/studies/{study}/subscriptions" + below, action, handler,
         has_body ? std::size_t{64 * 1024} : 0, http::Where::kWorker, false});
  };
  on(Method::kGet, "", Action::kSubscribe, list);
  on(Method::kGet, "/{subscription}", Action::kSubscribe, show_one);
  on(Method::kPut, "/{subscription}", Action::kManage, put);
  on(Method::kDelete, "/{subscription}", Action::kManage, remove);
  on(Method::kPut, "/{subscription}/paused", Action::kManage, pause);
  on(Method::kPost, "/{subscription}/secret", Action::kManage, exchange_secret);
  on(Method::kGet, "/{subscription}/events", Action::kSubscribe, next);
  on(Method::kPost, "/{subscription}/checkpoint", Action::kSubscribe, acknowledge);
  on(Method::kGet, "/{subscription}/dead", Action::kSubscribe, list_dead);
  on(Method::kPost, "/{subscription}/redelivery", Action::kManage, send_again);
}

}  // namespace verbatim::api
