#include "projections/coder_columns.hpp"

#include <algorithm>
#include <bit>

namespace verbatim::projections {

std::uint32_t SetColumn::Page::sets_before(std::size_t block, std::size_t bit) const {
  return static_cast<std::uint32_t>(count_before(there, block * kBlock + bit));
}

std::uint32_t SetColumn::at(std::size_t number) const {
  const auto block = number / kBlock, bit = number % kBlock;
  if ((there(block) >> bit & 1) == 0) return HeldSets::kEmpty;
  const auto& page = pages_[block / kBlocksOfPage];
  return page.sets[page.sets_before(block % kBlocksOfPage, bit)];
}

void SetColumn::put(std::size_t number, std::uint32_t set) {
  const auto block = number / kBlock, bit = number % kBlock;
  if (block >= blocks()) {
    if (set == HeldSets::kEmpty) return;
    pages_.resize(block / kBlocksOfPage + 1);
  }
  auto& page = pages_[block / kBlocksOfPage];
  auto& there = page.there[block % kBlocksOfPage];
  const auto mask = std::uint64_t{1} << bit;
  const auto place = page.sets_before(block % kBlocksOfPage, bit);
  if ((there & mask) != 0 && set != HeldSets::kEmpty) {
    page.sets[place] = set;
  } else if ((there & mask) != 0) {
    page.sets.erase(page.sets.begin() + place);
    there &= ~mask;
  } else if (set != HeldSets::kEmpty) {
    constexpr std::uint32_t kAll = kBlock * kBlocksOfPage;
    const auto size = page.sets.size();
    if (size == page.sets.capacity())  // exactly a page's worth in the end
      page.sets.reserve(std::min(kAll, std::max<std::uint32_t>(4, size * 2)));
    page.sets.insert(page.sets.begin() + place, set);
    there |= mask;
  }
}

void SetColumn::read(std::size_t block, Block& sets) const {
  const auto responses = there(block);
  if (responses == 0) return sets.fill(HeldSets::kEmpty);
  const auto& page = pages_[block / kBlocksOfPage];
  const auto* next = page.sets.data() + page.sets_before(block % kBlocksOfPage, 0);
  if (~responses == 0) {
    std::copy_n(next, kBlock, sets.begin());
    return;
  }
  sets.fill(HeldSets::kEmpty);
  for (auto left = responses; left != 0; left &= left - 1)
    sets[static_cast<std::size_t>(std::countr_zero(left))] = *next++;
}

}  // namespace verbatim::projections
