#pragma once

#include <string>

#include "api/reads/shown_events.hpp"
#include "eventlog/event_log.hpp"

namespace verbatim::api {

// What a commit says of all its events: on its first one from which client and what it takes back,
// on the first of what was asked for why, and on each how many there are. Whoever is not shown all
// of them is not told why they came, what they take back, on whose behalf or how many they are:
// that may say what the hidden ones do. To be used for events in order.
class CommitHeads {
 public:
  CommitHeads(const eventlog::EventLog& log, std::string study, Shown shown);

  // Puts into the record what its commit says, as far as the reader may know it: nothing where its
  // first event is not shown to them. kCorruptStore where the log cannot be read.
  Result<void> complete(record::Record& record);

  // Takes out of the record, as it stands in the log, what the reader may not know of its commit. A
  // commit_count of 0 is one that is not told (event_json.hpp).
  Result<void> leave_out(record::Record& record);

 private:
  Result<void> find_reason();
  Result<bool> is_shown_whole(const record::Record& record);

  const eventlog::EventLog& log_;
  const std::string study_;
  const Shown shown_;
  record::Record head_;        // the last that was asked for, with why; position 0: none yet
  eventlog::Position of_ = 0;  // the first event of the commit that was looked at last
  bool whole_ = false;         // whether all of it is shown
};

}  // namespace verbatim::api
