#include "agreement/set_sums.hpp"

#include <algorithm>
#include <utility>

namespace verbatim::agreement {

std::size_t labels_in_common(const std::vector<std::uint32_t>& a,
                             const std::vector<std::uint32_t>& b) {
  std::size_t shared = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x < *y) {
      ++x;
    } else if (*y < *x) {
      ++y;
    } else {
      ++shared, ++x, ++y;
    }
  }
  return shared;
}

// Unsigned sums may pass below zero on the way; what they come to is exact.
void SetSums::add_similar(std::vector<Thirds>& similar, std::size_t a, std::size_t b,
                          std::size_t shared, std::uint64_t pairs) {
  const auto either = a + b - shared;
  if (similar.size() <= either) similar.resize(either + 1);
  similar[either].jaccard += pairs * shared * 3;
  similar[either].masi += pairs * shared * (shared == std::min(a, b) ? 2 : 1);
}

double SetSums::sum_of(const std::vector<Thirds>& similar, SetDistance distance) {
  double sum = 0;
  for (std::size_t size = 1; size < similar.size(); ++size) {
    const auto thirds =
        distance == SetDistance::kJaccard ? similar[size].jaccard : similar[size].masi;
    sum += static_cast<double>(thirds) / static_cast<double>(3 * size);
  }
  return sum;
}

LabelBits::LabelBits(SetSums::Labels sets) : sets_(sets) {
  constexpr std::uint8_t kNone = 64;
  std::vector<std::uint8_t> bit_of;  // by label
  std::uint8_t used = 0;
  for (const auto& set : sets) {
    std::uint64_t bits = 0;
    for (const auto label : set) {
      if (bit_of.size() <= label) bit_of.resize(label + std::size_t{1}, kNone);
      if (bit_of[label] == kNone) {
        if (used == kNone) {
          bits_.clear();
          return;
        }
        bit_of[label] = used++;
      }
      bits |= std::uint64_t{1} << bit_of[label];
    }
    bits_.push_back(bits);
  }
}

void SetSums::change(Labels sets, std::span<const SetRun> runs, int sign) {
  change(sets, runs, sign,
         [&](std::size_t a, std::size_t b) { return labels_in_common(sets[a], sets[b]); });
}

void SetSums::change(const LabelBits& sets, std::span<const SetRun> runs, int sign) {
  change(sets.sets(), runs, sign,
         [&](std::size_t a, std::size_t b) { return sets.in_common(a, b); });
}

template <class InCommon>
void SetSums::change(Labels sets, std::span<const SetRun> runs, int sign, InCommon in_common) {
  const auto by = static_cast<std::uint64_t>(static_cast<std::int64_t>(sign));
  std::uint64_t codings = 0;
  for (const auto& run : runs) codings += run.codings;
  if (codings < 2) return;
  if (sizes_.size() <= codings) sizes_.resize(codings + 1);
  auto& counted = sizes_[codings];
  counted.units += by;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::uint64_t one = runs[i].codings;
    if (uses_.size() <= runs[i].set) uses_.resize(runs[i].set + std::size_t{1});
    uses_[runs[i].set] += by * one;
    counted.agreeing += by * one * (one - 1);
    for (std::size_t j = 0; j < i; ++j) {
      const auto shared = in_common(runs[i].set, runs[j].set);
      if (shared == 0) continue;
      add_similar(counted.similar, sets[runs[i].set].size(), sets[runs[j].set].size(), shared,
                  by * 2 * one * runs[j].codings);
    }
  }
}

void SetSums::add_alike(std::uint32_t set, std::uint32_t codings, std::uint64_t units) {
  if (codings < 2 || units == 0) return;
  if (sizes_.size() <= codings) sizes_.resize(codings + std::size_t{1});
  if (uses_.size() <= set) uses_.resize(set + std::size_t{1});
  sizes_[codings].units += units;
  sizes_[codings].agreeing += units * codings * (codings - 1);
  uses_[set] += units * codings;
}

void SetSums::add(const SetSums& other) {
  if (sizes_.size() < other.sizes_.size()) sizes_.resize(other.sizes_.size());
  for (std::size_t m = 0; m < other.sizes_.size(); ++m) {
    const auto& from = other.sizes_[m];
    auto& to = sizes_[m];
    to.units += from.units;
    to.agreeing += from.agreeing;
    if (to.similar.size() < from.similar.size()) to.similar.resize(from.similar.size());
    for (std::size_t size = 0; size < from.similar.size(); ++size) {
      to.similar[size].jaccard += from.similar[size].jaccard;
      to.similar[size].masi += from.similar[size].masi;
    }
  }
  if (uses_.size() < other.uses_.size()) uses_.resize(other.uses_.size());
  for (std::size_t set = 0; set < other.uses_.size(); ++set) uses_[set] += other.uses_[set];
}

