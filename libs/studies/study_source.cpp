#include "studies/study_source.hpp"

#include <algorithm>
#include <utility>

#include "snapshot/view_form.hpp"
#include "studies/decode_ahead.hpp"
#include "studies/replay.hpp"

namespace verbatim::studies {

using eventlog::Position;

StudySource::StudySource(const eventlog::EventLog& log, std::string snapshots, Position interval,
                         Witness witness)
    : log_(log), interval_(interval), witness_(std::move(witness)) {
  if (!snapshots.empty()) snapshots_.emplace(std::move(snapshots));
}

Result<snapshot::Binding> StudySource::binding(std::string_view study, Position position) const {
  auto last_event = log_.read_one(study, position);
  if (!last_event) return std::move(last_event).error();
  return snapshot::Binding{std::string(study), position, std::move(*last_event)};
}

Result<StudySource::Found> StudySource::at(std::string_view study,
                                           std::optional<Position> until) const {
  auto found = make(study, until);
  if (!found || !witness_) return found;
  if (auto seen = witness_(found->view); !seen) return std::move(seen).error();
  return found;
}

Result<StudySource::Found> StudySource::make(std::string_view study,
                                             std::optional<Position> until) const {
  const auto end = until.value_or(log_.last_position(study));
  const auto positions = end < interval_ ? std::vector<Position>{} : snapshots(study);
  for (auto at = positions.rbegin(); at != positions.rend(); ++at) {
    if (*at > end || *at > log_.last_position(study)) continue;
    if (end > log_.last_position(study)) break;  // replay() says that it has not come
    // The events behind it are read while it is decoded: the one takes as long as the other.
    std::optional<DecodeAhead> events;
    if (end > *at) events.emplace(log_, std::string(study), *at, end);
    auto view = snapshot(study, *at);
    if (!view) continue;
    // What does not follow from a snapshot may be the snapshot's fault: the log alone will tell.
    if (events && !follow(*events, *view)) continue;
    return Found{std::move(*view), *at};
  }
  auto view = replay(log_, study, until);
  if (!view) return std::move(view).error();
  return Found{std::move(*view), 0};
}

Result<projections::StudyView> StudySource::snapshot(std::string_view study,
                                                     Position position) const {
  auto bound = binding(study, position);
  if (!bound) return std::move(bound).error();
  const auto file = snapshots_ ? snapshots_->read(study, position) : std::nullopt;
  if (!file) return Failure{Fault::kCorruptStore, "The snapshot cannot be read."};
  return snapshot::decode(*file, *bound);
}

std::vector<Position> StudySource::snapshots(std::string_view study) const {
  return snapshots_ ? snapshots_->positions(study) : std::vector<Position>{};
}

std::vector<Position> StudySource::wanted(Position end) const {
  std::vector<Position> wanted;
  auto spacing = interval_;
  while (end / spacing > snapshot::Snapshots::kMost) spacing *= 2;
  for (auto at = spacing; at <= end; at += spacing) wanted.push_back(at);
  const auto last = end / interval_ * interval_;
  if (last > 0 && last % spacing != 0) wanted.push_back(last);
  return wanted;
}

Result<void> StudySource::keep(const projections::StudyView& view) const {
  if (!snapshots_) return {};
  auto bound = binding(view.study().id, view.position());
  if (!bound) return std::move(bound).error();
  return snapshots_->write(bound->study, bound->position, snapshot::encode(view, *bound));
}

void StudySource::thin(std::string_view study, Position end) const {
  const auto keep = wanted(end);
  for (const auto position : snapshots(study))
    if (!std::binary_search(keep.begin(), keep.end(), position)) forget(study, position);
}

void StudySource::forget(std::string_view study) const {
  if (snapshots_) snapshots_->remove_all(study);
}

void StudySource::forget(std::string_view study, Position position) const {
  if (snapshots_) snapshots_->remove(study, position);
}

}  // namespace verbatim::studies
