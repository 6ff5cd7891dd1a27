#include "api/metrics.hpp"

#include <map>
#include <mutex>
#include <tuple>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace verbatim::api {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

struct Metrics::Impl {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      BuildCounter()
          .Name("verbatim_http_requests_total")
          .Help("Requests answered, by method, route and status.")
          .Register(registry);
  prometheus::Histogram& seconds =
      BuildHistogram()
          .Name("verbatim_http_request_seconds")
          .Help("From the end of a request's headers to the end of its answer.")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03,
                                                           0.1, 0.3, 1, 3, 10});
  prometheus::Histogram& group =
      BuildHistogram()
          .Name("verbatim_group_commit_proposals")
          .Help("Proposals that shared one fsync.")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{1, 2, 4, 8, 16, 32, 64, 128, 256, 512});
  prometheus::Gauge& studies = BuildGauge()
                                   .Name("verbatim_studies")
                                   .Help("Studies on this server.")
                                   .Register(registry)
                                   .Add({});
  prometheus::Gauge& in_memory = BuildGauge()
                                     .Name("verbatim_studies_in_memory")
                                     .Help(
                                         "Studies whose figures are in memory; the others come "
                                         "back when they are needed.")
                                     .Register(registry)
                                     .Add({});
  prometheus::Gauge& damaged = BuildGauge()
                                   .Name("verbatim_studies_damaged")
                                   .Help(
                                       "Studies that are refused, since their events cannot be "
                                       "followed: see /readyz.")
                                   .Register(registry)
                                   .Add({});
  prometheus::Gauge& background_work =
      BuildGauge()
          .Name("verbatim_background_work")
          .Help("Checks of studies and snapshots that are still to be done.")
          .Register(registry)
          .Add({});
  prometheus::Gauge& waiting = BuildGauge()
                                   .Name("verbatim_writes_waiting")
                                   .Help("Writes that wait for the writer.")
                                   .Register(registry)
                                   .Add({});
  prometheus::Gauge& listeners = BuildGauge()
                                     .Name("verbatim_feed_listeners")
                                     .Help("Clients that listen to a study's events.")
                                     .Register(registry)
                                     .Add({});
  prometheus::Gauge& accepts_writes =
      BuildGauge()
          .Name("verbatim_accepts_writes")
          .Help("1, or 0 after a failed write: free or replace the disk and restart.")
          .Register(registry)
          .Add({});

  prometheus::Family<prometheus::Counter>& webhooks =
      BuildCounter()
          .Name("verbatim_webhook_attempts_total")
          .Help("Attempts to deliver an event to a webhook, and events given up, by outcome.")
          .Register(registry);
  prometheus::Counter& delivered = webhooks.Add({{"outcome", "delivered"}});
  prometheus::Counter& failed = webhooks.Add({{"outcome", "failed"}});
  prometheus::Counter& given_up = webhooks.Add({{"outcome", "given_up"}});
  prometheus::Counter& webhook_looks =
      BuildCounter()
          .Name("verbatim_webhook_looks_total")
          .Help("How often it was seen what there is to send: each second, and where something is.")
          .Register(registry)
          .Add({});
  prometheus::Gauge& webhook_lag =
      BuildGauge()
          .Name("verbatim_webhook_lag_events")
          .Help("Events that the webhook furthest behind has not got yet; paused ones left out.")
          .Register(registry)
          .Add({});
  prometheus::Gauge& dead_letters = BuildGauge()
                                        .Name("verbatim_webhook_dead_letters")
                                        .Help("Events that could not be delivered.")
                                        .Register(registry)
                                        .Add({});
  prometheus::Gauge& webhooks_paused =
      BuildGauge()
          .Name("verbatim_webhooks_paused_by_server")
          .Help("Webhooks that the server paused: gone, or failing for every event.")
          .Register(registry)
          .Add({});

  // Finding a counter by its labels costs more than a small request; few combinations exist.
  using Key = std::tuple<http::Method, std::string_view, unsigned>;
  std::mutex mutex;
  std::map<Key, prometheus::Counter*> known;  // guarded by mutex; routes live as long as we do

  prometheus::Counter& counter(const http::Finished& request) {
    const std::lock_guard lock(mutex);
    auto& found = known[{request.method, request.route, request.status}];
    if (found == nullptr)
      found = &requests.Add({{"method", std::string(http::name_of(request.method))},
                             {"route", std::string(request.route)},
                             {"status", std::to_string(request.status)}});
    return *found;
  }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::finished(const http::Finished& request) {
  impl_->counter(request).Increment();
  impl_->seconds.Observe(request.seconds);
}

void Metrics::group_committed(std::size_t proposals) {
  impl_->group.Observe(static_cast<double>(proposals));
}

void Metrics::webhook(Webhook outcome) {
  auto& counter = outcome == Webhook::kDelivered ? impl_->delivered
                  : outcome == Webhook::kFailed  ? impl_->failed
                                                 : impl_->given_up;
  counter.Increment();
}

void Metrics::webhooks_looked_at() {
  impl_->webhook_looks.Increment();
}

std::string Metrics::text(const Now& now) const {
  impl_->studies.Set(static_cast<double>(now.studies));
  impl_->in_memory.Set(static_cast<double>(now.in_memory));
  impl_->damaged.Set(static_cast<double>(now.damaged));
  impl_->background_work.Set(static_cast<double>(now.background_work));
  impl_->waiting.Set(static_cast<double>(now.waiting));
  impl_->listeners.Set(static_cast<double>(now.listeners));
  impl_->accepts_writes.Set(now.accepts_writes ? 1 : 0);
  impl_->webhook_lag.Set(static_cast<double>(now.webhook_lag));
  impl_->dead_letters.Set(static_cast<double>(now.dead_letters));
  impl_->webhooks_paused.Set(static_cast<double>(now.webhooks_paused));
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace verbatim::api
