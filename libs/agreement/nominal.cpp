#include "agreement/nominal.hpp"

#include <optional>

#include "agreement/margins.hpp"
#include "agreement/nominal_basis.hpp"

namespace verbatim::agreement {
namespace {

Margins margins_of(const Codings& codings, std::uint32_t first, std::uint32_t second) {
  Margins margins(codings.categories);
  each_coded_by_both(codings, first, second,
                     [&](std::uint32_t a, std::uint32_t b) { margins.add(a, b, 1); });
  return margins;
}

Undefined why_not_two(std::size_t coders) {
  if (coders == 0) return Undefined::kNoPairableUnits;
  return coders == 1 ? Undefined::kOneCoder : Undefined::kNotTwoCoders;
}

// A coefficient of the two coders who coded, or why it does not apply.
Estimate of_the_two(const Codings& codings, Estimate (Margins::*coefficient)() const) {
  const auto coders = coders_of(codings);
  if (coders.size() == 2) {
    return knowing_coders((margins_of(codings, coders[0], coders[1]).*coefficient)(), 2);
  }
  auto estimate = NominalBasis(profiles_of(codings)).blank();
  estimate.reason = why_not_two(coders.size());
  estimate.coders = coders.size();
  return estimate;
}

Estimate of_all(const Codings& codings, Estimate (NominalBasis::*coefficient)() const) {
  const NominalBasis basis(profiles_of(codings));
  return knowing_coders((basis.*coefficient)(), coders_of(codings).size());
}

}  // namespace

Estimate percent_agreement(const Codings& codings) {
  return of_all(codings, &NominalBasis::percent_agreement);
}

Estimate percent_all_agree(const Codings& codings) {
  return of_all(codings, &NominalBasis::percent_all_agree);
}

std::optional<double> null_se_of_fleiss_kappa(const Codings& codings) {
  return NominalBasis(profiles_of(codings)).null_se_of_fleiss_kappa();
}

Estimate krippendorff_alpha(const Codings& codings) {
  return of_all(codings, &NominalBasis::krippendorff_alpha);
}

Estimate fleiss_kappa(const Codings& codings) {
  return of_all(codings, &NominalBasis::fleiss_kappa);
}

Estimate gwet_ac1(const Codings& codings) {
  return of_all(codings, &NominalBasis::gwet_ac1);
}

Estimate brennan_prediger(const Codings& codings) {
  return of_all(codings, &NominalBasis::brennan_prediger);
}

Estimate cohen_kappa(const Codings& codings) {
  return of_the_two(codings, &Margins::cohen_kappa);
}

Estimate scott_pi(const Codings& codings) {
  return of_the_two(codings, &Margins::scott_pi);
}

Estimate percent_agreement(const Codings& codings, std::uint32_t first, std::uint32_t second) {
  return knowing_coders(margins_of(codings, first, second).percent_agreement(), 2);
}

Estimate cohen_kappa(const Codings& codings, std::uint32_t first, std::uint32_t second) {
  return knowing_coders(margins_of(codings, first, second).cohen_kappa(), 2);
}

Estimate scott_pi(const Codings& codings, std::uint32_t first, std::uint32_t second) {
  return knowing_coders(margins_of(codings, first, second).scott_pi(), 2);
}

}  // namespace verbatim::agreement
