#pragma once

#include <cstdint>
#include <string>

#include "eventlog/event_log.hpp"

namespace verbatim::bench {

// Whether ten coders go through the responses side by side, or each is at another one.
enum class Coders { kTogether, kApart };

// Writes a plausible history of a study: comments first, then coders who assign and finish,
// response by response. `events` in all, of which a fiftieth at most are comments. Throws where the
// log refuses.
void write_history(eventlog::EventLog& log, const std::string& study, std::uint64_t events,
                   Coders coders = Coders::kTogether);

}  // namespace verbatim::bench
