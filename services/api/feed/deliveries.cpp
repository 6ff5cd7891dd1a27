#include "api/feed/deliveries.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "api/forms/cloud_event.hpp"
#include "api/reads/commit_heads.hpp"
#include "base/time.hpp"
#include "record/record.hpp"
#include "webhooks/sender.hpp"
#include "webhooks/signature.hpp"

namespace verbatim::api {
namespace {

using eventlog::Position;
using subscriptions::DeadLetter;
using subscriptions::State;
using subscriptions::Subscription;
using LaneClock = std::chrono::steady_clock;

constexpr auto kLook = std::chrono::seconds(1);  // how often: may its maker still?
constexpr auto kWhileKept =
    std::chrono::milliseconds(20);  // how soon a study that is kept, or not in memory, is asked
constexpr double kLongestWaitSeconds = 6 * 3600, kWaitGrows = 3, kJitter = 0.2;
constexpr unsigned kGivenUpInARow = 3;  // then nobody is there
constexpr std::size_t kDeadMax = 10'000;
constexpr std::size_t kScanEvents = 2'000;  // in one turn of one subscription
constexpr unsigned kGone = 410;
constexpr Micros kMicros = 1'000'000;

std::string reason_of(const webhooks::Outcome& outcome) {
  if (outcome.status == 0) return outcome.failure;
  const auto status = "It answered " + std::to_string(outcome.status) + ".";
  const bool elsewhere = outcome.status >= 300 && outcome.status < 400;
  return elsewhere ? status + " Redirections are not followed." : status;
}

}  // namespace

struct Deliveries::Impl {
  // One webhook subscription on its way; the worker's own.
  struct Lane {
    Position at = 0;      // everything up to here is delivered, left out or given up
    Position stored = 0;  // what of that is on disk
    Position sending = 0;
    bool under_way = false;
    std::optional<DeadLetter> again;  // it is under way once more
    unsigned failures = 0;            // of the event at hand
    unsigned given_up_in_a_row = 0;
    // Not before then, and no later; nothing: with the next turn. Gone once it has come, whatever
    // comes of it: what is still due in the past would be looked at without end.
    std::optional<LaneClock::time_point> due;
    LaneClock::time_point looked_at = {}, stored_at = {};
  };

  struct Settled {
    std::string id;
    webhooks::Outcome outcome;
  };

  Impl(Parts with, DeliverySettings how)
      : parts(std::move(with)),
        settings(std::move(how)),
        sender(settings.rules, settings.timeout) {}

  Parts parts;
  const DeliverySettings settings;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::vector<Settled> mail;                // guarded by mutex
  std::set<std::string> woken;              // guarded by mutex
  std::map<std::string, Trouble> troubles;  // guarded by mutex
  bool advanced = true, stopping = false;   // guarded by mutex
  std::atomic<bool> is_needed{false};       // there is a webhook to send to
  std::map<std::string, Lane> lanes;        // the worker's own, by id
  std::minstd_rand random{std::random_device{}()};
  webhooks::Sender sender;
  std::thread thread;

  void run() {
    for (;;) {
      std::vector<Settled> settled;
      std::set<std::string> at_once;
      {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, wait(),
                         [&] { return stopping || advanced || !mail.empty() || !woken.empty(); });
        if (stopping) return;
        advanced = false;
        settled.swap(mail);
        at_once.swap(woken);
      }
      try {
        turn(settled, at_once);
      } catch (const std::exception& error) {
        spdlog::error("a turn of the webhooks failed: {}", error.what());
      }
    }
  }

