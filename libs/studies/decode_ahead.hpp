#pragma once

#include <condition_variable>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "record/record.hpp"

namespace verbatim::studies {

// Reads a study's events on a thread of its own, ahead of whoever applies them, so that a rebuild
// keeps two cores busy. Decoding is done by whichever side has time: by the reader while batches
// wait for the consumer, else by the consumer. Belongs to one consumer.
class DecodeAhead {
 public:
  // Events after `after` up to `until`. `log` must outlive this.
  DecodeAhead(const eventlog::EventLog& log, std::string study, eventlog::Position after,
              eventlog::Position until);
  ~DecodeAhead();
  DecodeAhead(const DecodeAhead&) = delete;
  DecodeAhead& operator=(const DecodeAhead&) = delete;

  // The next events in order, valid until the next call; empty at the end or where it fails.
  std::span<const record::Record> next();
  // After the end: whether it was one. kCorruptStore, kNewerStore or what the log says.
  const Result<void>& outcome() const { return outcome_; }

 private:
  static constexpr std::size_t kBatch = 512, kBatches = 16;

  struct Batch {
    eventlog::Position first = 0;   // of its events
    std::string bytes;              // of all its events
    std::vector<std::size_t> ends;  // of each event in `bytes`
    bool decoded = false;
    std::vector<record::Record> records;  // its memory is used again
    std::size_t good = 0;                 // of `records`: those that could be decoded
    Result<void> outcome;                 // kCorruptStore or kNewerStore of the one behind
  };

  void run();
  Result<void> read_all();
  bool hand_over();
  static void decode(Batch& batch);

  const eventlog::EventLog& log_;
  const std::string study_;
  const eventlog::Position after_, until_;

  Batch filling_;  // the reader's
  Batch taken_;    // the consumer's

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Batch> ready_, spare_;        // guarded by mutex_; ready_ in order
  bool ended_ = false, abandoned_ = false;  // guarded by mutex_
  Result<void> read_;     // how reading ended: the reader's until ended_, then the consumer's
  Result<void> outcome_;  // the consumer's
  std::thread reader_;    // last: it uses all of the above
};

}  // namespace verbatim::studies
