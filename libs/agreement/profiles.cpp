#include "agreement/profiles.hpp"

#include <algorithm>
#include <utility>

namespace verbatim::agreement {
namespace {

// Sums over the units of one group, which all have the same number of codings.
class Group {
 public:
  explicit Group(std::uint32_t categories) : open_(categories) {}

  void add(std::uint32_t category, std::uint64_t codings) {
    if (open_[category] == 0) touched_.push_back(category);
    open_[category] += codings;
  }

  // Moves the group's counts into the tally; starts again from nothing.
  void close(std::uint32_t codings, Tally& tally) {
    for (const auto category : touched_) {
      const auto count = std::exchange(open_[category], 0);
      tally.shares[category] += static_cast<double>(count) / codings;
      if (codings >= 2) tally.pairable[category] += count;
    }
    touched_.clear();
  }

 private:
  std::vector<std::uint64_t> open_;     // by category
  std::vector<std::uint32_t> touched_;  // categories with a coding in the group
};

void count_pairs(std::uint32_t codings, std::uint64_t units, std::uint64_t agreeing, Tally& tally) {
  if (codings < 2) return;
  const std::uint64_t others = codings - 1;
  const std::uint64_t pairs = units * codings * others;
  tally.units += units;
  tally.codings += units * codings;
  tally.agreement += static_cast<double>(agreeing) / static_cast<double>(codings * others);
  tally.disagreement += static_cast<double>(pairs - agreeing) / static_cast<double>(others);
}

}  // namespace

void Profiles::add(std::span<const CategoryCount> counts, std::uint64_t units) {
  Profile profile{.units = units, .first = counts_.size()};
  for (const auto& count : counts) {
    if (count.codings == 0) continue;
    profile.codings += count.codings;
    profile.agreeing += std::uint64_t{count.codings} * (count.codings - 1);
    counts_.push_back(count);
  }
  profile.last = counts_.size();
  if (profile.codings > 0 && units > 0) profiles_.push_back(profile);
}

void Profiles::sort() {
  std::stable_sort(profiles_.begin(), profiles_.end(),
                   [](const auto& a, const auto& b) { return a.codings < b.codings; });
}

Profiles profiles_of(const Codings& codings) {
  Profiles profiles(codings.categories);
  std::vector<std::uint32_t> sorted;
  std::vector<CategoryCount> counts;
  for (std::size_t unit = 0; unit < codings.units(); ++unit) {
    const auto values = codings.values_of(unit);
    sorted.assign(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    counts.clear();
    for (const auto value : sorted) {
      if (counts.empty() || counts.back().category != value) counts.push_back({value, 0});
      ++counts.back().codings;
    }
    profiles.add(counts, 1);
  }
  profiles.sort();
  return profiles;
}

Tally tally_of(const Profiles& profiles) {
  Tally tally;
  tally.pairable.resize(profiles.categories());
  tally.shares.resize(profiles.categories());
  Group group(profiles.categories());
  const auto all = profiles.all();
  for (auto profile = all.begin(); profile != all.end();) {
    const auto codings = profile->codings;
    std::uint64_t units = 0;
    std::uint64_t agreeing = 0;
    for (; profile != all.end() && profile->codings == codings; ++profile) {
      for (const auto& count : profiles.counts(*profile)) {
        group.add(count.category, profile->units * count.codings);
      }
      units += profile->units;
      agreeing += profile->units * profile->agreeing;
    }
    tally.coded_units += units;
    group.close(codings, tally);
    count_pairs(codings, units, agreeing, tally);
  }
  return tally;
}

std::uint64_t differing_pairs(const Tally& tally) {
  std::uint64_t pairs = tally.codings * tally.codings;
  for (const auto count : tally.pairable) pairs -= count * count;
  return pairs;
}

}  // namespace verbatim::agreement