  // Until the next attempt is due, a second at most.
  std::chrono::milliseconds wait() const {
    auto next = LaneClock::now() + kLook;
    for (const auto& [id, lane] : lanes) next = std::min(next, lane.due.value_or(next));
    const auto left = next - LaneClock::now();
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(left),
                    std::chrono::milliseconds(1));
  }

  void turn(const std::vector<Settled>& settled, const std::set<std::string>& at_once) {
    parts.metrics.webhooks_looked_at();
    for (const auto& one : settled) settle(one);
    std::set<std::string> there;
    for (const auto& state : parts.store.all()) {
      const auto& one = state.subscription;
      if (one.kind != subscriptions::Kind::kWebhook) continue;
      there.insert(one.id);
      const auto [at, is_new] = lanes.try_emplace(one.id);
      auto& lane = at->second;
      if (is_new) lane.at = lane.stored = state.checkpoint;
      if (at_once.contains(one.id)) {
        lane.due.reset();
        lane.looked_at = {};
        lane.failures = lane.given_up_in_a_row = 0;
        forget_trouble(one.id);
      }
      serve(lane, state);
    }
    std::erase_if(lanes, [&](const auto& lane) { return !there.contains(lane.first); });
    is_needed = !lanes.empty();
  }

  // Sends the next event of a subscription, if it is time and there is one.
  void serve(Lane& lane, const State& state) {
    const auto& one = state.subscription;
    const auto moment = LaneClock::now();
    if (lane.under_way || (lane.due && moment < *lane.due)) return;
    lane.due.reset();
    if (one.paused || parts.store.write_failure()) return;
    if (moment - lane.looked_at >= kLook) {
      const auto may = parts.may_manage(one.made_by, one.study);
      if (!may) {
        lane.due = moment + kWhileKept;
        return;
      }
      if (!*may)
        return pause(one.id,
                     "'" + one.made_by + "', who answers for it, may not make it any more.");
      lane.looked_at = moment;
    }
    const auto live = parts.studies.find(one.study);
    if (!live) return;
    // Where there is nothing to send the study is let alone, so that it can leave memory.
    auto letter = parts.store.next_again(one.id);
    if (!letter && lane.at >= live->durable()) return note_progress(lane, one);
    const auto shown = shown_soon(*live, parts.workers, one.made_by);
    if (!shown) return pause(one.id, "The study cannot be read: " + shown.error().detail);
    if (!*shown) {
      lane.due = moment + kWhileKept;
      return;
    }
    if (letter) return send_again(lane, one, **shown, *std::move(letter));
    if (state.dead >= kDeadMax) return pause(one.id, "Its list of dead letters is full.");
    send_next(lane, one, **shown);
  }

  bool wants(const Subscription& one, const Shown& shown, const record::Record& record) const {
    const auto name = record::name_of(record.event);
    const bool of_type =
        one.types.empty() || std::find(one.types.begin(), one.types.end(), name) != one.types.end();
    return of_type && shown(record);
  }

  void send_next(Lane& lane, const Subscription& one, const Shown& shown) {
    record::Record record;
    bool found = false, readable = true;
    std::size_t left = kScanEvents;
    const auto visit = [&](Position position, std::string_view bytes) {
      if (position > shown.until) return false;
      readable = record::decode(bytes, record).has_value();
      if (!readable) return false;
      found = wants(one, shown, record);
      if (!found) lane.at = position;
      return !found && --left > 0;
    };
    if (!parts.studies.log().read(one.study, lane.at, visit) || !readable)
      return pause(one.id, "An event of the study cannot be read.");
    if (found) return send_shown(lane, one, shown, record);
    note_progress(lane, one);
    if (lane.at < shown.until) look_again();
  }

  // What is left out moves the checkpoint too, once a second at most.
  void note_progress(Lane& lane, const Subscription& one) {
    const auto moment = LaneClock::now();
    if (lane.at == lane.stored || moment - lane.stored_at < kLook) return;
    store_progress(lane, one.id);
  }

  void store_progress(Lane& lane, const std::string& id) {
    lane.stored_at = LaneClock::now();
    if (parts.store.acknowledge(id, lane.at)) lane.stored = lane.at;
  }

  // Sends a dead letter that was asked for again, or says why it is not sent.
  void send_again(Lane& lane, const Subscription& one, const Shown& shown, DeadLetter letter) {
    record::Record record;
    const auto bytes = parts.studies.log().read_one(one.study, letter.position);
    if (bytes && record::decode(*bytes, record) && wants(one, shown, record))
      return send_shown(lane, one, shown, record, std::move(letter));
    letter.again = false;
    letter.reason = "Its maker may not see the event now, or it is left out by its type.";
    if (said(parts.store.rebury(one.id, letter))) look_again();
  }

  // Without what its maker may not know of the event's commit.
  void send_shown(Lane& lane, const Subscription& one, const Shown& shown, record::Record& record,
                  std::optional<DeadLetter> again = std::nullopt) {
    if (!CommitHeads(parts.studies.log(), one.study, shown).leave_out(record))
      return pause(one.id, "An event of the study cannot be read.");
    send(lane, one, record, std::move(again));
  }

  void send(Lane& lane, const Subscription& one, const record::Record& record,
            std::optional<DeadLetter> again) {
    webhooks::Delivery delivery;
    const auto endpoint = webhooks::endpoint_from(one.url);
    if (!endpoint) return pause(one.id, endpoint.error().detail);
    const auto secrets = secrets_of(one);
    const auto id = "msg_" + one.id + "_" + std::to_string(record.position);
    const auto timestamp = now() / kMicros;
    delivery.endpoint = *endpoint;
    delivery.body = cloud_event_json(record, one.study, parts.public_url);
    const auto signed_with = webhooks::signatures(secrets, id, timestamp, delivery.body);
    if (secrets.empty() || !signed_with)
      return pause(one.id, "Its secret cannot be read. Exchange it, then resume.");
    delivery.headers = {{"Content-Type", "application/cloudevents+json"},
                        {"webhook-id", id},
                        {"webhook-timestamp", std::to_string(timestamp)},
                        {"webhook-signature", *signed_with}};
    lane.under_way = true;
    lane.sending = record.position;
    lane.again = std::move(again);
    sender.send(std::move(delivery), [this, subscription = one.id](webhooks::Outcome outcome) {
      {
        const std::lock_guard lock(mutex);
        mail.push_back({subscription, std::move(outcome)});
      }
      changed.notify_one();
    });
  }

  // The secrets that are good now, the present one first.
  std::vector<std::string> secrets_of(const Subscription& one) const {
    std::vector<std::string> secrets;
    for (const auto& secret : one.secrets) {
      if (secret.until != 0 && secret.until < now()) continue;
      const auto plain = parts.vault.open_text(one.study, secret.key, one.id, secret.sealed);
      if (plain && *plain) secrets.push_back(**plain);
    }
    return secrets;
  }

  void settle(const Settled& one) {
    const auto at = lanes.find(one.id);
    if (at == lanes.end()) return;  // it was removed meanwhile
    auto& lane = at->second;
    lane.under_way = false;
    if (one.outcome.delivered())
      delivered(lane, one.id);
    else
      failed(lane, one.id, one.outcome);
  }

  void delivered(Lane& lane, const std::string& id) {
    parts.metrics.webhook(Metrics::Webhook::kDelivered);
    lane.given_up_in_a_row = 0;
    if (std::exchange(lane.again, std::nullopt)) {
      said(parts.store.revive(id, lane.sending));
      return;
    }
    lane.failures = 0;
    lane.at = lane.sending;
    forget_trouble(id);
    store_progress(lane, id);
  }

  void failed(Lane& lane, const std::string& id, const webhooks::Outcome& outcome) {
    parts.metrics.webhook(Metrics::Webhook::kFailed);
    const auto reason = reason_of(outcome);
    if (auto letter = std::exchange(lane.again, std::nullopt)) {
      rebury(id, *std::move(letter), reason);
    } else if (outcome.status != kGone && ++lane.failures >= settings.attempts) {
      give_up(lane, id, reason);
    } else if (outcome.status != kGone) {
      const auto wait = wait_of(lane.failures, outcome.retry_after);
      lane.due = LaneClock::now() + wait;
      const std::lock_guard lock(mutex);
      troubles[id] = {lane.failures, reason,
                      now() + std::chrono::duration_cast<std::chrono::microseconds>(wait).count()};
      return;
    }
    if (outcome.status == kGone) pause(id, "It answered 410: it is gone for good.");
  }

  void rebury(const std::string& id, DeadLetter letter, const std::string& reason) {
    letter.again = false;
    ++letter.attempts;
    letter.reason = reason;
    letter.failed_at = now();
    said(parts.store.rebury(id, letter));
  }

  void give_up(Lane& lane, const std::string& id, const std::string& reason) {
    if (!said(parts.store.bury(id, {lane.sending, lane.failures, reason, now(), false}))) return;
    parts.metrics.webhook(Metrics::Webhook::kGivenUp);
    lane.at = lane.stored = lane.sending;
    lane.failures = 0;
    forget_trouble(id);
    if (++lane.given_up_in_a_row >= kGivenUpInARow)
      pause(id, std::to_string(kGivenUpInARow) +
                    " events in a row could not be delivered. The last time: " + reason);
  }

  // Longer each time, and never the same for all that failed together.
  std::chrono::milliseconds wait_of(unsigned failures, std::chrono::seconds asked_for) {
    const std::chrono::duration<double> first = settings.first_wait;
    std::uniform_real_distribution<double> jitter(1 - kJitter, 1 + kJitter);
    const auto own = first.count() * std::pow(kWaitGrows, failures - 1) * jitter(random);
    const auto seconds =
        std::min(std::max(own, static_cast<double>(asked_for.count())), kLongestWaitSeconds);
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  }

  void pause(const std::string& id, const std::string& why) {
    spdlog::warn("webhook subscription {} is paused: {}", id, why);
    const auto paused = parts.store.change(id, [&](Subscription& one) {
      one.paused = true;
      one.paused_because = why;
    });
    if (!paused) spdlog::error("that cannot be noted down: {}", paused.error().detail);
    forget_trouble(id);
  }

  bool said(const Result<void>& written) {
    if (!written) spdlog::error("subscriptions cannot be written: {}", written.error().detail);
    return written.has_value();
  }

  void forget_trouble(const std::string& id) {
    const std::lock_guard lock(mutex);
    troubles.erase(id);
  }

  void look_again() {
    const std::lock_guard lock(mutex);
    advanced = true;
  }
};

Deliveries::Deliveries(Parts parts, DeliverySettings settings)
    : impl_(std::make_unique<Impl>(std::move(parts), std::move(settings))) {
  impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

Deliveries::~Deliveries() {
  stop();
}

const webhooks::AddressRules& Deliveries::rules() const {
  return impl_->settings.rules;
}

void Deliveries::advance() {
  if (!impl_->is_needed) return;
  impl_->look_again();
  impl_->changed.notify_one();
}

void Deliveries::wake(const std::string& id) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->woken.insert(id);
  }
  impl_->changed.notify_one();
}

std::optional<Deliveries::Trouble> Deliveries::trouble_of(const std::string& id) const {
  const std::lock_guard lock(impl_->mutex);
  const auto at = impl_->troubles.find(id);
  return at == impl_->troubles.end() ? std::nullopt : std::optional(at->second);
}

void Deliveries::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->changed.notify_one();
  if (impl_->thread.joinable()) impl_->thread.join();
  impl_->sender.stop();
}

}  // namespace verbatim::api
