#include "agreement/pair.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "agreement/nominal.hpp"
#include "given.hpp"

namespace verbatim::agreement {
namespace {

PairTable table(const std::vector<std::uint64_t>& counts, std::uint32_t categories = 2) {
  return {categories, counts};
}

TEST(PairTable, UnitsAreThoseInTheTable) {
  const std::vector<std::uint64_t> counts = {5, 1, 2, 2};
  EXPECT_EQ(cohen_kappa(table(counts)).units, 10U);
  EXPECT_EQ(cohen_kappa(table(counts)).codings, 20U);
}

TEST(PairTable, KappaKeepsEachCodersOwnSharesAndPiPoolsThem) {
  const std::vector<std::uint64_t> counts = {5, 1, 2, 2};
  EXPECT_THAT(cohen_kappa(table(counts)), IsNear((.7 - (.6 * .7 + .4 * .3)) / .46, 1e-15));
  EXPECT_THAT(scott_pi(table(counts)), IsNear((.7 - (.65 * .65 + .35 * .35)) / .455, 1e-15));
}

TEST(PairTable, DegenerateTables) {
  struct Row {
    const char* what;
    std::vector<std::uint64_t> counts;
    const char* percent;
    const char* kappa;
    const char* pi;
  };
  const std::vector<Row> rows = {
      {"nothing", {0, 0, 0, 0}, "no_pairable_units", "no_pairable_units", "no_pairable_units"},
      {"both always yes", {0, 0, 0, 9}, "1", "no_variation", "no_variation"},
      {"both always no", {9, 0, 0, 0}, "1", "no_variation", "no_variation"},
      {"one always yes, the other always no", {0, 0, 9, 0}, "0", "0", "-1"},
      {"full agreement", {4, 0, 0, 5}, "1", "1", "1"},
      {"full disagreement", {0, 5, 5, 0}, "0", "-1", "-1"},
      {"one coder never varies", {5, 5, 0, 0}, "0.5", "0", "-0.333333"},
  };
  const auto text = [](const Estimate& estimate) {
    std::ostringstream out;
    if (estimate.reason) return std::string(slug_of(*estimate.reason));
    out << *estimate.value;
    return out.str();
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(text(percent_agreement(table(row.counts))), row.percent);
    EXPECT_EQ(text(cohen_kappa(table(row.counts))), row.kappa);
    EXPECT_EQ(text(scott_pi(table(row.counts))), row.pi);
  }
}

const auto kThreeCoders = values({"a a b", "a b b", "b b .", "a . a", ". . a", "b b b"});

TEST(PairOfCodings, UsesTheUnitsThatBothCoded) {
  const NominalData data(kThreeCoders);
  EXPECT_EQ(cohen_kappa(data, 0, 1).units, 4U);
  EXPECT_EQ(cohen_kappa(data, 0, 2).units, 4U);
  EXPECT_EQ(cohen_kappa(data, 1, 2).units, 3U);
  EXPECT_THAT(percent_agreement(data, 1, 2), IsNear(2. / 3, 1e-15));
  const std::vector<std::uint64_t> first_and_second = {1, 1, 0, 2};
  EXPECT_EQ(cohen_kappa(data, 0, 1), knowing_coders(cohen_kappa(table(first_and_second)), 2));
  EXPECT_EQ(scott_pi(data, 0, 1), knowing_coders(scott_pi(table(first_and_second)), 2));
}

TEST(PairOfCodings, CodersWithoutACommonUnitHaveNoKappa) {
  const NominalData data(values({"a . a", "b . b", ". a a", ". b a"}));
  EXPECT_THAT(cohen_kappa(data, 0, 1), IsUndefined("no_pairable_units"));
  EXPECT_THAT(cohen_kappa(data, 0, 7), IsUndefined("no_pairable_units"));
}

TEST(PairOfCodings, KappaOfMoreThanTwoCodersIsNotDefined) {
  EXPECT_THAT(cohen_kappa(NominalData(kThreeCoders)), IsUndefined("not_two_coders"));
  EXPECT_THAT(scott_pi(NominalData(kThreeCoders)), IsUndefined("not_two_coders"));
}

TEST(PairOfCodings, ACoderWhoCodedNothingDoesNotCount) {
  const auto two_of_three = values({"a . b", "b . b", "a . a", "b . b"});
  EXPECT_THAT(cohen_kappa(NominalData(two_of_three)), IsNear(.5, 1e-15));
}

}  // namespace
}  // namespace verbatim::agreement
