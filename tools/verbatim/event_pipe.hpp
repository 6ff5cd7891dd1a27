#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"

namespace verbatim::tool {

// Events, read on a thread of their own and handed over in batches. Belongs to one consumer.
class EventPipe {
 public:
  struct Event {
    eventlog::Position position = 0;
    std::string_view bytes, words;  // see RecordSource
  };
  // Takes a copy of the event; false where nobody wants more.
  using Give = std::function<bool(const Event&)>;
  using Read = std::function<Result<void>(const Give&)>;
  explicit EventPipe(Read read);
  ~EventPipe();
  EventPipe(const EventPipe&) = delete;
  EventPipe& operator=(const EventPipe&) = delete;

  // The next events in order, valid until the next call; empty at the end.
  std::span<const Event> next();
  // After the end: what the reading function answered.
  const Result<void>& outcome() const { return outcome_; }

 private:
  static constexpr std::size_t kBatch = 1024, kBatches = 8;
  struct Batch {
    std::string bytes;
    struct End {
      eventlog::Position position;
      std::size_t of_bytes, of_words;  // in `bytes`
    };
    std::vector<End> ends;
  };

  bool give(const Event& event);
  bool hand_over();

  Batch filling_;              // the reader's
  Batch taken_;                // the consumer's
  std::vector<Event> events_;  // in taken_

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Batch> ready_;  // in order
  bool ended_ = false, abandoned_ = false;
  Result<void> outcome_;  // the reader's until ended_, then the consumer's
  std::thread reader_;    // last: it uses all of the above
};

}  // namespace verbatim::tool
