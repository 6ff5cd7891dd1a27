#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "api/forms/evidence_note.hpp"
#include "api/reads/commit_heads.hpp"

namespace verbatim::api {

// What an event says of who decided what follows from it. kCorruptStore where the log cannot be
// read.
Result<DecidedBy> decided_by(const eventlog::EventLog& log, const std::string& study,
                             CommitHeads& heads, eventlog::Position position);

// The same of several events, which may come in any order and more than once: each is read once,
// and in order.
using Decisions = std::unordered_map<eventlog::Position, DecidedBy>;
Result<Decisions> decided_by(const eventlog::EventLog& log, const std::string& study,
                             const Shown& shown, std::vector<eventlog::Position> positions);

// Finds in the log the events that the page's assignments and settlements follow from. One pass
// over the events from the first of its comments to its position: not for an I/O thread.
// kCorruptStore where the log cannot be read, or has no such event.
Result<void> find_events(const eventlog::EventLog& log, const Shown& shown, EvidencePage& page);

}  // namespace verbatim::api
