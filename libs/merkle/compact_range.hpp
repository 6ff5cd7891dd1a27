#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "merkle/hash.hpp"

namespace verbatim::merkle {

// The right edge of a tree that grows: the roots of its largest complete subtrees, from the left,
// one for each bit of its size that is set. It is all that a new leaf or the root takes: at most
// 64 hashes, and on average two hashings a leaf, its own included.
class CompactRange {
 public:
  CompactRange() = default;
  // As it was stored. Nothing where `hashes` are not as many as `size` has bits set.
  static std::optional<CompactRange> from(std::uint64_t size, std::vector<Hash> hashes);

  std::uint64_t size() const { return size_; }
  const std::vector<Hash>& hashes() const { return hashes_; }

  // Adds a leaf. For each subtree that it completes, of 2^level leaves with level from 1 up, calls
  // completed(level, root of the subtree).
  template <class Completed>
  void append(const Hash& leaf, Completed completed) {
    hashes_.push_back(leaf);
    unsigned level = 0;
    for (auto size = size_++; (size & 1) != 0; size >>= 1) {
      const auto right = hashes_.back();
      hashes_.pop_back();
      hashes_.back() = node_hash(hashes_.back(), right);
      completed(++level, hashes_.back());
    }
  }
  void append(const Hash& leaf) {
    append(leaf, [](unsigned, const Hash&) {});
  }

  // The root of the tree (RFC 9162, section 2.1.1).
  Hash root() const;

  bool operator==(const CompactRange&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> hashes_;
};

}  // namespace verbatim::merkle
