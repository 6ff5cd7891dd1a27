#include "agreement/sets.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "agreement/interval.hpp"
#include "agreement/nominal.hpp"
#include "agreement/nominal_basis.hpp"
#include "agreement/set_sums.hpp"

namespace verbatim::agreement {
namespace {

using Labels = std::vector<std::uint32_t>;

std::size_t largest_set(std::span<const Labels> sets) {
  std::size_t size = 0;
  for (const auto& set : sets) size = std::max(size, set.size());
  return size;
}

// The sum of the similarities (1 - distance) of many pairs of sets. Each is a fraction whose
// denominator is three times (or a hundred times) the size of the union, so numerators are summed
// by that size in whole numbers, and the order of the pairs cannot change a bit.
class SimilaritySum {
 public:
  SimilaritySum(SetDistance distance, std::size_t largest)
      : distance_(distance),
        whole_(distance == SetDistance::kMasiRounded ? 100 : 3),
        parts_(2 * largest + 1) {}

  // Adds `pairs` times the similarity of two different sets of these sizes. Requires shared > 0.
  void add(std::size_t a, std::size_t b, std::size_t shared, std::uint64_t pairs) {
    parts_[a + b - shared] += pairs * shared * weight(std::min(a, b), shared);
  }

  // The sum so far; starts again from 0.
  double take() {
    double sum = 0;
    for (std::size_t size = 1; size < parts_.size(); ++size) {
      sum +=
          static_cast<double>(std::exchange(parts_[size], 0)) / static_cast<double>(whole_ * size);
    }
    return sum;
  }

 private:
  std::uint64_t weight(std::size_t smaller, std::size_t shared) const {
    const bool contained = shared == smaller;
    if (distance_ == SetDistance::kJaccard) return 3;
    if (distance_ == SetDistance::kMasiRounded) return contained ? 67 : 33;
    return contained ? 2 : 1;
  }

  SetDistance distance_;
  std::uint64_t whole_;
  std::vector<std::uint64_t> parts_;  // by size of the union
};

// Adds up the similarities within one unit after the other.
class WithinUnits {
 public:
  WithinUnits(std::span<const Labels> sets, SetDistance distance)
      : sets_(sets), sum_(distance, largest_set(sets)) {}

  // Adds every ordered pair of codings of one unit whose sets differ.
  void add_unit(std::span<const std::uint32_t> values) {
    count_sets(values);
    for (auto a = counts_.begin(); a != counts_.end(); ++a) {
      for (auto b = counts_.begin(); b != a; ++b) {
        const auto& left = sets_[a->set];
        const auto& right = sets_[b->set];
        const auto shared = labels_in_common(left, right);
        if (shared == 0) continue;
        sum_.add(left.size(), right.size(), shared, 2 * a->codings * b->codings);
      }
    }
  }

  double take() { return sum_.take(); }

 private:
  struct Count {
    std::uint32_t set;
    std::uint64_t codings;
  };

  void count_sets(std::span<const std::uint32_t> values) {
    sorted_.assign(values.begin(), values.end());
    std::sort(sorted_.begin(), sorted_.end());
    counts_.clear();
    for (const auto set : sorted_) {
      if (counts_.empty() || counts_.back().set != set) counts_.push_back({set, 0});
      ++counts_.back().codings;
    }
  }

