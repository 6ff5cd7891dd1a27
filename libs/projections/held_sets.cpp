#include "projections/held_sets.hpp"

#include <utility>

namespace verbatim::projections {

std::uint32_t HeldSets::hold(const Labels& labels) {
  if (labels.empty()) return kEmpty;
  if (const auto known = numbers_.find(labels); known != numbers_.end()) {
    ++holders_[known->second];
    return known->second;
  }
  auto number = static_cast<std::uint32_t>(sets_.size());
  if (free_.empty()) {
    sets_.push_back(labels);
    holders_.push_back(1);
  } else {
    number = free_.back();
    free_.pop_back();
    sets_[number] = labels;
    holders_[number] = 1;
  }
  numbers_.emplace(labels, number);
  return number;
}

void HeldSets::let_go(std::uint32_t set) {
  if (set == kEmpty || --holders_[set] > 0) return;
  numbers_.erase(sets_[set]);
  sets_[set] = {};
  free_.push_back(set);
}

HeldSets HeldSets::of(std::vector<Labels> sets, std::vector<std::uint32_t> holders) {
  HeldSets held;
  held.numbers_.reserve(sets.size());
  for (std::uint32_t number = 1; number < sets.size(); ++number)
    held.numbers_.emplace(sets[number], number);
  held.sets_ = std::move(sets);
  held.holders_ = std::move(holders);
  return held;
}

}  // namespace verbatim::projections
