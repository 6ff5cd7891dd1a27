#pragma once

#include <memory>
#include <string>
#include <vector>

#include "eventlog/event_log.hpp"
#include "studies/command.hpp"

namespace verbatim::studies {

// A command that was given without a connection, and is sent later.
struct Queued {
  std::string id;               // the client's, its own for ever
  std::string fingerprint;      // of what it says; the same whenever it is sent
  eventlog::Position base = 0;  // where the client's copy of the study stood
  coding::Command command;
};

// The requests that a list of such commands becomes, in its order, to be handed in one after
// another. Each is answered by itself: accepted, or refused with a reason; one that was accepted
// before gets that answer again. A coding that somebody else changed after `base` is not changed,
// nor a comment split that somebody else split after it (kStaleCondition, with the position of that
// change); what this list itself did to it, now or when it was sent before, is no reason to refuse.
// A coding of which nothing stands any more counts as never begun. A base that the study has
// not come to is refused (kFutureMoment).
//
// The requests refer to `log`, which must outlive them.
std::vector<Request> requests_of(const eventlog::EventLog& log, const std::string& study,
                                 const Actor& actor, const std::string& client,
                                 std::vector<Queued> list);

}  // namespace verbatim::studies
