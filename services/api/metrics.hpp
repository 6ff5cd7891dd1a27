#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "http/server.hpp"

namespace verbatim::api {

// What /metrics tells Prometheus. Names are documented by the help texts it sends. No study,
// member or token is ever a label. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  void finished(const http::Finished& request);
  void group_committed(std::size_t proposals);
  // What became of one attempt to deliver an event.
  enum class Webhook { kDelivered, kFailed, kGivenUp };
  void webhook(Webhook outcome);
  void webhooks_looked_at();

  // Values that are read when somebody asks.
  struct Now {
    std::size_t studies = 0, waiting = 0, listeners = 0;
    bool accepts_writes = true;
    std::size_t in_memory = 0, damaged = 0, background_work = 0;
    std::size_t webhook_lag = 0, dead_letters = 0, webhooks_paused = 0;
  };
  std::string text(const Now& now) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::api
