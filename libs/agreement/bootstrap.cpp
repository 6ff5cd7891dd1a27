#include "agreement/bootstrap.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "agreement/nominal_basis.hpp"
#include "agreement/random.hpp"

namespace verbatim::agreement {
namespace {

// Between the two values nearest to the quantile, as most programs have it (Hyndman and Fan 1996,
// type 7). Requires sorted values.
double quantile(const std::vector<double>& values, double share) {
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const auto above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

std::optional<Interval> interval_of(std::vector<double> values) {
  if (values.size() < 2) return std::nullopt;
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) mean += value;
  mean /= n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return Interval{std::sqrt(squares / (n - 1)), quantile(values, .025),
                  std::min(1.0, quantile(values, .975)), IntervalMethod::kBootstrap};
}

// A cell of a theme's histogram, and what it adds to the sums.
struct Cell {
  double units, codings, applying, agreement, disagreement, share;
  std::uint64_t count;
};

std::vector<Cell> cells_of(std::span<const BinaryCell> given, std::uint32_t least) {
  std::vector<BinaryCell> sorted;
  for (const auto& cell : given) {
    if (cell.units > 0 && cell.codings >= least) sorted.push_back(cell);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::pair(a.codings, a.applying) < std::pair(b.codings, b.applying);
  });
  std::vector<Cell> cells;
  for (const auto& cell : sorted) {
    const double m = cell.codings;
    const double k = cell.applying;
    const double differing = 2 * k * (m - k);
    if (m >= 2) {
      cells.push_back(
          {0, m, k, 1 - differing / (m * (m - 1)), differing / (m - 1), k / m, cell.units});
    } else {
      cells.push_back({0, m, k, 0, 0, k / m, cell.units});
    }
  }
  // The largest last: it takes what is left, without a draw.
  std::stable_sort(cells.begin(), cells.end(),
                   [](const auto& a, const auto& b) { return a.count < b.count; });
  return cells;
}

void draw(std::vector<Cell>& cells, std::uint64_t units, Random& random) {
  auto left_to_draw = units;
  auto left_in_cells = units;
  for (auto& cell : cells) {
    const double chance = static_cast<double>(cell.count) / static_cast<double>(left_in_cells);
    const auto drawn = random.binomial(left_to_draw, chance);
    cell.units = static_cast<double>(drawn);
    left_to_draw -= drawn;
    left_in_cells -= cell.count;
  }
}

struct Sums {
  double units = 0, pairable = 0, codings = 0, applying = 0, agreement = 0, disagreement = 0,
         share = 0;
};

Sums sums_of(const std::vector<Cell>& cells) {
  Sums sums;
  for (const auto& cell : cells) {
    sums.units += cell.units;
    sums.share += cell.units * cell.share;
    if (cell.codings < 2) continue;
    sums.pairable += cell.units;
    sums.codings += cell.units * cell.codings;
    sums.applying += cell.units * cell.applying;
    sums.agreement += cell.units * cell.agreement;
    sums.disagreement += cell.units * cell.disagreement;
  }
  return sums;
}

struct Replicates {
  std::vector<double> percent, alpha, fleiss, ac1, s;

  void add_pairable(const Sums& sums) {
    const double agreement = sums.agreement / sums.pairable;
    percent.push_back(agreement);
    s.push_back(2 * agreement - 1);
    const double differing = 2 * sums.applying * (sums.codings - sums.applying);
    if (differing > 0) alpha.push_back(1 - (sums.codings - 1) * sums.disagreement / differing);
  }

  void add_coded(const Sums& sums) {
    if (sums.pairable == 0) return;
    const double agreement = sums.agreement / sums.pairable;
    const double applies = sums.share / sums.units;
    const double differ = 2 * applies * (1 - applies);
    if (differ > 0) fleiss.push_back(1 - (1 - agreement) / differ);
    ac1.push_back(1 - (1 - agreement) / (1 - differ));
  }
};

std::uint64_t units_of(const std::vector<Cell>& cells) {
  std::uint64_t units = 0;
  for (const auto& cell : cells) units += cell.count;
  return units;
}

// As many units as there are, drawn over cells that hold so many each.
std::optional<Interval> multinomial(
    const std::vector<std::uint64_t>& counts, const Resampling& resampling,
    const std::function<std::optional<double>(std::span<const std::uint64_t>)>& value_of) {
  std::uint64_t units = 0;
  for (const auto count : counts) units += count;
  if (units < 2) return std::nullopt;
  Random random(resampling.seed);
  std::vector<std::uint64_t> drawn(counts.size());
  std::vector<double> values;
  for (std::uint32_t resample = 0; resample < resampling.resamples; ++resample) {
    auto left_to_draw = units, left_in_cells = units;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const double chance =
          left_in_cells == 0 ? 0
                             : static_cast<double>(counts[i]) / static_cast<double>(left_in_cells);
      drawn[i] = random.binomial(left_to_draw, chance);
      left_to_draw -= drawn[i];
      left_in_cells -= counts[i];
    }
    if (const auto value = value_of(drawn)) values.push_back(*value);
  }
  return interval_of(std::move(values));
}

