#include "agreement/unit_terms.hpp"

#include <utility>

#include "agreement/interval.hpp"

namespace verbatim::agreement {
namespace {

struct Means {
  double agreement = 0;
  double scale = 0;  // coded units a pairable one
};

Means means_of(const std::vector<UnitTerm>& terms) {
  double pairable = 0;
  double all = 0;
  double agreement = 0;
  for (const auto& term : terms) {
    const auto units = static_cast<double>(term.units);
    all += units;
    if (!term.pairable) continue;
    pairable += units;
    agreement += units * term.agreement;
  }
  return {agreement / pairable, all / pairable};
}

}  // namespace

Estimate mean_agreement(Estimate blank, const std::vector<UnitTerm>& terms) {
  const auto means = means_of(terms);
  Linearised linearised;
  for (const auto& term : terms) linearised.add(means.scale * term.agreement, term.units);
  blank.value = means.agreement;
  blank.observed = 1 - means.agreement;
  blank.interval = std::move(linearised).gwet_of_proportion(means.agreement);
  return blank;
}

Estimate beyond_chance(Estimate blank, const std::vector<UnitTerm>& terms, double chance) {
  const double open = 1 - chance;
  if (open <= 1e-14) {  // only rounding is left
    blank.reason = Undefined::kNoVariation;
    return blank;
  }
  const auto means = means_of(terms);
  const double value = (means.agreement - chance) / open;
  Linearised linearised;
  for (const auto& term : terms) {
    const double gained = term.pairable ? means.scale * (term.agreement - chance) : 0;
    linearised.add((gained - 2 * (1 - value) * (term.chance - chance)) / open, term.units);
  }
  blank.value = value;
  blank.observed = 1 - means.agreement;
  blank.expected = open;
  blank.interval = std::move(linearised).gwet(value, value);
  return blank;
}

}  // namespace verbatim::agreement
