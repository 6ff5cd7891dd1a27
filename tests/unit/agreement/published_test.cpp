// Tables that were printed with their coefficients, and what was printed.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "agreement/nominal.hpp"
#include "agreement/pair.hpp"
#include "given.hpp"

namespace verbatim::agreement {
namespace {

// What was printed, to four decimals; where a source prints fewer coefficients, the others are what
// irrCAC and statsmodels give for its table.
struct PublishedTable {
  std::string source;
  std::uint32_t categories;
  std::vector<std::uint64_t> counts;  // rows: first coder
  double percent, kappa, pi, alpha, s, ac1;
};

// clang-format off
const std::vector<PublishedTable> kTables = {
    {"Cohen 1960, p. 45", 3,
     {88, 14, 18,
      10, 40, 10,
       2,  6, 12}, .7, .4915, .4872, .4885, .55, .5760},
    {"Artstein and Poesio 2008, p. 558", 2,
     {20, 10,
      20, 50}, .7, .3478, .3407, .3440, .4, .4495},
    {"Gwet 2014, ectopic pregnancies", 3,
     {13,  0,  0,
       0, 20,  7,
       0,  4, 56}, .89, .7964, .7962, .7973, .835, .8493},
    {"Brennan and Prediger 1981, p. 689", 3,
     {50,  0,  0,
      10, 10, 10,
      20,  0,  0}, .6, .2727, .2233, .2272, .4, .4613},
    {"SAS PROC FREQ, a category that the first coder alone used", 3,
     {0, 4, 1,
      0, 8, 0,
      0, 1, 5}, .6842, .4842, .4532, .4676, .5263, .5560},
    {"Zwick 1988, case 2: equal margins, kappa is pi", 4,
     {20, 10, 10,  0,
      10, 10,  0,  0,
      10,  0, 10,  0,
       0,  0,  0, 20}, .6, .4444, .4444, .4472, .4667, .4737},
    {"Krippendorff 2004, unequal margins: kappa well above pi", 3,
     {12, 18, 18,
       0, 14, 18,
       0,  0, 20}, .46, .2582, .1858, .1898, .19, .1921},
    {"The paradox: a category on 86 % of units. Kappa and pi fall, AC1 does not", 2,
     {80, 7,
       8, 5}, .85, .3144, .3143, .3177, .7, .808},
};
// clang-format on

TEST(PublishedTables, OfTwoCoders) {
  for (const auto& table : kTables) {
    SCOPED_TRACE(table.source);
    const PairTable pair{table.categories, table.counts};
    EXPECT_THAT(percent_agreement(pair), IsNear(table.percent, 5e-5));
    EXPECT_THAT(cohen_kappa(pair), IsNear(table.kappa, 5e-5));
    EXPECT_THAT(scott_pi(pair), IsNear(table.pi, 5e-5));
    const NominalData data(from_table(table.counts, table.categories), table.categories);
    EXPECT_THAT(krippendorff_alpha(data), IsNear(table.alpha, 5e-5));
    EXPECT_THAT(brennan_prediger(data), IsNear(table.s, 5e-5));
    EXPECT_THAT(gwet_ac1(data), IsNear(table.ac1, 5e-5));
  }
}

// Fleiss 1971, table 1: 30 patients, six ratings each, five categories.
const std::vector<std::vector<int>> kFleiss = {
    {0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0},
    {2, 0, 4, 0, 0}, {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6},
    {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0}, {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1},
    {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0}, {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3},
    {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0}, {1, 0, 0, 4, 1},
    {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6}};

TEST(PublishedTables, Fleiss1971) {
  const NominalData data(from_counts(kFleiss));
  EXPECT_THAT(percent_agreement(data), IsNear(.5556, 5e-5));
  EXPECT_THAT(fleiss_kappa(data), IsNear(.4302445, 5e-8));
}

// Fleiss printed 0.248, 0.248, 0.517, 0.470 and 0.565 from rounded sums; these are exact.
TEST(PublishedTables, Fleiss1971CategoryByCategory) {
  const auto units = from_counts(kFleiss);
  const std::vector<double> kappas = {.24476, .24476, .52, .47113, .56612};
  for (std::uint32_t category = 0; category < kappas.size(); ++category) {
    EXPECT_THAT(fleiss_kappa(histogram(units, category)), IsNear(kappas[category], 5e-6));
  }
}

// The worked example of the encyclopaedia's article: 10 units, 14 ratings each.
TEST(PublishedTables, WikipediaFleissKappa) {
  const NominalData data(from_counts({{0, 0, 0, 0, 14},
                                      {0, 2, 6, 4, 2},
                                      {0, 0, 3, 5, 6},
                                      {0, 3, 9, 2, 0},
                                      {2, 2, 8, 1, 1},
                                      {7, 7, 0, 0, 0},
                                      {3, 2, 6, 3, 0},
                                      {2, 5, 3, 2, 2},
                                      {6, 5, 2, 1, 0},
                                      {0, 2, 2, 3, 7}}));
  EXPECT_THAT(percent_agreement(data), IsNear(.378, 5e-4));
  EXPECT_THAT(fleiss_kappa(data), IsNear(.210, 5e-4));
}

TEST(PublishedTables, Randolph2005SkewedExample) {
  const NominalData data(values({"y y y", "y y n", "y y n", "y y y"}));
  EXPECT_THAT(brennan_prediger(data), IsNear(1. / 3, 1e-12));
  EXPECT_THAT(fleiss_kappa(data), IsNear(-.2, 1e-12));
}

TEST(PublishedTables, Krippendorff2011BinaryTwoCoders) {
  const auto units = values({"0 1", "1 1", "0 1", "0 0", "0 0", "0 1", "0 0", "0 0", "1 0", "0 0"});
  EXPECT_THAT(krippendorff_alpha(NominalData(units)), IsNear(.095, 5e-4));
  EXPECT_THAT(krippendorff_alpha(histogram(units, 1)), IsNear(.095, 5e-4));
}

TEST(PublishedTables, Krippendorff2011NominalTwoCoders) {
  const NominalData data(
      values({"a b", "a a", "b b", "b b", "d b", "c c", "c c", "c c", "e e", "d d", "d d", "a d"}));
  EXPECT_THAT(krippendorff_alpha(data), IsNear(.692, 5e-4));
}

// 12 units, four coders, some of them missing; unit 12 was coded once and is not pairable.
TEST(PublishedTables, Krippendorff2011MissingCodings) {
  const NominalData data(
      values({"1 1 . 1", "2 2 3 2", "3 3 3 3", "3 3 3 3", "2 2 2 2", "1 2 3 4", "4 4 4 4",
              "1 1 2 1", "2 2 2 2", ". 5 5 5", ". . 1 1", ". 3 . ."}));
  EXPECT_THAT(krippendorff_alpha(data), IsNear(.743, 5e-4));
  EXPECT_EQ(krippendorff_alpha(data).units, 11U);
  EXPECT_EQ(krippendorff_alpha(data).codings, 40U);
  // As Gwet's programs print them for the same data.
  EXPECT_THAT(percent_agreement(data), IsNear(.8181818, 5e-8));
  EXPECT_THAT(gwet_ac1(data), IsNear(.77544, 5e-6));
  EXPECT_THAT(fleiss_kappa(data), IsNear(.76117, 5e-6));
  EXPECT_THAT(brennan_prediger(data), IsNear(.77273, 5e-6));
}

TEST(PublishedTables, WikipediaKrippendorffAlpha) {
  const NominalData data(
      values({". 1 .", ". . .", ". 2 2", ". 1 1", ". 3 3", "3 3 4", "4 4 4", "1 3 .", "2 . 2",
              "1 . 1", "1 . 1", "3 . 3", "3 . 3", ". . .", "3 . 4"}));
  EXPECT_THAT(krippendorff_alpha(data), IsNear(.691, 5e-4));
}

}  // namespace
}  // namespace verbatim::agreement
