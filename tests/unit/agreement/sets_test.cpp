#include "agreement/sets.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "agreement/nominal.hpp"
#include "agreement/set_sums.hpp"
#include "given.hpp"

namespace verbatim::agreement {
namespace {

// Two units make the distance of two sets visible: one on which the coders differ by it, one of
// codings that share nothing with either and agree. With n = 4 and distances 1 to the second unit,
// alpha = 1 - 3 * 2d / (2d + 8).
double distance_of(std::string_view pair, SetDistance distance) {
  const SetData data(label_lists({pair, "other other"}));
  const double alpha = krippendorff_alpha(data, distance).value.value();
  return 8 * (1 - alpha) / (4 + 2 * alpha);
}

TEST(SetDistances, AreThoseOfThePapers) {
  struct Row {
    const char* pair;
    double nominal, jaccard, masi;
  };
  const std::vector<Row> rows = {
      {"a a", 0, 0, 0},
      {"- -", 0, 0, 0},
      {"- a", 1, 1, 1},
      {"a b", 1, 1, 1},
      {"a,b c,d", 1, 1, 1},
      {"a a,b", 1, 1. / 2, 2. / 3},            // 1 - 1/2 * 2/3
      {"a,b a,b,c", 1, 1. / 3, 5. / 9},        // 1 - 2/3 * 2/3
      {"a,b a,c", 1, 2. / 3, 8. / 9},          // 1 - 1/3 * 1/3
      {"a,b,c b,c,d", 1, 1. / 2, 5. / 6},      // 1 - 2/4 * 1/3
      {"a,b,c,d,e e,f", 1, 5. / 6, 17. / 18},  // 1 - 1/6 * 1/3
      {"a,b,c,d,e c,a", 1, 3. / 5, 11. / 15},  // 1 - 2/5 * 2/3
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.pair);
    EXPECT_NEAR(distance_of(row.pair, SetDistance::kNominal), row.nominal, 1e-12);
    EXPECT_NEAR(distance_of(row.pair, SetDistance::kJaccard), row.jaccard, 1e-12);
    EXPECT_NEAR(distance_of(row.pair, SetDistance::kMasi), row.masi, 1e-12);
  }
}

// 11 items, two coders, four labels: asked in public as "Krippendorff's alpha in R for multi-label
// annotation" (Cross Validated 407453). With NLTK's former 0.67 and 0.33, MASI was 0.5410.
TEST(LabelSets, ElevenItemsOfAPublicQuestion) {
  const auto units = label_lists({"1,2 1", "1,2 1,2", "1 1", "3 3", "3 1,3", "4 4", "2 4", "1,2 1",
                                  "1,2 1,2,3", "1 1", "1 1"});
  const SetData data(units);
  EXPECT_THAT(krippendorff_alpha(data, SetDistance::kNominal), IsNear(.4385026738, 5e-11));
  EXPECT_THAT(krippendorff_alpha(data, SetDistance::kJaccard), IsNear(.6015625, 5e-11));
  EXPECT_THAT(krippendorff_alpha(data, SetDistance::kMasi), IsNear(.5403556772, 5e-11));
  EXPECT_THAT(percent_exact_sets(data), IsNear(6. / 11, 1e-15));
  const std::vector<double> by_label = {.8, .4, .7529411765, .6315789474};
  for (std::uint32_t label = 0; label < by_label.size(); ++label) {
    EXPECT_THAT(krippendorff_alpha(histogram(units, label)), IsNear(by_label[label], 5e-11));
  }
}

TEST(LabelSets, SeenAndLeftUncodedIsAValueNotSeenIsMissing) {
  const SetData uncoded(label_lists({"a a", "b -", "b b"}));
  const SetData unseen(label_lists({"a a", "b .", "b b"}));
  EXPECT_EQ(krippendorff_alpha(uncoded, SetDistance::kMasi).units, 3U);
  EXPECT_EQ(krippendorff_alpha(unseen, SetDistance::kMasi).units, 2U);
  EXPECT_THAT(krippendorff_alpha(unseen, SetDistance::kMasi), IsExactly(1.0));
  EXPECT_LT(*krippendorff_alpha(uncoded, SetDistance::kMasi).value, 1);
}

TEST(LabelSets, HistogramsOfAllLabelsAreThoseOfEachLabel) {
  const auto units = label_lists({"a,b b .", "- a a,c", "b b b", ". . .", "c - ."});
  const auto all = label_histograms(SetData(units), 4);
  ASSERT_EQ(all.size(), 4U);
  for (std::uint32_t label = 0; label < 4; ++label) {
    const auto one = histogram(units, label);
    EXPECT_EQ(krippendorff_alpha(all[label]), krippendorff_alpha(one));
    EXPECT_EQ(fleiss_kappa(all[label]), fleiss_kappa(one));
    std::uint64_t counted = 0;
    for (const auto& cell : all[label]) counted += cell.units;
    EXPECT_EQ(counted, 4U);  // the coded ones
  }
  EXPECT_EQ(label_histograms(SetData(units), 1).size(), 1U);
}

TEST(LabelSets, EveryoneLeavingEverythingUncodedIsNoVariation) {
  const SetData data(label_lists({"- -", "- -"}));
  EXPECT_THAT(krippendorff_alpha(data, SetDistance::kMasi), IsUndefined("no_variation"));
  EXPECT_THAT(percent_exact_sets(data), IsExactly(1.0));
}

TEST(LabelSets, ASetIsOneWhateverTheOrderOfItsLabels) {
  LabelSets sets;
  EXPECT_EQ(sets.number_of({7, 3, 5}), 0U);
  EXPECT_EQ(sets.number_of({}), 1U);
  EXPECT_EQ(sets.number_of({5, 7, 3, 3}), 0U);
  EXPECT_EQ(sets.number_of({3, 5}), 2U);
  ASSERT_EQ(sets.size(), 3U);
  EXPECT_EQ(sets.sets()[0], (std::vector<std::uint32_t>{3, 5, 7}));
  EXPECT_TRUE(sets.sets()[1].empty());
}

TEST(LabelSets, LabelIdsMayBeAnyNumbers) {
  const LabelLists units = {{{4'000'000'000, {4'000'000'001, 17}}, {9, {17}}},
                            {{9, {4'294'967'295}}, {1, {4'294'967'295}}}};
  EXPECT_THAT(krippendorff_alpha(SetData(units), SetDistance::kJaccard),
              IsNear(1 - 3 * 1. / 9, 1e-12));
}

