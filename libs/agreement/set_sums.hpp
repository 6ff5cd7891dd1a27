#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "agreement/estimate.hpp"
#include "agreement/sets.hpp"

// Agreement on label sets from sums that can be kept up: all that alpha needs to know of who said
// what, in whole numbers, so that adding a unit and taking it away again leaves no trace and the
// order of events cannot change a bit. The values are those of sets.hpp to the last bit.
namespace verbatim::agreement {

// How many codings of one unit have the same set.
struct SetRun {
  std::uint32_t set = 0;
  std::uint32_t codings = 0;
};

class LabelBits;

// Adds up units. Sets are numbers; `sets` in what follows has the labels of each, ascending, all
// different. It may be renumbered, but not while a unit with the number is in.
class SetSums {
 public:
  using Labels = std::span<const std::vector<std::uint32_t>>;

  // A unit is there (sign +1), or no longer (-1), with each of its sets in one run. Units with one
  // coding change nothing. O(pairs of different sets x labels).
  void change(Labels sets, std::span<const SetRun> runs, int sign);
  // The same, for many units with the same sets.
  void change(const LabelBits& sets, std::span<const SetRun> runs, int sign);
  // `units` units of which all `codings` codings have the same set.
  void add_alike(std::uint32_t set, std::uint32_t codings, std::uint64_t units);
  // Other units of the same sets, with the same numbers.
  void add(const SetSums& other);

  // Krippendorff's alpha as in sets.hpp; the nominal distance is that of whole sets.
  // O(pairs of sets in use that share a label).
  Estimate krippendorff_alpha(Labels sets, SetDistance distance) const;
  // The mean share of coder pairs whose sets are equal, as in sets.hpp.
  Estimate percent_exact_sets() const;

  // Similarities (1 - distance) of ordered pairs of different sets, by the size of the union: three
  // times the union's size is the denominator of each.
  struct Thirds {
    std::uint64_t jaccard = 0, masi = 0;
    bool operator==(const Thirds&) const = default;
  };
  struct BySize {  // of units with so many codings
    std::uint64_t units = 0;
    std::uint64_t agreeing = 0;  // ordered pairs of codings with the same set
    std::vector<Thirds> similar;
    bool operator==(const BySize&) const = default;
  };
  // What a snapshot holds: by the number of codings; by set, the codings on units with two or more.
  const std::vector<BySize>& sizes() const { return sizes_; }
  const std::vector<std::uint64_t>& uses() const { return uses_; }
  static SetSums of(std::vector<BySize> sizes, std::vector<std::uint64_t> uses);

 private:
  template <class InCommon>
  void change(Labels sets, std::span<const SetRun> runs, int sign, InCommon in_common);
  struct Totals;
  Totals totals(SetDistance distance) const;
  static void add_similar(std::vector<Thirds>& similar, std::size_t a, std::size_t b,
                          std::size_t shared, std::uint64_t pairs);
  static double sum_of(const std::vector<Thirds>& similar, SetDistance distance);
  double similarity_across_units(Labels sets, SetDistance distance) const;

  std::vector<BySize> sizes_;
  std::vector<std::uint64_t> uses_;
};

// How many labels two ascending sets have in common.
std::size_t labels_in_common(const std::vector<std::uint32_t>& a,
                             const std::vector<std::uint32_t>& b);

// Label sets as bits, while they have no more than 64 different labels (which are small numbers):
// what two of many sets have in common is found at once. Refers to the sets.
class LabelBits {
 public:
  explicit LabelBits(SetSums::Labels sets);
  SetSums::Labels sets() const { return sets_; }
  // How many labels two sets, by their numbers, have in common.
  std::size_t in_common(std::size_t a, std::size_t b) const {
    if (bits_.empty()) return labels_in_common(sets_[a], sets_[b]);
    return static_cast<std::size_t>(std::popcount(bits_[a] & bits_[b]));
  }

 private:
  SetSums::Labels sets_;
  std::vector<std::uint64_t> bits_;  // by set; none where there are more labels
};

}  // namespace verbatim::agreement
