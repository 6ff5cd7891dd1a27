#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "access/permissions.hpp"
#include "api/metrics.hpp"
#include "api/workers.hpp"
#include "eventlog/event_log.hpp"
#include "studies/studies.hpp"
#include "subscriptions/store.hpp"
#include "vault/vault.hpp"
#include "webhooks/address_rules.hpp"

namespace verbatim::api {

struct DeliverySettings {
  unsigned attempts = 10;                       // of one event, before it is given up
  std::chrono::milliseconds first_wait{5'000};  // before the second attempt; three times as long
                                                // before each further one, 6 hours at most
  std::chrono::milliseconds timeout{15'000};
  webhooks::AddressRules rules;
};

// Sends the events of webhook subscriptions: of each in order, the next when the one before was
// taken, and each at least once. How far one got is on disk before the next event is sent, so that
// after the death of the process at most the event at hand is sent again.
//
// An event is attempted `attempts` times and then given up, to the list of dead letters; where
// three in a row are, nobody is there, and the subscription is paused. An answer of 410 pauses it
// at once. What is sent is what its maker may see at that moment; where they could not make the
// subscription any more, it is paused.
//
// Two threads: one decides and writes down, one sends (webhooks::Sender). Thread-safe.
class Deliveries {
 public:
  struct Parts {
    subscriptions::Store& store;
    const studies::Studies& studies;
    const vault::Vault& vault;
    Metrics& metrics;
    Workers& workers;  // bring studies into memory
    std::string public_url;
    // Whether somebody of this name may make subscriptions in this study, now; nothing: that cannot
    // be told at the moment, ask again.
    std::function<std::optional<bool>(const std::string& name, const std::string& study)>
        may_manage;
  };
  Deliveries(Parts parts, DeliverySettings settings);
  ~Deliveries();  // stop()

  const webhooks::AddressRules& rules() const;

  // The writer: a study has come further.
  void advance();
  // A subscription was made, changed, removed, resumed or asked to send again: looked at anew and
  // tried at once.
  void wake(const std::string& id);

  // The event at hand of a subscription, where it was not taken yet.
  struct Trouble {
    unsigned attempts = 0;
    std::string reason;
    Micros next_attempt = 0;
  };
  std::optional<Trouble> trouble_of(const std::string& id) const;

  // Drops what is under way, and joins. Idempotent.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::api
