#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.hpp"
#include "eventlog/event_log.hpp"

namespace verbatim::studies {

// How a rebuild goes: the study's projections are made anew from the log beside the live ones, then
// compared with them bit for bit and put in their place, while reads and writes go on.
struct RebuildState {
  enum class Stage : std::uint8_t { kWaiting, kReplaying, kSwitching, kDone, kFailed };
  Stage stage = Stage::kWaiting;
  eventlog::Position events = 0, of = 0;  // replayed, and the study's last position
  double seconds = 0;                     // since it began to replay
  eventlog::Position position = 0;        // kDone: the one it was switched at
  std::vector<std::string> differences;   // kDone: what was not as in the live view
  std::optional<Failure> failure;         // kFailed

  bool is_running() const { return stage != Stage::kDone && stage != Stage::kFailed; }
};

// The last rebuild of each study. Thread-safe.
class Rebuilds {
 public:
  // False where one is under way.
  bool begin(const std::string& study);
  void set(const std::string& study, RebuildState state);
  std::optional<RebuildState> of(std::string_view study) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, RebuildState, std::less<>> states_;  // guarded by mutex_
};

}  // namespace verbatim::studies
