#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/event_log.hpp"
#include "projections/study_view.hpp"

namespace verbatim::studies {

// Views of earlier moments, kept for whoever asks for the same one next: the last few, within a
// budget. Thread-safe.
class PastViews {
 public:
  using Clock = std::chrono::steady_clock;
  using View = std::shared_ptr<const projections::StudyView>;
  static constexpr std::size_t kMost = 4;

  // What all of them may take together (StudyView::memory_bytes); 0: no limit.
  explicit PastViews(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // The study at that position as it was made in that generation (LiveStudy::generation); null
  // where it is not here.
  View find(std::string_view study, eventlog::Position position, std::uint64_t generation);
  // Those used longest ago make room; one that is larger than the budget is not kept.
  void keep(std::string_view study, eventlog::Position position, std::uint64_t generation,
            View view);

  struct Kept {
    View view;
    std::size_t bytes = 0;
    Clock::time_point used_at;
  };
  std::vector<Kept> all() const;
  // False where it is gone already. Whoever looks at it keeps it for as long.
  bool drop(const View& view);

 private:
  struct Entry {
    std::string study;
    eventlog::Position position = 0;
    std::uint64_t generation = 0;
    Kept kept;
  };

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // guarded by mutex_; the last used first
  std::size_t bytes_ = 0;     // guarded by mutex_; of all entries
};

}  // namespace verbatim::studies
