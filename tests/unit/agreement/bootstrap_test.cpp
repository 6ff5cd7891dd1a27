#include "agreement/bootstrap.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "agreement/nominal.hpp"
#include "agreement/random.hpp"
#include "given.hpp"

namespace verbatim::agreement {
namespace {

// The numbers of a seed may never change, or an interval that was published could not be found
// again.
TEST(RandomNumbers, AreTheSameForEver) {
  Random a(1);
  EXPECT_EQ(a.next(), 12966619160104079557ULL);
  EXPECT_EQ(a.next(), 9600361134598540522ULL);
  for (int i = 3; i < 100; ++i) a.next();
  EXPECT_EQ(a.next(), 10375365192356596729ULL);  // the hundredth
  EXPECT_NE(Random(1).next(), Random(2).next());
}

TEST(RandomNumbers, BelowALimitAreSpreadEvenly) {
  Random random(5);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts[random.below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);
}

// Mean and variance of n p and n p (1 - p), with few successes (inversion) and with many (BTRS).
TEST(RandomNumbers, BinomialsHaveTheirMeanAndVariance) {
  struct Row {
    std::uint64_t n;
    double p;
  };
  for (const auto& [n, p] : std::vector<Row>{
           {1, .5}, {10, .01}, {50, .1}, {50, .9}, {100, .4}, {1000, .3}, {100'000, .8}, {7, 0}}) {
    SCOPED_TRACE(std::to_string(n) + " " + std::to_string(p));
    Random random(11);
    constexpr int kDraws = 40'000;
    double sum = 0;
    double squares = 0;
    const double mean = static_cast<double>(n) * p;
    const double variance = mean * (1 - p);
    for (int i = 0; i < kDraws; ++i) {
      const auto k = random.binomial(n, p);
      ASSERT_LE(k, n);
      const double off = static_cast<double>(k) - mean;
      sum += off;
      squares += off * off;
    }
    EXPECT_NEAR(sum / kDraws, 0, 5 * std::sqrt(variance / kDraws) + 1e-12);
    EXPECT_NEAR(squares / kDraws, variance, .05 * variance + 1e-12);
  }
  EXPECT_EQ(Random(3).binomial(9, 1), 9U);
}

const std::vector<BinaryCell> kCells = {{4, 4, 30}, {4, 3, 10}, {4, 1, 9}, {4, 0, 60}, {1, 1, 5}};

TEST(Bootstrap, OfAHistogramHasTheSameSpreadAsOfItsUnits) {
  LabelLists units;
  for (const auto& cell : kCells) {
    for (std::uint64_t u = 0; u < cell.units; ++u) {
      auto& unit = units.emplace_back();
      for (std::uint32_t c = 0; c < cell.codings; ++c) {
        unit.push_back(
            {c, c < cell.applying ? std::vector<std::uint32_t>{1} : std::vector<std::uint32_t>{}});
      }
    }
  }
  const SetData data(units);
  const SetCodings view = data;
  const Resampling resampling{.resamples = 2000, .seed = 3};
  const auto figures = theme_figures(kCells, resampling);
  const auto by_unit = bootstrap(view.codings, 2, resampling, [](const Codings& drawn) {
    return krippendorff_alpha(drawn).value;
  });
  const auto& by_cell = figures.krippendorff_alpha.interval;
  ASSERT_TRUE(by_unit && by_cell);
  EXPECT_NEAR(by_cell->se, by_unit->se, .1 * by_unit->se);
  EXPECT_NEAR(by_cell->low, by_unit->low, .03);
  EXPECT_NEAR(by_cell->high, by_unit->high, .03);
  EXPECT_EQ(by_cell->method, IntervalMethod::kBootstrap);
}

// Two ways to the same: with many units both are near each other.
TEST(Bootstrap, IsNearTheAnalyticStandardErrors) {
  const std::vector<BinaryCell> many = {{3, 3, 300}, {3, 2, 90}, {3, 1, 110}, {3, 0, 500}};
  const auto analytic = theme_figures(many);
  const auto drawn = theme_figures(many, {.resamples = 4000, .seed = 1});
  const auto near = [](const Estimate& a, const Estimate& b) {
    EXPECT_NEAR(a.interval.value().se, b.interval.value().se, .06 * b.interval.value().se);
    EXPECT_EQ(a.value, b.value);
  };
  near(drawn.percent_agreement, analytic.percent_agreement);
  near(drawn.krippendorff_alpha, analytic.krippendorff_alpha);
  near(drawn.fleiss_kappa, analytic.fleiss_kappa);
  near(drawn.gwet_ac1, analytic.gwet_ac1);
  near(drawn.brennan_prediger, analytic.brennan_prediger);
}

TEST(Bootstrap, OrderAndSplitOfCellsChangeNoBit) {
  const std::vector<BinaryCell> split = {{1, 1, 5},  {4, 0, 20}, {4, 1, 9},
                                         {4, 4, 30}, {4, 0, 40}, {4, 3, 10}};
  // Cells of the same kind that stand apart are drawn apart, so only their order is free.
  const std::vector<BinaryCell> other = {{4, 0, 60}, {1, 1, 5}, {4, 1, 9}, {4, 3, 10}, {4, 4, 30}};
  const Resampling resampling{.resamples = 200, .seed = 9};
  const auto a = theme_figures(kCells, resampling);
  const auto b = theme_figures(other, resampling);
  EXPECT_EQ(a.krippendorff_alpha, b.krippendorff_alpha);
  EXPECT_EQ(a.gwet_ac1, b.gwet_ac1);
  EXPECT_EQ(theme_figures(split, resampling).fleiss_kappa.value, a.fleiss_kappa.value);
}

TEST(Bootstrap, NeedsTwoUnitsAndAValue) {
  const std::vector<BinaryCell> one = {{3, 2, 1}};
  EXPECT_FALSE(theme_figures(one, {}).krippendorff_alpha.interval);
  const std::vector<BinaryCell> alike = {{3, 3, 20}};
  EXPECT_THAT(theme_figures(alike, {}).krippendorff_alpha, IsUndefined("no_variation"));
  EXPECT_FALSE(theme_figures(alike, {}).krippendorff_alpha.interval);
  EXPECT_EQ(theme_figures(alike, {}).percent_agreement.interval.value().se, 0);
}

}  // namespace
}  // namespace verbatim::agreement
