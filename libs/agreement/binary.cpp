#include "agreement/binary.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "agreement/tally.hpp"

namespace verbatim::agreement {
namespace {

constexpr std::size_t kNot = 0;
constexpr std::size_t kApplies = 1;
constexpr std::uint64_t kCategories = 2;

// Ordered pairs of different coders of one unit who say the same.
std::uint64_t agreeing_pairs(const BinaryCell& cell) {
  const std::uint64_t with = cell.applying;
  const std::uint64_t without = cell.codings - cell.applying;
  return with * (with - (with > 0)) + without * (without - (without > 0));
}

Tally tally_of(std::span<const BinaryCell> cells) {
  std::vector<BinaryCell> sorted(cells.begin(), cells.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.codings < b.codings; });
  TallyBuilder builder(kCategories);
  for (auto cell = sorted.begin(); cell != sorted.end();) {
    const auto codings = cell->codings;
    std::uint64_t units = 0;
    std::uint64_t agreeing = 0;
    for (; cell != sorted.end() && cell->codings == codings; ++cell) {
      builder.add(kApplies, cell->units * cell->applying);
      builder.add(kNot, cell->units * (codings - cell->applying));
      units += cell->units;
      agreeing += cell->units * agreeing_pairs(*cell);
    }
    builder.close(codings, units, agreeing);
  }
  return std::move(builder).finish();
}

}  // namespace

Estimate percent_agreement(std::span<const BinaryCell> cells) {
  return percent_agreement(tally_of(cells));
}

Estimate krippendorff_alpha(std::span<const BinaryCell> cells) {
  return krippendorff_alpha(tally_of(cells));
}

Estimate fleiss_kappa(std::span<const BinaryCell> cells) {
  return fleiss_kappa(tally_of(cells));
}

Estimate gwet_ac1(std::span<const BinaryCell> cells) {
  return gwet_ac1(tally_of(cells), kCategories);
}

Estimate brennan_prediger(std::span<const BinaryCell> cells) {
  return brennan_prediger(tally_of(cells), kCategories);
}

}  // namespace verbatim::agreement
