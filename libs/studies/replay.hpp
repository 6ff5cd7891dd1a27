#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "eventlog/event_log.hpp"
#include "projections/study_view.hpp"
#include "record/record.hpp"
#include "studies/decode_ahead.hpp"

namespace verbatim::studies {

// Told now and then how far a replay has come; false gives it up, with kOverloaded.
using Progress = std::function<bool(eventlog::Position)>;

// The study as of `until` (or its end), built from the log alone. kCorruptStore or kNewerStore
// where an event does not decode, is out of place or does not follow from those before it;
// kUnknownStudy; kFutureMoment where the log ends before `until`.
Result<projections::StudyView> replay(const eventlog::EventLog& log, std::string_view study,
                                      std::optional<eventlog::Position> until = std::nullopt,
                                      const Progress& progress = nullptr);

// Brings a view of the study to `until`, which the log must have reached. The same failures; the
// view is at the last event that could be followed then.
Result<void> follow(const eventlog::EventLog& log, std::string_view study,
                    projections::StudyView& view, eventlog::Position until,
                    const Progress& progress = nullptr);

// The same with events that are read already, from the view's position on.
Result<void> follow(DecodeAhead& events, projections::StudyView& view,
                    const Progress& progress = nullptr);

// The study at several positions, ascending, in one replay from its first event. `show` is called
// at each position, `visit` for each event up to the last of them. Fails as replay() does.
Result<void> replay_through(const eventlog::EventLog& log, std::string_view study,
                            std::span<const eventlog::Position> positions,
                            const std::function<void(const projections::StudyView&)>& show,
                            const std::function<void(const record::Record&)>& visit);

// The last position whose event is not later than `time`; 0 if the first one is.
Result<eventlog::Position> position_at(const eventlog::EventLog& log, std::string_view study,
                                       Micros time);

}  // namespace verbatim::studies
