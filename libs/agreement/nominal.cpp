#include "agreement/nominal.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "agreement/margins.hpp"
#include "agreement/nominal_tally.hpp"

namespace verbatim::agreement {
namespace {

// Counts how often each value stands on one unit, and forgets it again at the cost of that unit.
class UnitCounter {
 public:
  explicit UnitCounter(std::size_t categories) : counts_(categories) {}

  // Ordered pairs of different codings among `values` that are equal.
  std::uint64_t agreeing_pairs(std::span<const std::uint32_t> values) {
    std::uint64_t pairs = 0;
    for (const auto value : values) pairs += 2 * counts_[value]++;
    for (const auto value : values) counts_[value] = 0;
    return pairs;
  }

 private:
  std::vector<std::uint64_t> counts_;
};

// The coders who coded anything, in order of appearance; at most `limit` of them.
std::vector<std::uint32_t> first_coders(const Codings& codings, std::size_t limit) {
  std::vector<std::uint32_t> found;
  for (const auto coder : codings.coders) {
    if (std::find(found.begin(), found.end(), coder) != found.end()) continue;
    found.push_back(coder);
    if (found.size() == limit) break;
  }
  return found;
}

Margins margins_of(const Codings& codings, std::uint32_t first, std::uint32_t second) {
  Margins margins(codings.categories);
  for (std::size_t unit = 0; unit < codings.units(); ++unit) {
    std::optional<std::uint32_t> a;
    std::optional<std::uint32_t> b;
    for (auto at = codings.offsets[unit]; at < codings.offsets[unit + 1]; ++at) {
      if (codings.coders[at] == first) a = codings.values[at];
      if (codings.coders[at] == second) b = codings.values[at];
    }
    if (a && b) margins.add(*a, *b, 1);
  }
  return margins;
}

Undefined why_not_two(std::size_t coders) {
  if (coders == 0) return Undefined::kNoPairableUnits;
  return coders == 1 ? Undefined::kOneCoder : Undefined::kNotTwoCoders;
}

// A coefficient of the two coders who coded, or why it does not apply.
Estimate of_the_two(const Codings& codings, Estimate (Margins::*coefficient)() const) {
  const auto coders = first_coders(codings, 3);
  if (coders.size() == 2) return (margins_of(codings, coders[0], coders[1]).*coefficient)();
  const auto tally = tally_of(codings);
  return {.reason = why_not_two(coders.size()), .units = tally.units, .codings = tally.codings};
}

}  // namespace

std::vector<std::size_t> by_rising_count(const Codings& codings) {
  std::vector<std::size_t> units(codings.units());
  std::iota(units.begin(), units.end(), std::size_t{0});
  std::stable_sort(units.begin(), units.end(), [&](std::size_t a, std::size_t b) {
    return codings.count(a) < codings.count(b);
  });
  return units;
}

Tally tally_of(const Codings& codings) {
  const auto order = by_rising_count(codings);
  TallyBuilder builder(codings.categories);
  UnitCounter counter(codings.categories);
  for (auto unit = order.begin(); unit != order.end();) {
    const auto size = codings.count(*unit);
    std::uint64_t units = 0;
    std::uint64_t agreeing = 0;
    for (; unit != order.end() && codings.count(*unit) == size; ++unit, ++units) {
      const auto values = codings.values_of(*unit);
      for (const auto value : values) builder.add(value, 1);
      agreeing += counter.agreeing_pairs(values);
    }
    builder.close(size, units, agreeing);
  }
  return std::move(builder).finish();
}

Estimate knowing_coders(Estimate estimate, const Codings& codings) {
  if (estimate.reason != Undefined::kNoPairableUnits) return estimate;
  return knowing_coders(estimate, first_coders(codings, 2).size());
}

Estimate percent_agreement(const Codings& codings) {
  return knowing_coders(percent_agreement(tally_of(codings)), codings);
}

Estimate krippendorff_alpha(const Codings& codings) {
  return knowing_coders(krippendorff_alpha(tally_of(codings)), codings);
}

Estimate fleiss_kappa(const Codings& codings) {
  return knowing_coders(fleiss_kappa(tally_of(codings)), codings);
}

Estimate gwet_ac1(const Codings& codings) {
  return knowing_coders(gwet_ac1(tally_of(codings), codings.categories), codings);
}

Estimate brennan_prediger(const Codings& codings) {
  return knowing_coders(brennan_prediger(tally_of(codings), codings.categories), codings);
}

Estimate cohen_kappa(const Codings& codings) {
  return of_the_two(codings, &Margins::cohen_kappa);
}

Estimate scott_pi(const Codings& codings) {
  return of_the_two(codings, &Margins::scott_pi);
}

Estimate percent_agreement(const Codings& codings, std::uint32_t first, std::uint32_t second) {
  return margins_of(codings, first, second).percent_agreement();
}

Estimate cohen_kappa(const Codings& codings, std::uint32_t first, std::uint32_t second) {
  return margins_of(codings, first, second).cohen_kappa();
}

Estimate scott_pi(const Codings& codings, std::uint32_t first, std::uint32_t second) {
  return margins_of(codings, first, second).scott_pi();
}

}  // namespace verbatim::agreement
