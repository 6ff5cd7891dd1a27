#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "api/reads/shown_events.hpp"
#include "eventlog/event_log.hpp"
#include "http/reply.hpp"
#include "record/record.hpp"

namespace verbatim::api {

// Sends a study's events to whoever listens: live (SSE), or up to an end (NDJSON). One thread
// reads and renders for all, at each listener's own pace: a slow one holds back neither the writer
// nor the others, and is cut off when its buffer is full.
class LiveFeed {
 public:
  explicit LiveFeed(const eventlog::EventLog& log);
  ~LiveFeed();  // stop()

  enum class Form { kServerSentEvents, kLines };
  struct Listener {
    std::string study;
    // One event as it is sent, on one line. Empty: event_json().
    std::function<std::string(const record::Record&)> as = {};
    eventlog::Position after = 0;
    std::optional<eventlog::Position> until;  // then the stream is finished; nothing: for ever
    // So many events are shown at most, then the stream is finished.
    std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();
    Form form = Form::kLines;
    std::shared_ptr<http::Stream> stream;
    // Asked every second; no: the stream is finished. Nothing: that cannot be told at the moment,
    // ask again.
    std::function<std::optional<bool>()> may_listen;
    // Asked before each turn: which events may be sent to this listener now? Nothing: that cannot
    // be told at the moment, ask again. A failure ends the stream without its proper end.
    std::function<Result<std::optional<Shown>>()> shown;
  };
  // Thread-safe, as all of it. Requires `stream` and `shown`.
  void add(Listener listener);
  // The study is durable up to `position`.
  void advance(const std::string& study, eventlog::Position position);
  // Cuts all streams and joins the thread. Idempotent.
  void stop();

  std::size_t listeners() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::api
