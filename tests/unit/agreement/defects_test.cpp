// Defects found in other programs, as facts that hold here. The names in brackets are where the
// defect was reported.

#include <vector>

#include <gtest/gtest.h>

#include "agreement/nominal.hpp"
#include "agreement/pair.hpp"
#include "given.hpp"

namespace verbatim::agreement {
namespace {

// QualCoder multiplies the chance of both applying with the chance of neither (Pe = Pyes * Pno)
// instead of adding them, and leaves out text that neither coder coded. Coding at pure chance, 500
// and 500 of 1,000 characters with 250 in common, comes out there as 0.299.
TEST(KnownDefects, ChanceAgreementIsASumNotAProduct) {
  const std::vector<std::uint64_t> at_chance = {250, 250, 250, 250};
  EXPECT_THAT(cohen_kappa(PairTable{2, at_chance}), IsExactly(0.0));
  EXPECT_THAT(scott_pi(PairTable{2, at_chance}), IsExactly(0.0));
}

// 100 and 100 of 1,000 with 80 in common: 0.660 there.
TEST(KnownDefects, WhatNeitherCoderCodedCountsAsAgreement) {
  const std::vector<std::uint64_t> counts = {880, 20, 20, 80};
  EXPECT_THAT(cohen_kappa(PairTable{2, counts}), IsNear(.778, 5e-4));
}

// dkpro-statistics reported 0.0 for coders in full agreement [dkpro-statistics 19, 48].
TEST(KnownDefects, FullAgreementIsNotZero) {
  const NominalData data(values({"a a a", "b b b", "c c .", "a a a"}));
  EXPECT_THAT(krippendorff_alpha(data), IsExactly(1.0));
  EXPECT_THAT(fleiss_kappa(data), IsExactly(1.0));
  EXPECT_THAT(percent_agreement(data), IsExactly(1.0));
}

// Coders who share no document had an alpha of 1.0 [inception 2219].
TEST(KnownDefects, CodersWithoutACommonUnitDoNotAgree) {
  const NominalData data(values({"a .", "a .", "b .", ". a", ". b"}));
  EXPECT_THAT(krippendorff_alpha(data), IsUndefined("no_pairable_units"));
  EXPECT_THAT(percent_agreement(data), IsUndefined("no_pairable_units"));
  EXPECT_THAT(cohen_kappa(data), IsUndefined("no_pairable_units"));
}

// Alpha was 1.0 although one of two coders had done nothing [dkpro-statistics 2].
TEST(KnownDefects, ACoderWhoDidNothingDoesNotAgree) {
  EXPECT_THAT(krippendorff_alpha(NominalData(values({"a .", "b .", "a ."}))),
              IsUndefined("one_coder"));
}

// None, put for a missing coding, was counted as a label: 0.33 instead of 1 [nltk 2865].
TEST(KnownDefects, MissingIsNotALabel) {
  EXPECT_THAT(krippendorff_alpha(NominalData(values({"1 1 .", "1 1 1", "2 . 2"}))), IsExactly(1.0));
  EXPECT_THAT(krippendorff_alpha(NominalData(values({"1 1 N", "1 1 1", "2 N 2"}))),
              IsNear(1. / 3, 1e-12));
}

// Missing codings turned a kappa of 0.87 into -0.03 [jasp-issues 2307], and entered the expected
// but not the observed agreement [dkpro-statistics 6].
TEST(KnownDefects, UnitsThatOneCoderMissedDoNotChangeKappa) {
  const auto complete = values({"a a", "a a", "b b", "b b", "a b"});
  const auto missing =
      values({"a a", "a a", "b b", "b b", "a b", "a .", "a .", ". b", "a .", ". b", "a .", ". ."});
  EXPECT_EQ(cohen_kappa(NominalData(missing)), cohen_kappa(NominalData(complete)));
  EXPECT_EQ(scott_pi(NominalData(missing)), scott_pi(NominalData(complete)));
}

// Labels that could have been given but never were are part of chance [inception 2191].
TEST(KnownDefects, LabelsNobodyUsedCountWhereTheDefinitionSaysSo) {
  const auto units = values({"a a", "a b", "b b", "b b"});
  EXPECT_THAT(brennan_prediger(NominalData(units, 2)), IsNear((.75 - .5) / .5, 1e-12));
  EXPECT_THAT(brennan_prediger(NominalData(units, 5)), IsNear((.75 - .2) / .8, 1e-12));
  EXPECT_GT(*gwet_ac1(NominalData(units, 5)).value, *gwet_ac1(NominalData(units, 2)).value);
  EXPECT_EQ(krippendorff_alpha(NominalData(units, 5)), krippendorff_alpha(NominalData(units, 2)));
}

// Coders near total agreement on a theme that dominates had a figure near 0 and nothing beside it
// [inception 6155, dkpro-statistics 46].
TEST(KnownDefects, DominantLabelHasAFigureThatIsNotNearZero) {
  const std::vector<BinaryCell> cells = {{2, 2, 96}, {2, 1, 4}};
  EXPECT_THAT(krippendorff_alpha(cells), IsNear(-.0153, 5e-5));
  EXPECT_THAT(gwet_ac1(cells), IsNear(.9584, 5e-5));
}

// Sets of which two thirds are the same were counted as plain disagreement [fast-krippendorff 21].
TEST(KnownDefects, SetsThatOverlapAgreeInPart) {
  const SetData data(label_lists({"a,b,c a,b", "d,e,f d,e", "g,h,i g,h,i", "a,e,i a,e"}));
  EXPECT_THAT(krippendorff_alpha(data, SetDistance::kNominal), IsNear(.2222, 5e-5));
  EXPECT_GT(*krippendorff_alpha(data, SetDistance::kJaccard).value, .6);
}

// The empty set had a distance of 1/3 from any other, or divided by zero [dkpro-statistics, nltk].
TEST(KnownDefects, SeenAndLeftUncodedIsAValueLikeAnyOther) {
  const SetData data(label_lists({"- -", "a a", "- a"}));
  for (const auto distance : {SetDistance::kNominal, SetDistance::kJaccard, SetDistance::kMasi}) {
    EXPECT_THAT(krippendorff_alpha(data, distance), IsNear(1 - 5. * 2 / 18, 1e-12));
  }
}

}  // namespace
}  // namespace verbatim::agreement
