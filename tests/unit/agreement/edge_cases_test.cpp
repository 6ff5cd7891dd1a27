// What is undefined is null with a reason. Other programs answer these inputs with 0, 1, NaN or an
// exception, and each with another one.

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "agreement/interval.hpp"
#include "agreement/nominal.hpp"
#include "given.hpp"

namespace verbatim::agreement {
namespace {

struct Case {
  std::string what;
  Values units;
  // A number, or the reason why there is none.
  std::string percent, alpha, fleiss, ac1, s, kappa, pi;
};

const std::string kUnpaired = "no_pairable_units";
const std::string kOne = "one_coder";
const std::string kConstant = "no_variation";

const std::vector<Case> kCases = {
    {"one value only", values({"x x", "x x", "x x"}), "1", kConstant, kConstant, "1", "1",
     kConstant, kConstant},
    {"no unit in common", values({"x .", "y .", ". x", ". y"}), kUnpaired, kUnpaired, kUnpaired,
     kUnpaired, kUnpaired, kUnpaired, kUnpaired},
    {"one coder", values({"x", "y", "x"}), kOne, kOne, kOne, kOne, kOne, kOne, kOne},
    {"two coders, one of whom coded nothing", values({"x .", "y .", "x ."}), kOne, kOne, kOne, kOne,
     kOne, kOne, kOne},
    {"one unit, coders differ", values({"x y"}), "0", "0", "-1", "-1", "-1", "0", "-1"},
    {"one unit, coders agree", values({"x x"}), "1", kConstant, kConstant, "1", "1", kConstant,
     kConstant},
    {"full agreement", values({"x x", "y y"}), "1", "1", "1", "1", "1", "1", "1"},
    {"nothing coded", values({". .", ". ."}), kUnpaired, kUnpaired, kUnpaired, kUnpaired, kUnpaired,
     kUnpaired, kUnpaired},
    {"no units", {}, kUnpaired, kUnpaired, kUnpaired, kUnpaired, kUnpaired, kUnpaired, kUnpaired},
    // Fleiss and AC1 take the prevalence from the unpaired unit too, and so have a variation.
    {"pairable values constant, another value unpaired", values({"x x", "x x", "y ."}), "1",
     kConstant, "1", "1", "1", kConstant, kConstant},
};

std::string text(const Estimate& estimate) {
  if (estimate.value.has_value() == estimate.reason.has_value()) return "value and reason disagree";
  if (estimate.reason) return std::string(slug_of(*estimate.reason));
  std::ostringstream out;
  out << *estimate.value;
  return out.str();
}

TEST(EdgeCases, OfNominalCodings) {
  for (const auto& given : kCases) {
    SCOPED_TRACE(given.what);
    const NominalData data(given.units, 2);
    EXPECT_EQ(text(percent_agreement(data)), given.percent);
    EXPECT_EQ(text(krippendorff_alpha(data)), given.alpha);
    EXPECT_EQ(text(fleiss_kappa(data)), given.fleiss);
    EXPECT_EQ(text(gwet_ac1(data)), given.ac1);
    EXPECT_EQ(text(brennan_prediger(data)), given.s);
    EXPECT_EQ(text(cohen_kappa(data)), given.kappa);
    EXPECT_EQ(text(scott_pi(data)), given.pi);
  }
}

// The histogram does not know its coders; who does says so.
TEST(EdgeCases, OfHistograms) {
  for (const auto& given : kCases) {
    SCOPED_TRACE(given.what);
    const auto cells = histogram(given.units, 0);
    const auto coders = given.alpha == kOne ? 1U : 2U;
    EXPECT_EQ(text(knowing_coders(percent_agreement(cells), coders)), given.percent);
    EXPECT_EQ(text(knowing_coders(krippendorff_alpha(cells), coders)), given.alpha);
    EXPECT_EQ(text(knowing_coders(fleiss_kappa(cells), coders)), given.fleiss);
    EXPECT_EQ(text(knowing_coders(gwet_ac1(cells), coders)), given.ac1);
    EXPECT_EQ(text(knowing_coders(brennan_prediger(cells), coders)), given.s);
  }
}

// The same as label sets, each value a set with one label.
TEST(EdgeCases, OfLabelSets) {
  for (const auto& given : kCases) {
    SCOPED_TRACE(given.what);
    LabelLists units;
    for (const auto& unit : given.units) {
      auto& sets = units.emplace_back();
      for (const auto& [coder, value] : unit) sets.push_back({coder, {value}});
    }
    const SetData data(units);
    EXPECT_EQ(text(percent_exact_sets(data)), given.percent);
    for (const auto distance : {SetDistance::kNominal, SetDistance::kJaccard, SetDistance::kMasi}) {
      EXPECT_EQ(text(krippendorff_alpha(data, distance)), given.alpha);
    }
  }
}

TEST(EdgeCases, NoMoreThanOneDeclaredCategoryLeavesNothingToDisagreeOn) {
  const NominalData data(values({"x x", "x x"}), 1);
  EXPECT_THAT(gwet_ac1(data), IsUndefined("no_variation"));
  EXPECT_THAT(brennan_prediger(data), IsUndefined("no_variation"));
}

TEST(EdgeCases, KnowingTheCodersChangesNoOtherReasonAndNoValue) {
  const Estimate value{.value = .5, .units = 3, .codings = 6, .coders = 1};
  const Estimate constant{.reason = Undefined::kNoVariation, .units = 3, .codings = 6, .coders = 1};
  EXPECT_EQ(knowing_coders(value, 1), value);
  EXPECT_EQ(knowing_coders(constant, 1), constant);
  const Estimate unpaired{.reason = Undefined::kNoPairableUnits};
  EXPECT_EQ(knowing_coders(unpaired, 0), unpaired);
  EXPECT_THAT(knowing_coders(unpaired, 2), IsUndefined("no_pairable_units"));
  EXPECT_EQ(knowing_coders(unpaired, 2).coders, 2U);
  EXPECT_THAT(knowing_coders(unpaired, 1), IsUndefined("one_coder"));
}

TEST(EdgeCases, WordsOfReasonsAreStable) {
  EXPECT_EQ(slug_of(Undefined::kNoPairableUnits), "no_pairable_units");
  EXPECT_EQ(slug_of(Undefined::kOneCoder), "one_coder");
  EXPECT_EQ(slug_of(Undefined::kNoVariation), "no_variation");
  EXPECT_EQ(slug_of(Undefined::kNotTwoCoders), "not_two_coders");
  EXPECT_EQ(slug_of(Undefined::kIncomplete), "incomplete");
  EXPECT_EQ(slug_of(Undefined::kOverlappingSpans), "overlapping_spans");
  EXPECT_EQ(slug_of(Undefined::kTooLarge), "too_large");
  EXPECT_EQ(slug_of(IntervalMethod::kGwet), "gwet");
  EXPECT_EQ(slug_of(IntervalMethod::kFleissCohenEveritt), "fleiss_cohen_everitt");
  EXPECT_EQ(slug_of(IntervalMethod::kBootstrap), "bootstrap");
}

TEST(AnInterval, IsNotThereWhereADistanceIsNoNumber) {
  for (const double x :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Linearised sums;
    sums.add(0.5, 3);
    sums.add(x, 2);
    EXPECT_EQ(std::move(sums).gwet(0.5, 0.5), std::nullopt);
  }
  Linearised sums;
  sums.add(0.5, 3);
  EXPECT_EQ(std::move(sums).gwet(0.5, std::numeric_limits<double>::quiet_NaN()), std::nullopt);
}

}  // namespace
}  // namespace verbatim::agreement