SetSums SetSums::of(std::vector<BySize> sizes, std::vector<std::uint64_t> uses) {
  SetSums sums;
  sums.sizes_ = std::move(sizes);
  sums.uses_ = std::move(uses);
  return sums;
}

namespace {

// An index from labels to the sets that have them, in arrays: two passes, no lists to grow.
class SetsByLabel {
 public:
  SetsByLabel(SetSums::Labels sets, std::span<const std::uint64_t> uses) {
    std::uint32_t labels = 0;
    for (std::size_t set = 0; set < uses.size(); ++set)
      if (uses[set] > 0 && !sets[set].empty()) labels = std::max(labels, sets[set].back() + 1);
    begins_.resize(labels + std::size_t{1});
    for (std::size_t set = 0; set < uses.size(); ++set)
      if (uses[set] > 0)
        for (const auto label : sets[set]) ++begins_[label + std::size_t{1}];
    for (std::size_t label = 1; label < begins_.size(); ++label)
      begins_[label] += begins_[label - 1];
    numbers_.resize(begins_.back());
    ends_.assign(begins_.begin(), begins_.end() - 1);
  }
  // The sets added so far that have it.
  std::span<const std::uint32_t> with(std::uint32_t label) const {
    return {numbers_.data() + begins_[label], ends_[label] - begins_[label]};
  }
  void add(std::uint32_t label, std::uint32_t set) { numbers_[ends_[label]++] = set; }

 private:
  std::vector<std::size_t> begins_, ends_;  // by label
  std::vector<std::uint32_t> numbers_;
};

}  // namespace

double SetSums::similarity_across_units(Labels sets, SetDistance distance) const {
  std::vector<Thirds> similar;
  SetsByLabel index(sets, uses_);
  std::vector<std::uint32_t> shared(uses_.size()), neighbours;
  for (std::uint32_t set = 0; set < uses_.size(); ++set) {
    if (uses_[set] == 0) continue;
    for (const auto label : sets[set]) {
      for (const auto other : index.with(label))
        if (shared[other]++ == 0) neighbours.push_back(other);
      index.add(label, set);
    }
    for (const auto other : neighbours) {
      add_similar(similar, sets[set].size(), sets[other].size(), shared[other],
                  2 * uses_[set] * uses_[other]);
      shared[other] = 0;
    }
    neighbours.clear();
  }
  return sum_of(similar, distance);
}

// What both coefficients need to know of units of each size.
struct SetSums::Totals {
  Estimate estimate;            // units and codings
  double agreement = 0;         // sum over units of the share of coder pairs that agree
  double disagreement = 0;      // sum over units of ordered pairs that differ / (codings - 1)
  double within = 0;            // of which so much is similarity, at the distance asked for
  std::uint64_t differing = 0;  // ordered pairs of codings with different sets, of all units
};

SetSums::Totals SetSums::totals(SetDistance distance) const {
  Totals totals;
  for (std::size_t m = 2; m < sizes_.size(); ++m) {
    const auto& counted = sizes_[m];
    const auto others = static_cast<double>(m - 1);
    totals.estimate.units += counted.units;
    totals.estimate.codings += counted.units * m;
    totals.agreement += static_cast<double>(counted.agreeing) / static_cast<double>(m * (m - 1));
    totals.disagreement +=
        static_cast<double>(counted.units * m * (m - 1) - counted.agreeing) / others;
    if (distance != SetDistance::kNominal)
      totals.within += sum_of(counted.similar, distance) / others;
  }
  totals.differing = totals.estimate.codings * totals.estimate.codings;
  for (const auto uses : uses_) totals.differing -= uses * uses;
  return totals;
}

Estimate SetSums::percent_exact_sets() const {
  auto sums = totals(SetDistance::kNominal);
  if (sums.estimate.units == 0)
    sums.estimate.reason = Undefined::kNoPairableUnits;
  else
    sums.estimate.value = sums.agreement / static_cast<double>(sums.estimate.units);
  return sums.estimate;
}

Estimate SetSums::krippendorff_alpha(Labels sets, SetDistance distance) const {
  auto sums = totals(distance);
  auto& estimate = sums.estimate;
  if (estimate.units == 0) {
    estimate.reason = Undefined::kNoPairableUnits;
  } else if (sums.differing == 0) {  // two different sets are never at distance 0
    estimate.reason = Undefined::kNoVariation;
  } else {
    auto expected = static_cast<double>(sums.differing);
    if (distance != SetDistance::kNominal) expected -= similarity_across_units(sets, distance);
    const double observed = sums.disagreement - sums.within;
    const auto n = static_cast<double>(estimate.codings);
    estimate.value = 1 - (n - 1) * observed / expected;
    estimate.observed = observed / n;
    estimate.expected = expected / (n * (n - 1));
  }
  return estimate;
}

}  // namespace verbatim::agreement
