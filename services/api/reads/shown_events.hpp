#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/workers.hpp"
#include "coding/blindness.hpp"
#include "record/record.hpp"
#include "studies/live_study.hpp"

// Which events somebody is shown: in a blind round none of what others said, and a private memo is
// its author's alone.
namespace verbatim::api {

// No event after `until` is shown: whoever asked may be blind to it by then. Who stops reading
// there spares the rest.
struct Shown {
  std::function<bool(const record::Record&)> shows;
  eventlog::Position until = 0;
  bool in_part = false;  // they are in a blind round

  bool operator()(const record::Record& record) const {
    return record.position <= until && shows(record);
  }
};

// Of the events of this study, as the viewpoint is now. `durable`: the study's, as it is while its
// state is looked at.
Shown shown_to(const coding::Study& study, const coding::Viewpoint& viewpoint,
               eventlog::Position durable);

// The same, for whoever asks now. Fails where the study cannot be read. Not for an I/O thread: it
// waits for the writer.
Result<Shown> shown_now(studies::LiveStudy& live, const std::string& caller);

// The same for threads that serve many studies: nothing where the writer keeps this one for longer
// than a moment, or until a worker has brought it into memory. Ask again then.
Result<std::optional<Shown>> shown_soon(studies::LiveStudy& live, Workers& workers,
                                        const std::string& caller);

}  // namespace verbatim::api
