#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "record/record.hpp"

namespace verbatim::tool {

// Events, read on a thread of their own and handed over in batches. What can be said of each by
// itself is looked at by whichever side has time: by the reader while batches wait for the
// consumer, else by the consumer. Belongs to one consumer.
class EventPipe {
 public:
  struct Event {
    eventlog::Position position = 0;
    record::Record record;             // where there is no fault
    std::optional<std::string> fault;  // form_fault's
    bool words_hold = true;            // there are none, or they say what the event says
  };
  // Takes a copy of an event (see RecordSource); false where nobody wants more.
  using Give = std::function<bool(eventlog::Position position, std::string_view bytes,
                                  std::string_view words)>;
  using Read = std::function<Result<void>(const Give&)>;
  explicit EventPipe(Read read);
  ~EventPipe();
  EventPipe(const EventPipe&) = delete;
  EventPipe& operator=(const EventPipe&) = delete;

  // The next events in order, the consumer's until the next call; empty at the end.
  std::span<Event> next();
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
    bool looked_at = false;
    std::vector<Event> events;  // where it was looked at: as many as ends, or more that are spare
  };

  bool give(eventlog::Position position, std::string_view bytes, std::string_view words);
  bool hand_over();
  static void look_at(Batch& batch);

  Batch filling_;  // the reader's
  Batch taken_;    // the consumer's

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Batch> ready_, spare_;  // guarded by mutex_; ready_ in order
  bool ended_ = false, abandoned_ = false;
  Result<void> outcome_;  // the reader's until ended_, then the consumer's
  std::thread reader_;    // last: it uses all of the above
};

}  // namespace verbatim::tool
