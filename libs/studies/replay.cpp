#include "studies/replay.hpp"

#include <string>

#include "record/record.hpp"

namespace verbatim::studies {

using eventlog::Position;

Result<projections::StudyView> replay(const eventlog::EventLog& log, std::string_view study,
                                      std::optional<Position> until) {
  const auto end = log.last_position(study);
  if (until && *until > end)
    return Failure{Fault::kFutureMoment,
                   "Position " + std::to_string(*until) + " has not come: the study is at " +
                       std::to_string(end) + ".",
                   "as_of", "Ask for a position up to " + std::to_string(end) + "."};
  coding::Study state;
  Micros opened_at = 0;
  record::Record record;
  Result<void> outcome;
  const auto apply = [&](Position position, std::string_view bytes) {
    if (until && position > *until) return false;
    outcome = record::decode(bytes, record);
    if (outcome && record.position != position)
      outcome = Failure{Fault::kCorruptStore, "The event stored at position " +
                                                  std::to_string(position) + " says it is event " +
                                                  std::to_string(record.position) + "."};
    if (outcome) outcome = coding::evolve(state, record.event, position);
    if (position == 1) opened_at = record.time;
    return outcome.has_value();
  };
  if (auto read = log.read(study, 0, apply); !read) return std::move(read).error();
  if (!outcome) return std::move(outcome).error();
  return projections::StudyView(std::move(state), opened_at, record.time);
}

Result<Position> position_at(const eventlog::EventLog& log, std::string_view study, Micros time) {
  Position before = 0, after = log.last_position(study) + 1;  // the answer is in [before, after)
  record::Record record;
  while (after - before > 1) {
    const auto middle = before + (after - before) / 2;
    const auto bytes = log.read_one(study, middle);
    if (!bytes) return bytes.error();
    if (auto decoded = record::decode(*bytes, record); !decoded) return std::move(decoded).error();
    (record.time <= time ? before : after) = middle;
  }
  return before;
}

}  // namespace verbatim::studies
