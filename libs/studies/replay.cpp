#include "studies/replay.hpp"

#include <string>

#include "base/beside.hpp"
#include "projections/following.hpp"
#include "record/record.hpp"

namespace verbatim::studies {

using eventlog::Position;

namespace {

// Events that are read where they are needed: to start a thread would take longer.
constexpr Position kFew = 64;

Failure given_up() {
  return {Fault::kOverloaded, "The replay was given up: the server is stopping.", "", ""};
}

Result<void> follow_few(const eventlog::EventLog& log, std::string_view study,
                        projections::StudyView& view, Position until) {
  projections::Following following(view);
  record::Record record;
  Result<void> outcome;
  const auto visit = [&](Position position, std::string_view bytes) {
    if (position > until) return false;
    outcome = record::decode(bytes, record);
    if (outcome && record.position != position)
      outcome = Failure{Fault::kCorruptStore, "The event stored at position " +
                                                  std::to_string(position) + " says it is event " +
                                                  std::to_string(record.position) + "."};
    if (outcome) outcome = following.follow(record.event, record.time);
    return outcome.has_value() && position < until;
  };
  const auto read = log.read(study, view.position(), visit);
  following.catch_up();
  return read ? outcome : read;
}

Result<void> follow_all(DecodeAhead& events, projections::Following& following,
                        const Progress& progress) {
  for (auto batch = events.next(); !batch.empty(); batch = events.next()) {
    for (const auto& record : batch)
      if (auto followed = following.follow(record.event, record.time); !followed) return followed;
    if (progress && !progress(batch.back().position)) return given_up();
  }
  return events.outcome();
}

// Counts and agreement at the same time, where that is worth a thread.
void catch_up(projections::Following& following) {
  if (following.waiting() <= kFew) return following.catch_up();
  auto agreement = beside([&] { following.catch_up_agreement(); });
  following.catch_up_counts();
  agreement.get();
}

}  // namespace

Result<void> follow(DecodeAhead& events, projections::StudyView& view, const Progress& progress) {
  projections::Following following(view);
  auto outcome = follow_all(events, following, progress);
  catch_up(following);
  return outcome;
}

Result<void> follow(const eventlog::EventLog& log, std::string_view study,
                    projections::StudyView& view, Position until, const Progress& progress) {
  if (until <= view.position()) return {};
  if (until - view.position() <= kFew) return follow_few(log, study, view, until);
  DecodeAhead events(log, std::string(study), view.position(), until);
  return follow(events, view, progress);
}

Result<projections::StudyView> replay(const eventlog::EventLog& log, std::string_view study,
                                      std::optional<Position> until, const Progress& progress) {
  const auto end = log.last_position(study);
  if (until && *until > end)
    return Failure{Fault::kFutureMoment,
                   "Position " + std::to_string(*until) + " has not come: the study is at " +
                       std::to_string(end) + ".",
                   "as_of", "Ask for a position up to " + std::to_string(end) + "."};
  if (end == 0)
    return Failure{Fault::kUnknownStudy, "There is no study '" + std::string(study) + "'."};
  coding::Study state;
  Micros opened_at = 0, last_event_at = 0;
  DecodeAhead events(log, std::string(study), 0, until.value_or(end));
  for (auto batch = events.next(); !batch.empty(); batch = events.next()) {
    for (const auto& record : batch) {
      if (auto evolved = coding::evolve(state, record.event, record.position); !evolved)
        return std::move(evolved).error();
      if (record.position == 1) opened_at = record.time;
      last_event_at = record.time;
    }
    if (progress && !progress(state.position)) return given_up();
  }
  if (!events.outcome()) return events.outcome().error();
  return projections::StudyView(std::move(state), opened_at, last_event_at);
}

Result<void> replay_through(const eventlog::EventLog& log, std::string_view study,
                            std::span<const Position> positions,
                            const std::function<void(const projections::StudyView&)>& show,
                            const std::function<void(const record::Record&)>& visit) {
  if (positions.empty()) return {};
  const auto end = log.last_position(study);
  if (positions.back() > end)
    return Failure{Fault::kFutureMoment,
                   "Position " + std::to_string(positions.back()) +
                       " has not come: the study is at " + std::to_string(end) + ".",
                   "at", "Ask for positions up to " + std::to_string(end) + "."};
  projections::StudyView view;
  projections::Following following(view);
  DecodeAhead events(log, std::string(study), 0, positions.back());
  auto next = positions.begin();
  for (auto batch = events.next(); !batch.empty(); batch = events.next()) {
    for (const auto& record : batch) {
      if (auto followed = following.follow(record.event, record.time); !followed) return followed;
      visit(record);
      if (next == positions.end() || *next != record.position) continue;
      catch_up(following);
      for (; next != positions.end() && *next == record.position; ++next) show(view);
    }
  }
  return events.outcome();
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
