#include "projections/coder_columns.hpp"

#include <algorithm>
#include <bit>

namespace verbatim::projections {
namespace {

// How many bits are set below one.
std::size_t rank(std::uint64_t bits, std::size_t bit) {
  return static_cast<std::size_t>(std::popcount(bits & ((std::uint64_t{1} << bit) - 1)));
}

}  // namespace

std::uint32_t SetColumn::at(std::size_t number) const {
  if (number / kBlock >= blocks_.size()) return HeldSets::kEmpty;
  const auto& block = blocks_[number / kBlock];
  const auto bit = number % kBlock;
  if ((block.there >> bit & 1) == 0) return HeldSets::kEmpty;
  return block.sets[static_cast<std::uint32_t>(rank(block.there, bit))];
}

void SetColumn::put(std::size_t number, std::uint32_t set) {
  if (blocks_.size() <= number / kBlock) {
    if (set == HeldSets::kEmpty) return;
    blocks_.resize(number / kBlock + 1);
  }
  auto& block = blocks_[number / kBlock];
  const auto bit = number % kBlock;
  const auto at = block.sets.begin() + static_cast<std::ptrdiff_t>(rank(block.there, bit));
  const bool there = (block.there >> bit & 1) != 0;
  if (there && set != HeldSets::kEmpty) {
    *at = set;
  } else if (there) {
    block.sets.erase(at);
    block.there &= ~(std::uint64_t{1} << bit);
  } else if (set != HeldSets::kEmpty) {
    const auto place = at - block.sets.begin();
    const auto size = block.sets.size();
    if (size == block.sets.capacity())  // exactly a block's worth in the end
      block.sets.reserve(std::min<std::uint32_t>(kBlock, std::max<std::uint32_t>(4, size * 2)));
    block.sets.insert(block.sets.begin() + place, set);
    block.there |= std::uint64_t{1} << bit;
  }
}

void SetColumn::read(std::size_t block, Block& sets) const {
  sets.fill(HeldSets::kEmpty);
  if (block >= blocks_.size()) return;
  const auto* next = blocks_[block].sets.data();
  for (auto left = blocks_[block].there; left != 0; left &= left - 1)
    sets[static_cast<std::size_t>(std::countr_zero(left))] = *next++;
}

}  // namespace verbatim::projections
