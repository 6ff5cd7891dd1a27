#include "agreement/binary.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "given.hpp"

namespace verbatim::agreement {
namespace {

using Cells = std::vector<BinaryCell>;

// By hand: three units with two codings (both, one, none apply) and one with three (two apply).
const Cells kMixed = {{2, 2, 1}, {2, 1, 1}, {2, 0, 1}, {3, 2, 1}};

TEST(BinaryHistogram, PercentAgreementIsTheMeanOverUnits) {
  EXPECT_THAT(percent_agreement(kMixed), IsNear((1 + 0 + 1 + 1. / 3) / 4, 1e-15));
}

// n = 9, five apply. D_o * n = 2 / 1 + 4 / 2 = 4; D_e * n * (n - 1) = 81 - 25 - 16 = 40.
TEST(BinaryHistogram, AlphaWeightsUnitsByTheirCodings) {
  EXPECT_THAT(krippendorff_alpha(kMixed), IsNear(1 - 8. * 4 / 40, 1e-15));
}

// The share that applies is (1 + 1/2 + 0 + 2/3) / 4 = 13/24, p_a is 7/12.
TEST(BinaryHistogram, FleissAndAc1TakeTheMeanShareAsPrevalence) {
  const double applies = 13. / 24;
  const double same = applies * applies + (1 - applies) * (1 - applies);
  EXPECT_THAT(fleiss_kappa(kMixed), IsNear((7. / 12 - same) / (1 - same), 1e-15));
  const double chance = 2 * applies * (1 - applies);
  EXPECT_THAT(gwet_ac1(kMixed), IsNear((7. / 12 - chance) / (1 - chance), 1e-15));
  EXPECT_THAT(brennan_prediger(kMixed), IsNear(2 * 7. / 12 - 1, 1e-15));
}

TEST(BinaryHistogram, SaysOnHowMuchItStands) {
  for (const auto& estimate : {percent_agreement(kMixed), krippendorff_alpha(kMixed),
                               fleiss_kappa(kMixed), gwet_ac1(kMixed), brennan_prediger(kMixed)}) {
    EXPECT_EQ(estimate.units, 4U);
    EXPECT_EQ(estimate.codings, 9U);
    EXPECT_EQ(estimate.coded_units, 4U);
    EXPECT_EQ(estimate.values, 2U);
    EXPECT_DOUBLE_EQ(estimate.prevalence.value(), 13. / 24);
  }
}

TEST(BinaryHistogram, TellsTheDisagreementSeenAndThatByChance) {
  EXPECT_DOUBLE_EQ(percent_agreement(kMixed).observed.value(), 5. / 12);
  EXPECT_FALSE(percent_agreement(kMixed).expected);
  EXPECT_DOUBLE_EQ(krippendorff_alpha(kMixed).observed.value(), 4. / 9);
  EXPECT_DOUBLE_EQ(krippendorff_alpha(kMixed).expected.value(), 40. / 72);
  for (const auto& estimate : {krippendorff_alpha(kMixed), fleiss_kappa(kMixed), gwet_ac1(kMixed),
                               brennan_prediger(kMixed)}) {
    EXPECT_DOUBLE_EQ(*estimate.value, 1 - *estimate.observed / *estimate.expected);
  }
}

// A variance takes two units.
TEST(BinaryHistogram, OneUnitHasAValueAndNoInterval) {
  const Cells one = {{3, 2, 1}};
  EXPECT_TRUE(brennan_prediger(one).value);
  EXPECT_FALSE(brennan_prediger(one).interval);
}

TEST(BinaryHistogram, IntervalsAreNeverAboveOne) {
  const Cells nearly = {{2, 2, 5}, {2, 1, 1}, {2, 0, 5}};
  EXPECT_EQ(fleiss_kappa(nearly).interval.value().high, 1);
  EXPECT_LT(fleiss_kappa(nearly).interval.value().low, .6);
}

TEST(BinaryHistogram, UnitsCodedOnceOrNeverAreNotPairable) {
  const Cells cells = {{2, 2, 3}, {2, 0, 2}, {1, 1, 50}, {0, 0, 900}};
  EXPECT_EQ(krippendorff_alpha(cells).units, 5U);
  EXPECT_EQ(krippendorff_alpha(cells).codings, 10U);
}

TEST(BinaryHistogram, UnitsCodedOnceCountInThePrevalenceOfFleissAndAc1Only) {
  const Cells paired = {{2, 2, 3}, {2, 1, 2}, {2, 0, 5}};
  Cells more = paired;
  more.push_back({1, 1, 10});
  EXPECT_EQ(krippendorff_alpha(more).value, krippendorff_alpha(paired).value);
  EXPECT_EQ(krippendorff_alpha(more).interval, krippendorff_alpha(paired).interval);
  EXPECT_EQ(percent_agreement(more).value, percent_agreement(paired).value);
  EXPECT_EQ(brennan_prediger(more).value, brennan_prediger(paired).value);
  EXPECT_EQ(krippendorff_alpha(more).units, 10U);
  EXPECT_EQ(krippendorff_alpha(more).coded_units, 20U);
  // The theme stands on (3 + 2/2 + 10) / 20 = 0.7 of the units.
  EXPECT_THAT(fleiss_kappa(more), IsNear((.8 - .58) / .42, 1e-12));
  EXPECT_THAT(gwet_ac1(more), IsNear((.8 - .42) / .58, 1e-12));
}

TEST(BinaryHistogram, OrderAndSplitOfCellsChangeNothing) {
  const Cells whole = {{2, 1, 4}, {3, 3, 7}, {2, 2, 2}, {5, 1, 1}};
  const Cells split = {{5, 1, 1}, {2, 2, 1}, {3, 3, 4}, {2, 1, 4},
                       {7, 3, 0}, {2, 2, 1}, {3, 3, 3}, {0, 0, 0}};
  EXPECT_EQ(percent_agreement(split), percent_agreement(whole));
  EXPECT_EQ(krippendorff_alpha(split), krippendorff_alpha(whole));
  EXPECT_EQ(fleiss_kappa(split), fleiss_kappa(whole));
  EXPECT_EQ(gwet_ac1(split), gwet_ac1(whole));
  EXPECT_EQ(brennan_prediger(split), brennan_prediger(whole));
}

TEST(BinaryHistogram, CodingAgainstEachOtherIsNegativeAndStaysSo) {
  const Cells opposed = {{2, 1, 10}};
  EXPECT_THAT(percent_agreement(opposed), IsExactly(0.0));
  EXPECT_THAT(krippendorff_alpha(opposed), IsNear(-.9, 1e-15));
  EXPECT_THAT(fleiss_kappa(opposed), IsExactly(-1.0));
}

// 98 % of units agree on a theme that hardly ever applies: alpha sees no evidence, AC1 the accord.
TEST(BinaryHistogram, RareThemeShowsWhyAc1StandsBesideAlpha) {
  const Cells rare = {{2, 0, 980}, {2, 1, 20}};
  EXPECT_THAT(percent_agreement(rare), IsNear(.98, 1e-12));
  EXPECT_THAT(krippendorff_alpha(rare), IsNear(-.0096, 5e-5));
  EXPECT_THAT(gwet_ac1(rare), IsNear(.9796, 5e-5));
}

TEST(BinaryHistogram, HundredsOfMillionsOfCodingsStayExact) {
  const Cells big = {{50, 50, 400'000'000 / 50 / 2}, {50, 0, 400'000'000 / 50 / 2}};
  EXPECT_THAT(krippendorff_alpha(big), IsExactly(1.0));
  EXPECT_THAT(fleiss_kappa(big), IsExactly(1.0));
}

}  // namespace
}  // namespace verbatim::agreement
