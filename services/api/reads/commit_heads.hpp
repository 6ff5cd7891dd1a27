#pragma once

#include <string>

#include "api/reads/shown_events.hpp"
#include "eventlog/event_log.hpp"

namespace verbatim::api {

// What a commit says once, on its first event: why, from which client, and what it takes back.
// Looked up for events that stand behind the first. To be used for events in order.
class CommitHeads {
 public:
  CommitHeads(const eventlog::EventLog& log, std::string study, Shown shown);

  // Puts into the record what its commit's first event says; nothing where that one is not shown to
  // the reader. kCorruptStore where the log cannot be read.
  Result<void> complete(record::Record& record);

 private:
  const eventlog::EventLog& log_;
  const std::string study_;
  const Shown shown_;
  record::Record head_;  // the last that was asked for; position 0: none yet
};

}  // namespace verbatim::api
