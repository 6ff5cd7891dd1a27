#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "projections/study_view.hpp"
#include "snapshot/snapshots.hpp"

namespace verbatim::studies {

// Where views come from: the nearest snapshot and the events after it, or the log alone where there
// is none. What comes out is the same either way.
//
// Thread-safe.
class StudySource {
 public:
  // Shown each view before anybody else sees it; where it fails, so does what made the view.
  using Witness = std::function<Result<void>(const projections::StudyView&)>;

  // No snapshots where `snapshots` is empty. `log` must outlive this.
  StudySource(const eventlog::EventLog& log, std::string snapshots, eventlog::Position interval,
              Witness witness = nullptr);

  struct Found {
    projections::StudyView view;
    eventlog::Position snapshot = 0;  // the one it was made from; 0: none
  };
  // The study as of `until`, or its end. Fails as replay() does. A snapshot that is damaged, of
  // another layout or of another history is passed over.
  Result<Found> at(std::string_view study,
                   std::optional<eventlog::Position> until = std::nullopt) const;

  // The view in one snapshot: kCorruptStore or kNewerStore where it is to be passed over.
  Result<projections::StudyView> snapshot(std::string_view study,
                                          eventlog::Position position) const;
  // The positions that snapshots are there for, ascending.
  std::vector<eventlog::Position> snapshots(std::string_view study) const;
  // Where a study that is at `end` is to have snapshots, ascending: every `interval` events, or
  // twice as many, or four times, so that there are no more than Snapshots::kMost; and the last.
  std::vector<eventlog::Position> wanted(eventlog::Position end) const;
  // Writes a snapshot of the view.
  Result<void> keep(const projections::StudyView& view) const;
  // Removes those that are not wanted.
  void thin(std::string_view study, eventlog::Position end) const;
  void forget(std::string_view study) const;
  void forget(std::string_view study, eventlog::Position position) const;

  bool keeps_snapshots() const { return snapshots_.has_value(); }
  eventlog::Position interval() const { return interval_; }
  const eventlog::EventLog& log() const { return log_; }

 private:
  Result<Found> make(std::string_view study, std::optional<eventlog::Position> until) const;
  Result<snapshot::Binding> binding(std::string_view study, eventlog::Position position) const;

  const eventlog::EventLog& log_;
  std::optional<snapshot::Snapshots> snapshots_;
  const eventlog::Position interval_;
  const Witness witness_;
};

}  // namespace verbatim::studies
