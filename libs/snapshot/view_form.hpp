#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "projections/study_view.hpp"

namespace verbatim::snapshot {

// What a snapshot must agree with to be taken for that of a study's log.
struct Binding {
  std::string study;
  std::uint64_t position = 0;
  std::string last_event;  // the bytes of the event at `position`
};

// A view as bytes: equal views give equal bytes, whatever way they came about.
std::string bytes_of(const projections::StudyView& view);

// The parts of two views that differ, by the names of their fields; none where the views are equal.
std::vector<std::string> differences(const projections::StudyView& a,
                                     const projections::StudyView& b);

// The view as a snapshot file: bound to the study, its position and its last event, with the
// version of the projections, the layout of the fields and a checksum. Holds no text that the log
// does not hold in plain: personal texts are sealed there, and here are only their positions.
std::string encode(const projections::StudyView& view, const Binding& binding);

// The view in a snapshot file. kCorruptStore where it is damaged or not this study's at this
// position and event, kNewerStore where it is of another version or layout (older or newer): each
// time it is to be passed over, and the study replayed from before.
Result<projections::StudyView> decode(std::string_view file, const Binding& binding);

}  // namespace verbatim::snapshot
