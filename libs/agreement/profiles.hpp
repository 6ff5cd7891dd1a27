#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agreement/codings.hpp"

// Inside of this library: what was said of each unit, whoever said it. All nominal coefficients
// that do not ask who the coders are follow from it.
namespace verbatim::agreement {

struct CategoryCount {
  std::uint32_t category = 0;
  std::uint32_t codings = 0;  // > 0
};

// `units` units, each with the same `codings` codings.
struct Profile {
  std::uint32_t codings = 0;
  std::uint64_t units = 0;
  std::uint64_t agreeing = 0;  // in one such unit: ordered pairs of different codings that agree
  std::size_t first = 0, last = 0;  // of its counts
};

class Profiles {
 public:
  explicit Profiles(std::uint32_t categories) : categories_(categories) {}

  // `counts` are of different categories.
  void add(std::span<const CategoryCount> counts, std::uint64_t units);

  // By rising number of codings, so that sums over groups of them are the same in any order.
  void sort();

  std::uint32_t categories() const { return categories_; }
  std::span<const Profile> all() const { return profiles_; }
  std::span<const CategoryCount> counts(const Profile& profile) const {
    return std::span(counts_).subspan(profile.first, profile.last - profile.first);
  }

 private:
  std::uint32_t categories_;
  std::vector<Profile> profiles_;
  std::vector<CategoryCount> counts_;
};

// One profile a coded unit.
Profiles profiles_of(const Codings& codings);

// The few sums over profiles that the coefficients need.
struct Tally {
  std::uint64_t units = 0;        // with two codings or more: pairable
  std::uint64_t codings = 0;      // on pairable units
  std::uint64_t coded_units = 0;  // with one coding or more
  double agreement = 0;           // over pairable units: sum of the share of coder pairs that agree
  double disagreement = 0;  // over pairable units: sum of ordered pairs that differ / (codings - 1)
  std::vector<std::uint64_t> pairable;  // by category: codings on pairable units
  std::vector<double> shares;  // by category: sum over coded units of its share of their codings
};

// Requires sorted profiles. Sums whole numbers over the units that have the same number of codings
// and divides only then, so that neither order nor names can change a bit.
Tally tally_of(const Profiles& profiles);

// The number of ordered pairs of codings with different categories on pairable units, within and
// across units: n^2 - sum of n_c^2. 0 if and only if there is no variation.
std::uint64_t differing_pairs(const Tally& tally);

}  // namespace verbatim::agreement
