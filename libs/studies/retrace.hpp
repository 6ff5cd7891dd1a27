#pragma once

#include <functional>
#include <string_view>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "eventlog/event_log.hpp"
#include "record/record.hpp"

namespace verbatim::studies {

// Plays a study from its first event up to `until`, from the log alone: `look` is shown the study
// as of `from` (with no record; 0: empty), and then after each event, with its record. The study is
// the same object at each call. Stops where `look` answers false. Failures are those of replay().
using Look = std::function<bool(const coding::Study&, const record::Record*)>;
Result<void> retrace(const eventlog::EventLog& log, std::string_view study, eventlog::Position from,
                     eventlog::Position until, const Look& look);

}  // namespace verbatim::studies
