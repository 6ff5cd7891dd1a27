#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

namespace verbatim::projections {

// Numbers the label sets that codings hold. A set that nobody holds any more gives its number to
// the next new one, so that numbers stay as few as the sets in use. The numbers depend on the way
// to here: no figure may.
class HeldSets {
 public:
  using Labels = std::vector<std::uint32_t>;  // ascending
  static constexpr std::uint32_t kEmpty = 0;  // the empty set, which is always there

  // The number of the set, which has one holder more. O(labels).
  std::uint32_t hold(const Labels& labels);
  // It has one holder less. Requires that somebody holds it.
  void let_go(std::uint32_t set);

  // By number; nobody holds those that are empty, the first aside.
  std::span<const Labels> sets() const { return sets_; }

  // What a snapshot holds: the sets by number, all of them held but the first, which is empty; and
  // how many hold each.
  std::span<const std::uint32_t> holders() const { return holders_; }
  static HeldSets of(std::vector<Labels> sets, std::vector<std::uint32_t> holders);

 private:
  std::vector<Labels> sets_ = {{}};
  std::vector<std::uint32_t> holders_ = {0};
  std::vector<std::uint32_t> free_;
  boost::unordered_flat_map<Labels, std::uint32_t, boost::hash<Labels>> numbers_;
};

}  // namespace verbatim::projections
