#include "agreement/weighted.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "agreement/nominal.hpp"
#include "agreement/overlap.hpp"
#include "agreement/pair.hpp"
#include "given.hpp"

namespace verbatim::agreement {
namespace {

const std::vector<double> kRanks = {1, 2, 3, 4, 5};

// Krippendorff (2011), section C: 12 units, four observers, values 1 to 5.
Values krippendorff_c() {
  return values({"1 1 . 1", "2 2 3 2", "3 3 3 3", "3 3 3 3", "2 2 2 2", "1 2 3 4", "4 4 4 4",
                 "1 1 2 1", "2 2 2 2", ". 5 5 5", ". . 1 1", ". 3 . ."});
}

TEST(PublishedOrdered, Krippendorff2011) {
  const NominalData data(krippendorff_c());
  const auto alpha = [&](Scale scale) {
    return krippendorff_alpha(data, differences(scale, kRanks, data));
  };
  EXPECT_THAT(alpha(Scale::kNominal), IsNear(.743, 5e-4));
  EXPECT_THAT(alpha(Scale::kOrdinal), IsNear(.815, 5e-4));
  EXPECT_THAT(alpha(Scale::kInterval), IsNear(.849, 5e-4));
  EXPECT_THAT(alpha(Scale::kRatio), IsNear(.797, 5e-4));
}

// As Gwet's program prints them for the same data; the lone value of unit 12 is observer B's.
TEST(PublishedOrdered, GwetAc2AndOthers) {
  const NominalData data(krippendorff_c());
  EXPECT_THAT(gwet_ac2(data, linear_weights(kRanks)), IsNear(.858739136433, 5e-12));
  EXPECT_THAT(gwet_ac2(data, quadratic_weights(kRanks)), IsNear(.914000723552, 5e-12));
  EXPECT_THAT(brennan_prediger(data, linear_weights(kRanks)), IsNear(.848484848485, 5e-12));
  EXPECT_THAT(conger_kappa(data), IsNear(.76207, 5e-6));
  EXPECT_NEAR(krippendorff_alpha(data).interval.value().se, .145478717222, 1e-11);
}

// Cohen (1968): weights 0, 1, 3; 1, 0, 6; 3, 6, 0 on the table of Cohen (1960), p. 45.
TEST(PublishedOrdered, CohenWeightedKappa1968) {
  const std::vector<std::uint64_t> counts = {88, 14, 18, 10, 40, 10, 2, 6, 12};
  const std::vector<double> disagreement = {0, 1, 3, 1, 0, 6, 3, 6, 0};
  const PairTable table{3, counts};
  EXPECT_THAT(weighted_kappa(table, weights_of(3, disagreement)), IsNear(.348, 5e-4));
  EXPECT_NEAR(cohen_kappa_max(table).value(), .831, 5e-4);
  // Standard errors of the same table's plain kappa (Fleiss, Cohen and Everitt 1969).
  const auto kappa = weighted_kappa(table, identity_weights(3));
  EXPECT_NEAR(kappa.interval.value().se, .0510018, 5e-8);
  EXPECT_NEAR(kappa.interval.value().low, .3915637, 5e-8);
  EXPECT_NEAR(null_se_of_kappa(table, identity_weights(3)).value(), .0519789, 5e-8);
}

// SAS's printed example: kappa 0.4701 with linear weights, ASE 0.1457.
TEST(PublishedOrdered, SasWeightedKappa) {
  const std::vector<std::uint64_t> counts = {0, 4, 1, 0, 8, 0, 0, 1, 5};
  const PairTable table{3, counts};
  const auto kappa = weighted_kappa(table, linear_weights(std::vector<double>{0, 1, 2}));
  EXPECT_THAT(kappa, IsNear(.4701, 5e-5));
  EXPECT_NEAR(kappa.interval.value().se, .1457, 5e-5);
}

// Fleiss (1971), table 1, with the z that R's irr prints.
TEST(PublishedOrdered, FleissZ) {
  const NominalData data(from_counts(
      {{0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0},
       {2, 0, 4, 0, 0}, {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6},
       {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0}, {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1},
       {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0}, {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3},
       {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0}, {1, 0, 0, 4, 1},
       {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6}}));
  const auto kappa = fleiss_kappa(data);
  EXPECT_THAT(kappa, IsNear(.430, 5e-4));
  EXPECT_NEAR(*kappa.value / null_se_of_fleiss_kappa(data).value(), 17.65183, 5e-6);
}

TEST(HolstiAndOverlap, CountLabelsThatBothApplied) {
  const SetData data(label_lists(
      {"- -", "a -", "a a", "a b", "a,b a", "a,b a,c", "a,b,c a,b,c", "c a,c", "c a,c"}));
  EXPECT_THAT(holsti(data), IsNear(2. / 3, 1e-12));
  EXPECT_THAT(percent_any_overlap(data), IsNear(2. / 3, 1e-12));
  EXPECT_THAT(percent_exact_sets(data), IsNear(1. / 3, 1e-12));
  EXPECT_THAT(dice_with_double_empty(data), IsNear(.5, 1e-12));
  EXPECT_THAT(holsti(SetData(label_lists({"- -", "- -"}))), IsUndefined("no_variation"));
}

TEST(HolstiAndOverlap, LeaveOutWhatOneCoderSawAlone) {
  const SetData both(label_lists({"a,b a", "b b", "- c"}));
  const SetData more(label_lists({"a,b a", "b b", "- c", "a,b,c .", ". c", ". ."}));
  EXPECT_EQ(holsti(both).value, holsti(more).value);
  EXPECT_EQ(percent_any_overlap(both).value, percent_any_overlap(more).value);
  EXPECT_EQ(dice_with_double_empty(both).value, dice_with_double_empty(more).value);
}

TEST(HolstiAndOverlap, OfValuesCountsWhatOneCoderDidAlone) {
  EXPECT_THAT(holsti(NominalData(values({"a a", "a b", "b .", "a a"}))), IsNear(4. / 7, 1e-12));
  EXPECT_THAT(holsti(NominalData(values({"a a a"}))), IsUndefined("not_two_coders"));
}

TEST(LightKappa, IsTheMeanOfThePairs) {
  const NominalData data(values({"a a b", "b b b", "a b a", "b b a", "a a ."}));
  const double mean = (*cohen_kappa(data, 0, 1).value + *cohen_kappa(data, 0, 2).value +
                       *cohen_kappa(data, 1, 2).value) /
                      3;
  EXPECT_THAT(light_kappa(data), IsNear(mean, 1e-12));
  EXPECT_THAT(light_kappa(NominalData(values({"a a", "a a"}))), IsUndefined("no_variation"));
}

Values any_values(bool complete, std::uint32_t coders, std::uint32_t categories) {
  Values units(2 + *rc::gen::inRange<std::uint32_t>(0, 12));
  for (auto& unit : units) {
    for (std::uint32_t coder = 0; coder < coders; ++coder) {
      const auto value = *rc::gen::inRange<std::uint32_t>(0, categories + (complete ? 0 : 1));
      if (value < categories) unit.emplace_back(coder, value);
    }
  }
  return units;
}

void assert_near(const Estimate& a, const Estimate& b) {
  RC_ASSERT(a.reason == b.reason);
  if (!a.value) return;
  RC_ASSERT(std::abs(*a.value - *b.value) < 1e-9);
  RC_ASSERT(a.interval.has_value() == b.interval.has_value());
  if (a.interval) RC_ASSERT(std::abs(a.interval->se - b.interval->se) < 1e-9);
}

RC_GTEST_PROP(WeightedLaws, IdentityWeightsAreNoWeights, ()) {
  const NominalData data(any_values(false, 1 + *rc::gen::inRange(0U, 4U), 3), 3);
  const auto w = identity_weights(3);
  assert_near(percent_agreement(data, w), percent_agreement(data));
  assert_near(fleiss_kappa(data, w), fleiss_kappa(data));
  assert_near(gwet_ac2(data, w), gwet_ac1(data));
  assert_near(brennan_prediger(data, w), brennan_prediger(data));
  assert_near(conger_kappa(data, w), conger_kappa(data));
  assert_near(
      krippendorff_alpha(data, differences(Scale::kNominal, std::span(kRanks).first(3), data)),
      Estimate{krippendorff_alpha(data)});
}

RC_GTEST_PROP(WeightedLaws, TwoCategoriesHaveOneDistanceOnAnyScale, ()) {
  const NominalData data(any_values(false, 3, 2), 2);
  const std::vector<double> numbers = {1, 4};
  for (const auto scale : {Scale::kOrdinal, Scale::kInterval, Scale::kRatio}) {
    assert_near(krippendorff_alpha(data, differences(scale, numbers, data)),
                krippendorff_alpha(data));
  }
}

RC_GTEST_PROP(WeightedLaws, CongersKappaOfTwoCodersIsCohens, ()) {
  const NominalData data(any_values(true, 2, 3), 3);
  const auto conger = conger_kappa(data);
  const auto cohen = cohen_kappa(data);
  RC_ASSERT(conger.reason == cohen.reason);
  if (conger.value) RC_ASSERT(std::abs(*conger.value - *cohen.value) < 1e-9);
}

RC_GTEST_PROP(WeightedLaws, OrderAndNamesChangeNothing, ()) {
  const auto units = any_values(false, 3, 3);
  auto others = units;
  std::reverse(others.begin(), others.end());
  for (auto& unit : others) {
    for (auto& [coder, value] : unit) {
      coder = 2 - coder;
      value = 2 - value;
    }
  }
  const NominalData data(units, 3);
  const NominalData same(others, 3);
  assert_near(conger_kappa(data), conger_kappa(same));
  assert_near(light_kappa(data), light_kappa(same));
  assert_near(gwet_ac2(data, linear_weights(std::vector<double>{1, 2, 4})),
              gwet_ac2(same, linear_weights(std::vector<double>{4, 2, 1})));
  assert_near(
      krippendorff_alpha(data, differences(Scale::kOrdinal, std::vector<double>{1, 2, 4}, data)),
      krippendorff_alpha(same, differences(Scale::kOrdinal, std::vector<double>{4, 2, 1}, same)));
}

// Exact for all but alpha, whose n - 1 only grows past (laws_test.cpp).
RC_GTEST_PROP(WeightedLaws, DataGivenTwiceKeepTheirValues, ()) {
  const auto units = any_values(false, 3, 3);
  auto twice = units;
  twice.insert(twice.end(), units.begin(), units.end());
  const NominalData a(units, 3);
  const NominalData b(twice, 3);
  const auto w = quadratic_weights(std::vector<double>{1, 2, 4});
  const auto same = [](const Estimate& x, const Estimate& y) {
    RC_ASSERT(x.reason == y.reason);
    if (x.value) RC_ASSERT(std::abs(*x.value - *y.value) < 1e-9);
  };
  same(conger_kappa(a), conger_kappa(b));
  same(light_kappa(a), light_kappa(b));
  same(gwet_ac2(a, w), gwet_ac2(b, w));
  same(fleiss_kappa(a, w), fleiss_kappa(b, w));
  same(percent_agreement(a, w), percent_agreement(b, w));
}

// Coders who draw their codings: about 0, within five standard errors.
TEST(IndependentCoding, HasNoAgreementBeyondChance) {
  std::uint32_t state = 12345;
  const auto draw = [&] { return (state = state * 1664525U + 1013904223U) >> 16; };
  Values units(4000);
  for (auto& unit : units) {
    for (std::uint32_t coder = 0; coder < 4; ++coder) {
      const auto value = draw() % 10;
      unit.emplace_back(coder, value < 5 ? 0U : value < 8 ? 1U : 2U);
    }
  }
  const NominalData data(units);
  const std::vector<double> numbers = {1, 2, 3};
  for (const auto& estimate :
       {krippendorff_alpha(data), fleiss_kappa(data), conger_kappa(data),
        krippendorff_alpha(data, differences(Scale::kOrdinal, numbers, data)),
        krippendorff_alpha(data, differences(Scale::kInterval, numbers, data)),
        fleiss_kappa(data, linear_weights(numbers))}) {
    EXPECT_LT(std::abs(*estimate.value), 5 * estimate.interval.value().se);
    EXPECT_LT(std::abs(*estimate.value), .05);
  }
  EXPECT_LT(std::abs(*light_kappa(data).value), .05);
}

}  // namespace
}  // namespace verbatim::agreement
