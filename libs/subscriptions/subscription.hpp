#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace verbatim::subscriptions {

enum class Kind : std::uint8_t {
  kPull,     // its reader asks, and says how far it got
  kWebhook,  // each event is sent to a URL
};

// A secret that deliveries are signed with, sealed. `key` names the key that seals it, one of its
// own, so that a secret that is given up can be made unreadable wherever it still stands.
struct SealedSecret {
  std::string key;
  std::string sealed;
  Micros until = 0;  // signed with until then; 0: it is the present one

  bool operator==(const SealedSecret&) const = default;
};

struct Subscription {
  std::string study, name;
  std::string id;       // random; another one when it is removed and made again
  std::string made_by;  // who answers for it: what they may see is what it is sent
  Micros made_at = 0;
  Kind kind = Kind::kPull;
  std::string url;                 // of a webhook
  std::vector<std::string> types;  // only events of these names; empty: all
  bool paused = false;
  std::string paused_because;         // why the server paused it; empty: somebody asked for it
  std::vector<SealedSecret> secrets;  // of a webhook, the present one first

  bool operator==(const Subscription&) const = default;
};

// An event that could not be delivered.
struct DeadLetter {
  std::uint64_t position = 0;
  std::uint32_t attempts = 0;
  std::string reason;
  Micros failed_at = 0;
  bool again = false;  // somebody asked for another attempt, which has not been made yet

  bool operator==(const DeadLetter&) const = default;
};

// A subscription and how far it got.
struct State {
  Subscription subscription;
  // Everything up to here was acknowledged or delivered, left out by the types, or is among the
  // dead.
  std::uint64_t checkpoint = 0;
  std::size_t dead = 0;
};

}  // namespace verbatim::subscriptions
