#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.hpp"
#include "coding/study.hpp"

namespace verbatim::coding {

// Reads an event of the study's log again: sealed texts stand there, and not in the state.
using EventAt = std::function<Result<Event>(std::uint64_t position)>;

// The events that lead from what `event` makes of `before` back to what was there, in the order in
// which they are to happen; none where it changed nothing. A thing that was added is taken away,
// one that was taken away is added again, what was changed is said as it was.
//
// kNotAllowedNow for what is never taken back, or what `event_at` says. Requires that the event
// follows from `before`.
Result<std::vector<Event>> inverse(const Study& before, const Event& event,
                                   const EventAt& event_at);

}  // namespace verbatim::coding
