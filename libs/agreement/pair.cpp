#include "agreement/pair.hpp"

#include <cassert>

#include "agreement/margins.hpp"

namespace verbatim::agreement {
namespace {

Margins margins_of(const PairTable& table) {
  const std::size_t categories = table.categories;
  assert(table.counts.size() == categories * categories);
  Margins margins(categories);
  for (std::size_t a = 0; a < categories; ++a) {
    for (std::size_t b = 0; b < categories; ++b) {
      margins.add(a, b, table.counts[a * categories + b]);
    }
  }
  return margins;
}

}  // namespace

Estimate percent_agreement(const PairTable& table) {
  return margins_of(table).percent_agreement();
}

Estimate cohen_kappa(const PairTable& table) {
  return margins_of(table).cohen_kappa();
}

Estimate scott_pi(const PairTable& table) {
  return margins_of(table).scott_pi();
}

}  // namespace verbatim::agreement
