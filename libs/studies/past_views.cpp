#include "studies/past_views.hpp"

#include <algorithm>
#include <utility>

namespace verbatim::studies {

using eventlog::Position;

PastViews::View PastViews::find(std::string_view study, Position position,
                                std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.study == study && entry.position == position && entry.generation == generation;
  });
  if (found == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  found->kept.used_at = Clock::now();
  return found->kept.view;
}

void PastViews::keep(std::string_view study, Position position, std::uint64_t generation,
                     View view) {
  const auto bytes = view->memory_bytes();
  if (bytes_max_ > 0 && bytes > bytes_max_) return;
  std::list<Entry> gone;  // freed when nothing is locked any more
  const std::lock_guard lock(mutex_);
  entries_.push_front(
      {std::string(study), position, generation, {std::move(view), bytes, Clock::now()}});
  bytes_ += bytes;
  while (entries_.size() > kMost || (bytes_max_ > 0 && bytes_ > bytes_max_)) {
    bytes_ -= entries_.back().kept.bytes;
    gone.splice(gone.end(), entries_, std::prev(entries_.end()));
  }
}

std::vector<PastViews::Kept> PastViews::all() const {
  std::vector<Kept> all;
  const std::lock_guard lock(mutex_);
  for (const auto& entry : entries_) all.push_back(entry.kept);
  return all;
}

bool PastViews::drop(const View& view) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.kept.view == view; });
  if (found == entries_.end()) return false;
  bytes_ -= found->kept.bytes;
  entries_.erase(found);
  return true;
}

}  // namespace verbatim::studies
