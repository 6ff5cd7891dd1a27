#include "merkle/tree.hpp"

#include <algorithm>
#include <bit>

namespace verbatim::merkle {
namespace {

// The largest power of two below n. Requires n > 1.
std::uint64_t split(std::uint64_t n) {
  return std::bit_floor(n - 1);
}

}  // namespace

// The root over the leaves [begin, end). The recursions below only ever ask for ranges that begin
// at a multiple of the least power of two that is not below their size.
Result<Hash> Tree::range(std::uint64_t begin, std::uint64_t end) const {
  const auto size = end - begin;
  if (size == 0) return empty_root();
  if (std::has_single_bit(size)) return subtree(begin, size);
  const auto middle = begin + split(size);
  auto left = range(begin, middle);
  if (!left) return left;
  auto right = range(middle, end);
  if (!right) return right;
  return node_hash(*left, *right);
}

// A complete one, out of those that are kept.
Result<Hash> Tree::subtree(std::uint64_t begin, std::uint64_t size) const {
  const auto level = static_cast<unsigned>(std::countr_zero(size));
  const auto tier = level / kTileHeight;
  const auto width = std::uint64_t{1} << (tier * kTileHeight);
  auto hashes = source_(tier, begin / width, size / width);
  if (!hashes) return hashes.error();
  for (auto left = hashes->size(); left > 1; left /= 2)
    for (std::size_t i = 0; i < left / 2; ++i)
      (*hashes)[i] = node_hash((*hashes)[2 * i], (*hashes)[2 * i + 1]);
  return hashes->front();
}

Result<Proof> Tree::inclusion(std::uint64_t index) const {
  Proof proof;
  for (std::uint64_t begin = 0, end = size_; end - begin > 1;) {
    const auto middle = begin + split(end - begin);
    const bool is_left = index < middle;
    auto other = is_left ? range(middle, end) : range(begin, middle);
    if (!other) return other.error();
    proof.push_back(*other);
    (is_left ? end : begin) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<Proof> Tree::consistency(std::uint64_t from) const {
  Proof proof;
  if (from == 0 || from == size_) return proof;
  std::uint64_t begin = 0, end = size_;
  bool known = true;  // the part at hand is the whole earlier tree, whose root the reader has
  while (from != end) {
    const auto middle = begin + split(end - begin);
    const bool is_left = from <= middle;
    auto other = is_left ? range(middle, end) : range(begin, middle);
    if (!other) return other.error();
    proof.push_back(*other);
    (is_left ? end : begin) = middle;
    known = known && is_left;
  }
  if (!known) {
    auto last = range(begin, end);
    if (!last) return last.error();
    proof.push_back(*last);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

}  // namespace verbatim::merkle