  std::span<const Labels> sets_;
  SimilaritySum sum_;
  std::vector<std::uint32_t> sorted_;  // the values of the present unit
  std::vector<Count> counts_;          // its different sets
};

std::vector<std::size_t> by_rising_count(const Codings& codings) {
  std::vector<std::size_t> units(codings.units());
  std::iota(units.begin(), units.end(), std::size_t{0});
  std::stable_sort(units.begin(), units.end(), [&](std::size_t a, std::size_t b) {
    return codings.count(a) < codings.count(b);
  });
  return units;
}

// Over pairable units: the sum of similarities of ordered pairs of different sets on the same unit,
// each divided by the unit's codings less one. What it takes off the nominal disagreement.
double similarity_within_units(const SetCodings& data, SetDistance distance) {
  const auto& codings = data.codings;
  const auto order = by_rising_count(codings);
  WithinUnits within(data.sets, distance);
  double total = 0;
  for (auto unit = order.begin(); unit != order.end();) {
    const auto size = codings.count(*unit);
    for (; unit != order.end() && codings.count(*unit) == size; ++unit) {
      within.add_unit(codings.values_of(*unit));
    }
    if (size >= 2) total += within.take() / (size - 1);
  }
  return total;
}

// Renumbers the labels in use 0, 1, 2, ... so that an index over them can be an array.
std::vector<std::uint32_t> labels_in_use(std::span<const Labels> sets,
                                         std::span<const std::uint64_t> uses) {
  std::vector<std::uint32_t> labels;
  for (std::size_t set = 0; set < sets.size(); ++set) {
    if (uses[set] > 0) labels.insert(labels.end(), sets[set].begin(), sets[set].end());
  }
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

// The sum of similarities of ordered pairs of codings with different sets, `uses` codings of each,
// whatever their units. Finds the pairs of sets that share a label through an index from labels to
// the sets seen so far.
double similarity_across_units(std::span<const Labels> sets, std::span<const std::uint64_t> uses,
                               SetDistance distance) {
  SimilaritySum sum(distance, largest_set(sets));
  const auto labels = labels_in_use(sets, uses);
  std::vector<std::vector<std::uint32_t>> sets_with(labels.size());
  std::vector<std::uint32_t> shared(sets.size());
  std::vector<std::uint32_t> neighbours;
  for (std::uint32_t set = 0; set < sets.size(); ++set) {
    if (uses[set] == 0) continue;
    for (const auto label : sets[set]) {
      const auto at = std::lower_bound(labels.begin(), labels.end(), label) - labels.begin();
      auto& earlier = sets_with[static_cast<std::size_t>(at)];
      for (const auto other : earlier) {
        if (shared[other]++ == 0) neighbours.push_back(other);
      }
      earlier.push_back(set);
    }
    for (const auto other : neighbours) {
      sum.add(sets[set].size(), sets[other].size(), shared[other], 2 * uses[set] * uses[other]);
      shared[other] = 0;
    }
    neighbours.clear();
  }
  return sum.take();
}

// 1 - distance of two different sets of these sizes.
double similarity(SetDistance distance, std::size_t a, std::size_t b, std::size_t shared) {
  const double jaccard = static_cast<double>(shared) / static_cast<double>(a + b - shared);
  const bool contained = shared == std::min(a, b);
  switch (distance) {
    case SetDistance::kMasi:
      return jaccard * (contained ? 2 : 1) / 3;
    case SetDistance::kMasiRounded:
      return jaccard * (contained ? .67 : .33);
    default:
      return jaccard;
  }
}

// By set: the mean similarity of a coding with it to all `n` codings, itself one of them.
std::vector<double> mean_similarities(std::span<const Labels> sets,
                                      std::span<const std::uint64_t> uses, double n,
                                      SetDistance distance) {
  const auto labels = labels_in_use(sets, uses);
  std::vector<std::vector<std::uint32_t>> sets_with(labels.size());
  std::vector<std::uint32_t> shared(sets.size()), neighbours;
  std::vector<std::vector<double>> terms(sets.size());
  for (std::uint32_t set = 0; set < sets.size(); ++set) {
    if (uses[set] == 0) continue;
    terms[set].push_back(static_cast<double>(uses[set]) / n);
    for (const auto label : sets[set]) {
      const auto at = std::lower_bound(labels.begin(), labels.end(), label) - labels.begin();
      auto& earlier = sets_with[static_cast<std::size_t>(at)];
      for (const auto other : earlier)
        if (shared[other]++ == 0) neighbours.push_back(other);
      earlier.push_back(set);
    }
    for (const auto other : neighbours) {
      const auto alike = similarity(distance, sets[set].size(), sets[other].size(),
                                    std::exchange(shared[other], 0));
      terms[set].push_back(alike * static_cast<double>(uses[other]) / n);
      terms[other].push_back(alike * static_cast<double>(uses[set]) / n);
    }
    neighbours.clear();
  }
  std::vector<double> means;
  for (auto& one : terms) means.push_back(ordered_sum(one));
  return means;
}

// Gwet's linearisation over units, with similarities for what nominal alpha has equality.
std::optional<Interval> interval_of(const SetCodings& data, const Profiles& profiles,
                                    const Tally& tally, const Estimate& alpha,
                                    SetDistance distance) {
  const auto n = static_cast<double>(tally.codings);
  AlphaLinearised linearised(*alpha.observed, *alpha.expected * (n - 1) / n,
                             n / static_cast<double>(tally.units));
  const auto means = mean_similarities(data.sets, tally.pairable, n, distance);
  std::vector<double> agreeing, chance;
  for (const auto& profile : profiles.all()) {
    if (profile.codings < 2) continue;
    const auto counts = profiles.counts(profile);
    agreeing.push_back(static_cast<double>(profile.agreeing));
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto& a = data.sets[counts[i].category];
      chance.push_back(counts[i].codings * means[counts[i].category]);
      for (std::size_t j = 0; j < i; ++j) {
        const auto& b = data.sets[counts[j].category];
        if (const auto shared = labels_in_common(a, b); shared > 0)
          agreeing.push_back(2.0 * counts[i].codings * counts[j].codings *
                             similarity(distance, a.size(), b.size(), shared));
      }
    }
    linearised.add(profile.codings, ordered_sum(agreeing), ordered_sum(chance), profile.units);
  }
  return std::move(linearised).about(*alpha.value);
}

}  // namespace

Estimate krippendorff_alpha(const SetCodings& data, SetDistance distance) {
  const NominalBasis basis(profiles_of(data.codings));
  const auto& tally = basis.tally();
  // The nominal alpha knows all that can be undefined: two different sets are never at distance 0.
  auto estimate = knowing_coders(basis.krippendorff_alpha(), coders_of(data.codings).size());
  if (distance == SetDistance::kNominal || !estimate.value) return estimate;
  const double observed = tally.disagreement - similarity_within_units(data, distance);
  const double expected = static_cast<double>(differing_pairs(tally)) -
                          similarity_across_units(data.sets, tally.pairable, distance);
  const auto n = static_cast<double>(tally.codings);
  estimate.value = 1 - (n - 1) * observed / expected;
  estimate.observed = observed / n;
  estimate.expected = expected / (n * (n - 1));
  estimate.interval = interval_of(data, basis.profiles(), tally, estimate, distance);
  return estimate;
}

Estimate percent_exact_sets(const SetCodings& data) {
  return percent_agreement(data.codings);
}

}  // namespace verbatim::agreement
