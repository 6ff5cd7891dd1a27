#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "api/feed/deliveries.hpp"
#include "base/result.hpp"
#include "subscriptions/subscription.hpp"

namespace verbatim::api {

// A subscription as the API shows it: never a secret, sealed or not. `position` is the study's.
nlohmann::ordered_json subscription_json(const subscriptions::State& state,
                                         eventlog::Position position,
                                         const std::optional<Deliveries::Trouble>& trouble);

nlohmann::ordered_json letter_json(const subscriptions::DeadLetter& letter);

// What somebody asks a subscription to be.
struct AskedSubscription {
  subscriptions::Kind kind = subscriptions::Kind::kPull;
  std::string url;
  std::vector<std::string> types;
  bool paused = false;
  std::optional<std::uint64_t> after;  // where a new one begins
};

// Reads {"kind": "webhook", "url": "https://...", "types": [...], "paused": false, "after": 12}.
Result<AskedSubscription> read_subscription(const nlohmann::json& body,
                                            const webhooks::AddressRules& rules);

}  // namespace verbatim::api