TEST(LabelSets, AsBitsHaveTheSameInCommonHoweverManyLabelsThereAre) {
  for (const std::uint32_t labels : {1U, 63U, 64U, 65U, 200U}) {
    std::vector<std::vector<std::uint32_t>> sets = {{}};
    for (std::uint32_t i = 0; i < labels; ++i) {
      sets.push_back({i});
      sets.push_back({i / 2, i / 2 + labels});
      if (i >= 2) sets.push_back({i - 2, i - 1, i});
    }
    for (auto& set : sets)  // no more different ones than said
      for (auto& label : set) label %= labels;
    for (auto& set : sets) {
      std::sort(set.begin(), set.end());
      set.erase(std::unique(set.begin(), set.end()), set.end());
    }
    const LabelBits bits{sets};
    for (std::size_t a = 0; a < sets.size(); ++a)
      for (std::size_t b = 0; b < sets.size(); ++b)
        ASSERT_EQ(bits.in_common(a, b), labels_in_common(sets[a], sets[b])) << labels;
  }
}

TEST(LabelSets, KappaOnWholeSetsOfTwoCoders) {
  const SetData data(label_lists({"a,b b,a", "a a,b", "c c", "- -"}));
  const SetCodings view = data;
  EXPECT_THAT(cohen_kappa(view.codings), IsNear((.75 - 4. / 16) / .75, 1e-12));
}

}  // namespace
}  // namespace verbatim::agreement
