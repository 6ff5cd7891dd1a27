#include "merkle/compact_range.hpp"

#include <bit>
#include <utility>

namespace verbatim::merkle {

std::optional<CompactRange> CompactRange::from(std::uint64_t size, std::vector<Hash> hashes) {
  if (hashes.size() != static_cast<std::size_t>(std::popcount(size))) return std::nullopt;
  CompactRange range;
  range.size_ = size;
  range.hashes_ = std::move(hashes);
  return range;
}

Hash CompactRange::root() const {
  if (hashes_.empty()) return empty_root();
  auto root = hashes_.back();
  for (auto left = hashes_.rbegin() + 1; left != hashes_.rend(); ++left)
    root = node_hash(*left, root);
  return root;
}

}  // namespace verbatim::merkle
