#include "studies/rebuild.hpp"

#include <utility>

namespace verbatim::studies {

bool Rebuilds::begin(const std::string& study) {
  const std::lock_guard lock(mutex_);
  const auto [at, is_first] = states_.try_emplace(study);
  if (!is_first && at->second.is_running()) return false;
  at->second = {};
  return true;
}

void Rebuilds::set(const std::string& study, RebuildState state) {
  const std::lock_guard lock(mutex_);
  states_[study] = std::move(state);
}

std::optional<RebuildState> Rebuilds::of(std::string_view study) const {
  const std::lock_guard lock(mutex_);
  const auto found = states_.find(study);
  if (found == states_.end()) return std::nullopt;
  return found->second;
}

}  // namespace verbatim::studies
