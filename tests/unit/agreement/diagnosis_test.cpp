#include "agreement/diagnosis.hpp"

#include <array>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "given.hpp"

namespace verbatim::agreement {
namespace {

const std::vector<std::string> kLabels = {"time", "money"};
const std::vector<std::string> kCoders = {"ada", "ben", "cleo"};
constexpr std::uint32_t kTime = 0, kMoney = 1, kNone = 2;

// `rows` of two coders, each so many times; a row is {ada's labels, ben's labels}.
LabelLists repeat(
    std::initializer_list<std::pair<int, std::array<std::vector<std::uint32_t>, 2>>> rows) {
  LabelLists units;
  for (const auto& [times, sets] : rows) {
    for (int i = 0; i < times; ++i) units.push_back({{0, sets[0]}, {1, sets[1]}});
  }
  return units;
}

TEST(LabelMatrixOfDisagreement, LabelsMeetThoseThatTheOtherCoderApplied) {
  const SetData data(repeat({{3, {{{kTime}, {kTime}}}},
                             {2, {{{kTime}, {kMoney}}}},
                             {1, {{{kTime, kMoney}, {kMoney}}}},
                             {4, {{{}, {}}}}}));
  const auto matrix = label_matrix(data, 2);
  EXPECT_EQ(matrix.at(kTime, kTime), 6U);  // three pairs, both ways
  EXPECT_EQ(matrix.at(kMoney, kMoney), 2U);
  EXPECT_EQ(matrix.at(kTime, kMoney), 2U);
  EXPECT_EQ(matrix.at(kMoney, kTime), 2U);
  EXPECT_EQ(matrix.at(kTime, kNone), 1U);
  EXPECT_EQ(matrix.at(kNone, kNone), 0U);
}

TEST(CoderMatrixOfAgreement, HasEveryPairOnceOverTheirCommonUnits) {
  const NominalData data(values({"a a b", "b b .", "a b a", ". b b"}));
  const auto matrix = coder_matrix(data);
  ASSERT_EQ(matrix.coders.size(), 3U);
  ASSERT_EQ(matrix.pairs.size(), 3U);
  EXPECT_EQ(matrix.pairs[0].first, 0U);
  EXPECT_EQ(matrix.pairs[0].second, 1U);
  EXPECT_THAT(matrix.pairs[0].percent_agreement, IsNear(2. / 3, 1e-12));
  EXPECT_EQ(matrix.pairs[1].percent_agreement.units, 2U);
  EXPECT_EQ(matrix.pairs[2].percent_agreement.units, 3U);
}

TEST(CostlyUnits, ComeWithTheirShareOfTheDisagreement) {
  const SetData data(label_lists({"a a a", "a b c", "a,b a a", "b b .", "c . ."}));
  const auto units = costliest_units(data, SetDistance::kJaccard, 10);
  ASSERT_EQ(units.size(), 2U);
  EXPECT_EQ(units[0].unit, 1U);
  EXPECT_DOUBLE_EQ(units[0].disagreement, 3);  // six ordered pairs at distance 1, by two
  EXPECT_EQ(units[1].unit, 2U);
  EXPECT_DOUBLE_EQ(units[1].disagreement, 1);  // four at distance 1/2, by two
  EXPECT_DOUBLE_EQ(units[0].share, .75);
  EXPECT_EQ(costliest_units(data, SetDistance::kJaccard, 1).size(), 1U);
  // Together they are what alpha calls its observed disagreement.
  const auto alpha = krippendorff_alpha(data, SetDistance::kJaccard);
  EXPECT_DOUBLE_EQ(alpha.observed.value() * static_cast<double>(alpha.codings), 4);
}

Advice advice_on_time(const LabelLists& units) {
  return advise(SetData(units), kLabels, kCoders).at(kTime);
}

TEST(AdviceOnATheme, SaysWhatItSaysFromNumbers) {
  const auto fine = advice_on_time(repeat({{20, {{{kTime}, {kTime}}}}, {20, {{{}, {}}}}}));
  EXPECT_EQ(fine.kind, AdviceKind::kFine);

  const auto few = advice_on_time(repeat({{3, {{{kTime}, {}}}}, {3, {{{}, {}}}}}));
  EXPECT_EQ(few.kind, AdviceKind::kTooFew);

  const auto rare = advice_on_time(repeat({{1, {{{kTime}, {}}}}, {90, {{{}, {}}}}}));
  EXPECT_EQ(rare.kind, AdviceKind::kRare);

  const auto unequal =
      advice_on_time(repeat({{10, {{{kTime}, {kTime}}}}, {20, {{{kTime}, {}}}}, {20, {{{}, {}}}}}));
  EXPECT_EQ(unequal.kind, AdviceKind::kUnequalUse);
  EXPECT_EQ(unequal.words,
            "time is applied by ada (60 %) 3 times as often as by ben (20 %): talk about where it "
            "begins.");
  ASSERT_EQ(unequal.use.size(), 2U);
  EXPECT_EQ(unequal.use[0].applied, 30U);
  EXPECT_EQ(unequal.use[1].codings, 50U);

  const auto taken = advice_on_time(repeat({{10, {{{kTime}, {kTime}}}},
                                            {5, {{{kTime}, {kMoney}}}},
                                            {5, {{{kMoney}, {kTime}}}},
                                            {10, {{{}, {}}}}}));
  EXPECT_EQ(taken.kind, AdviceKind::kTakenFor);
  EXPECT_EQ(taken.taken_for, kMoney);

  const auto missed = advice_on_time(repeat(
      {{10, {{{kTime}, {kTime}}}}, {5, {{{kTime}, {}}}}, {5, {{{}, {kTime}}}}, {10, {{{}, {}}}}}));
  EXPECT_EQ(missed.kind, AdviceKind::kOftenMissed);
}

}  // namespace
}  // namespace verbatim::agreement
