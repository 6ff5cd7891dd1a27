#include "agreement/pair.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

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

// The shares of a table's cells, and for each row and column the mean weight that the other coder's
// shares give it.
struct WeightedTable {
  std::size_t q = 0;
  double n = 0, agreement = 0, chance = 0;
  std::vector<double> cells, rows, columns, row_weight, column_weight;

  WeightedTable(const PairTable& table, const Weights& weights)
      : q(table.categories), rows(q), columns(q), row_weight(q), column_weight(q) {
    for (const auto count : table.counts) n += static_cast<double>(count);
    if (n == 0) return;
    for (std::size_t at = 0; at < table.counts.size(); ++at) {
      cells.push_back(static_cast<double>(table.counts[at]) / n);
      rows[at / q] += cells[at];
      columns[at % q] += cells[at];
      agreement += cells[at] * weights.similarity[at];
    }
    for (std::size_t at = 0; at < cells.size(); ++at) {
      row_weight[at / q] += weights.similarity[at] * columns[at % q];
      column_weight[at % q] += weights.similarity[at] * rows[at / q];
    }
    for (std::size_t c = 0; c < q; ++c) chance += rows[c] * row_weight[c];
  }
};

}  // namespace

Estimate weighted_kappa(const PairTable& table, const Weights& weights) {
  auto estimate = margins_of(table).cohen_kappa();
  estimate.value.reset();
  estimate.interval.reset();
  if (estimate.reason == Undefined::kNoPairableUnits) return estimate;
  const WeightedTable t(table, weights);
  const double open = 1 - t.chance;
  if (open <= 1e-14) {
    estimate.reason = Undefined::kNoVariation;
    estimate.observed.reset();
    estimate.expected.reset();
    return estimate;
  }
  estimate.reason.reset();
  const double kappa = (t.agreement - t.chance) / open;
  estimate.value = kappa;
  estimate.observed = 1 - t.agreement;
  estimate.expected = open;
  Linearised linearised;
  for (std::size_t at = 0; at < t.cells.size(); ++at) {
    const double chance = t.row_weight[at / t.q] + t.column_weight[at % t.q] - 2 * t.chance;
    const double x = weights.similarity[at] - t.chance - (1 - kappa) * chance;
    if (table.counts[at] > 0) linearised.add(x / open, table.counts[at]);
  }
  estimate.interval = std::move(linearised).fleiss_cohen_everitt(kappa, kappa);
  return estimate;
}

std::optional<double> null_se_of_kappa(const PairTable& table, const Weights& weights) {
  const WeightedTable t(table, weights);
  const double open = 1 - t.chance;
  if (t.n == 0 || open <= 1e-14) return std::nullopt;
  double squares = 0;
  for (std::size_t at = 0; at < t.cells.size(); ++at) {
    const double x = weights.similarity[at] - t.row_weight[at / t.q] - t.column_weight[at % t.q];
    squares += t.rows[at / t.q] * t.columns[at % t.q] * x * x;
  }
  return std::sqrt(std::max(0.0, squares - t.chance * t.chance) / t.n) / open;
}

std::optional<double> cohen_kappa_max(const PairTable& table) {
  return margins_of(table).cohen_kappa_max();
}

std::vector<std::uint64_t> pair_counts(const Codings& codings, std::uint32_t first,
                                       std::uint32_t second) {
  std::vector<std::uint64_t> counts(std::size_t{codings.categories} * codings.categories);
  each_coded_by_both(codings, first, second, [&](std::uint32_t a, std::uint32_t b) {
    ++counts[std::size_t{a} * codings.categories + b];
  });
  return counts;
}

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