NominalBasis basis_of(std::span<const BinaryCell> cells) {
  Profiles profiles(2);
  for (const auto& cell : cells) {
    const std::array<CategoryCount, 2> counts{
        {{0, cell.codings - cell.applying}, {1, cell.applying}}};
    profiles.add(counts, cell.units);
  }
  profiles.sort();
  return NominalBasis(std::move(profiles), 1);
}

}  // namespace

std::optional<Interval> bootstrap(
    std::uint32_t units, const Resampling& resampling,
    const std::function<std::optional<double>(std::span<const std::uint32_t>)>& value_of) {
  if (units < 2) return std::nullopt;
  Random random(resampling.seed);
  std::vector<std::uint32_t> drawn(units);
  std::vector<double> values;
  for (std::uint32_t resample = 0; resample < resampling.resamples; ++resample) {
    for (auto& unit : drawn) unit = random.below(units);
    if (const auto value = value_of(drawn)) values.push_back(*value);
  }
  return interval_of(std::move(values));
}

std::optional<Interval> bootstrap(
    const Codings& codings, std::uint32_t least, const Resampling& resampling,
    const std::function<std::optional<double>(const Codings&)>& value_of) {
  std::vector<std::uint32_t> eligible;
  for (std::uint32_t unit = 0; unit < codings.units(); ++unit) {
    if (codings.count(unit) >= least) eligible.push_back(unit);
  }
  return bootstrap(static_cast<std::uint32_t>(eligible.size()), resampling,
                   [&](std::span<const std::uint32_t> drawn) {
                     CodingsBuffer buffer;
                     for (const auto number : drawn) {
                       const auto unit = eligible[number];
                       buffer.start_unit();
                       for (auto at = codings.offsets[unit]; at < codings.offsets[unit + 1]; ++at) {
                         buffer.add(codings.coders[at], codings.values[at]);
                       }
                     }
                     return value_of(buffer.view(codings.categories));
                   });
}

std::optional<Interval> bootstrap(
    const PairTable& table, const Resampling& resampling,
    const std::function<std::optional<double>(const PairTable&)>& value_of) {
  return multinomial({table.counts.begin(), table.counts.end()}, resampling,
                     [&](std::span<const std::uint64_t> drawn) {
                       return value_of({table.categories, drawn});
                     });
}

std::optional<Interval> bootstrap(
    std::span<const BinaryCell> given, std::uint32_t least, const Resampling& resampling,
    const std::function<std::optional<double>(std::span<const BinaryCell>)>& value_of) {
  std::vector<BinaryCell> cells;
  for (const auto& cell : given)
    if (cell.units > 0 && cell.codings >= least) cells.push_back(cell);
  std::sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) {
    return std::pair(a.codings, a.applying) < std::pair(b.codings, b.applying);
  });
  std::vector<std::uint64_t> counts;
  for (const auto& cell : cells) counts.push_back(cell.units);
  return multinomial(counts, resampling, [&](std::span<const std::uint64_t> drawn) {
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i].units = drawn[i];
    return value_of(cells);
  });
}

ThemeFigures theme_figures(std::span<const BinaryCell> cells) {
  const auto basis = basis_of(cells);
  return {basis.percent_agreement(), basis.krippendorff_alpha(), basis.fleiss_kappa(),
          basis.gwet_ac1(), basis.brennan_prediger()};
}

ThemeFigures theme_figures(std::span<const BinaryCell> given, const Resampling& resampling) {
  auto figures = theme_figures(given);
  auto pairable = cells_of(given, 2);
  auto coded = cells_of(given, 1);
  const auto pairable_units = units_of(pairable);
  const auto coded_units = units_of(coded);
  Random random(resampling.seed);
  Replicates replicates;
  for (std::uint32_t resample = 0; pairable_units >= 2 && resample < resampling.resamples;
       ++resample) {
    draw(pairable, pairable_units, random);
    const auto sums = sums_of(pairable);
    replicates.add_pairable(sums);
    if (coded_units == pairable_units) {
      replicates.add_coded(sums);
    } else {
      draw(coded, coded_units, random);
      replicates.add_coded(sums_of(coded));
    }
  }
  const auto put = [](Estimate& estimate, std::vector<double> values) {
    if (estimate.value) estimate.interval = interval_of(std::move(values));
  };
  put(figures.percent_agreement, std::move(replicates.percent));
  put(figures.krippendorff_alpha, std::move(replicates.alpha));
  put(figures.fleiss_kappa, std::move(replicates.fleiss));
  put(figures.gwet_ac1, std::move(replicates.ac1));
  put(figures.brennan_prediger, std::move(replicates.s));
  return figures;
}

}  // namespace verbatim::agreement
