#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "record/record.hpp"

namespace verbatim::studies {

// Reads and decodes a study's events on a thread of its own, ahead of whoever applies them, so
// that a rebuild keeps two cores busy. Belongs to one consumer.
class DecodeAhead {
 public:
  // Events after 0 up to `until`. `log` must outlive this.
  DecodeAhead(const eventlog::EventLog& log, std::string study, eventlog::Position until);
  ~DecodeAhead();
  DecodeAhead(const DecodeAhead&) = delete;
  DecodeAhead& operator=(const DecodeAhead&) = delete;

  // The next events in order, valid until the next call; empty at the end or where it fails.
  const std::vector<record::Record>& next();
  // After the end: whether it was one. kCorruptStore, kNewerStore or what the log says.
  const Result<void>& outcome() const { return outcome_; }

 private:
  static constexpr std::size_t kBatch = 512, kBatches = 4;

  void run();
  Result<void> take(eventlog::Position position, std::string_view bytes);
  bool hand_over();

  const eventlog::EventLog& log_;
  const std::string study_;
  const eventlog::Position until_;

  std::vector<record::Record> filling_;  // the reader's
  std::size_t filled_ = 0;               // of filling_; its records are used again
  std::vector<record::Record> taken_;    // the consumer's

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::vector<record::Record>> ready_, spare_;  // guarded by mutex_; ready_ in order
  bool ended_ = false, abandoned_ = false;                  // guarded by mutex_
  Result<void> outcome_;  // the reader's until ended_, then the consumer's
  std::thread reader_;    // last: it uses all of the above
};

}  // namespace verbatim::studies
