#include "agreement/binary.hpp"

#include <array>

#include "agreement/nominal_basis.hpp"

namespace verbatim::agreement {
namespace {

constexpr std::uint32_t kNot = 0;
constexpr std::uint32_t kApplies = 1;

NominalBasis basis_of(std::span<const BinaryCell> cells) {
  Profiles profiles(2);
  for (const auto& cell : cells) {
    const std::array<CategoryCount, 2> counts{
        {{kNot, cell.codings - cell.applying}, {kApplies, cell.applying}}};
    profiles.add(counts, cell.units);
  }
  profiles.sort();
  return NominalBasis(std::move(profiles), kApplies);
}

}  // namespace

Estimate percent_agreement(std::span<const BinaryCell> cells) {
  return basis_of(cells).percent_agreement();
}

Estimate krippendorff_alpha(std::span<const BinaryCell> cells) {
  return basis_of(cells).krippendorff_alpha();
}

Estimate fleiss_kappa(std::span<const BinaryCell> cells) {
  return basis_of(cells).fleiss_kappa();
}

Estimate gwet_ac1(std::span<const BinaryCell> cells) {
  return basis_of(cells).gwet_ac1();
}

Estimate brennan_prediger(std::span<const BinaryCell> cells) {
  return basis_of(cells).brennan_prediger();
}

Estimate holsti(std::span<const BinaryCell> cells) {
  auto estimate = basis_of(cells).blank();
  if (estimate.units == 0) {
    estimate.reason = Undefined::kNoPairableUnits;
    return estimate;
  }
  std::uint64_t agreeing = 0, codings = 0;
  for (const auto& cell : cells) {
    codings += cell.units * cell.codings;
    if (cell.codings == 2 && cell.applying != 1) agreeing += cell.units;
  }
  estimate.value = static_cast<double>(2 * agreeing) / static_cast<double>(codings);
  estimate.observed = 1 - *estimate.value;
  return estimate;
}

}  // namespace verbatim::agreement
