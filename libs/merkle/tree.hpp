#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.hpp"
#include "merkle/proof.hpp"

namespace verbatim::merkle {

// Hashes are kept in tiers, as the tiles of C2SP's tlog-tiles are: tier 0 are the leaves, and each
// hash of a tier is the root over 256 of the tier below.
constexpr unsigned kTileHeight = 8;
constexpr std::uint64_t kTileWidth = 1u << kTileHeight;

// Where they are kept: the roots of `count` complete subtrees of 256^tier leaves each, from subtree
// `first` on.
using Source = std::function<Result<std::vector<Hash>>(unsigned tier, std::uint64_t first,
                                                       std::uint64_t count)>;

// A tree of a given size, of which the hashes are read as they are asked for. Of n leaves a root or
// proof takes O(log n) reads of at most 128 hashes. Fails as its source does, and with nothing
// else.
class Tree {
 public:
  Tree(Source source, std::uint64_t size) : source_(std::move(source)), size_(size) {}

  std::uint64_t size() const { return size_; }
  Result<Hash> root() const { return range(0, size_); }
  // That the leaf with this index is in the tree (RFC 9162, section 2.1.3.1). Requires index <
  // size.
  Result<Proof> inclusion(std::uint64_t index) const;
  // That the tree begins with the one of its first `from` leaves (section 2.1.4.1). Requires
  // from <= size.
  Result<Proof> consistency(std::uint64_t from) const;

 private:
  Result<Hash> range(std::uint64_t begin, std::uint64_t end) const;
  Result<Hash> subtree(std::uint64_t begin, std::uint64_t size) const;

  Source source_;
  std::uint64_t size_;
};

}  // namespace verbatim::merkle
