#include "api/feed/subscription_json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/forms/event_json.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "base/time.hpp"
#include "record/record.hpp"
#include "webhooks/endpoint.hpp"

namespace verbatim::api {
namespace {

using subscriptions::Kind;

constexpr std::size_t kTypesMax = 200, kTypeBytesMax = 100;

void check_types(ObjectReader& in, std::vector<std::string>& types) {
  for (std::size_t i = 0; i < types.size(); ++i)
    if (!record::is_event_name(types[i]))
      in.refuse({Fault::kInvalidValue, "There is no event \"" + types[i] + "\".",
                 in.pointer_to("types/" + std::to_string(i)), known_event_types()});
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
}

void check_url(ObjectReader& in, const std::string& url, const webhooks::AddressRules& rules) {
  const auto endpoint = webhooks::endpoint_from(url);
  const auto allowed =
      endpoint ? webhooks::may_be_sent_to(*endpoint, rules) : Result<void>(endpoint.error());
  if (allowed) return;
  auto failure = allowed.error();
  failure.field = in.pointer_to("url");
  in.refuse(std::move(failure));
}

}  // namespace

nlohmann::ordered_json subscription_json(const subscriptions::State& state,
                                         eventlog::Position position,
                                         const std::optional<Deliveries::Trouble>& trouble) {
  const auto& one = state.subscription;
  const bool is_webhook = one.kind == Kind::kWebhook;
  Micros old_until = 0;
  for (const auto& secret : one.secrets) old_until = std::max(old_until, secret.until);
  nlohmann::ordered_json json;
  json["subscription"] = one.name;
  json["kind"] = is_webhook ? "webhook" : "pull";
  json["url"] = is_webhook ? nlohmann::ordered_json(one.url) : nlohmann::ordered_json();
  json["types"] = one.types;
  json["made_by"] = one.made_by;
  json["made_at"] = to_rfc3339(one.made_at);
  json["paused"] = one.paused;
  json["paused_because"] = one.paused_because.empty() ? nlohmann::ordered_json()
                                                      : nlohmann::ordered_json(one.paused_because);
  json["checkpoint"] = state.checkpoint;
  json["lag"] = position - std::min(position, state.checkpoint);
  json["dead"] = state.dead;
  json["trouble"] = nullptr;
  if (trouble)
    json["trouble"] = {{"attempts", trouble->attempts},
                       {"reason", trouble->reason},
                       {"next_attempt", to_rfc3339(trouble->next_attempt)}};
  json["old_secret_until"] =
      old_until > now() ? nlohmann::ordered_json(to_rfc3339(old_until)) : nlohmann::ordered_json();
  return json;
}

nlohmann::ordered_json letter_json(const subscriptions::DeadLetter& letter) {
  return {{"position", letter.position},
          {"attempts", letter.attempts},
          {"reason", letter.reason},
          {"failed_at", to_rfc3339(letter.failed_at)},
          {"again", letter.again}};
}

Result<AskedSubscription> read_subscription(const nlohmann::json& body,
                                            const webhooks::AddressRules& rules) {
  ObjectReader in(body, "");
  AskedSubscription asked;
  const auto kind = in.text("kind", 16);
  asked.kind = kind == "webhook" ? Kind::kWebhook : Kind::kPull;
  if (!kind.empty() && kind != "webhook" && kind != "pull")
    in.refuse(
        {Fault::kInvalidValue, "A subscription is a webhook or pull.", in.pointer_to("kind"), ""});
  if (asked.kind == Kind::kWebhook) {
    asked.url = in.text("url", webhooks::kUrlBytesMax);
    if (!asked.url.empty()) check_url(in, asked.url, rules);
  }
  asked.types =
      in.optional_texts("types", kTypeBytesMax, kTypesMax).value_or(std::vector<std::string>());
  check_types(in, asked.types);
  asked.paused = in.optional_bool("paused", false);
  asked.after = in.optional_number("after", kPositionMax);
  if (auto failure = in.finish()) return std::move(*failure);
  return asked;
}

}  // namespace verbatim::api
