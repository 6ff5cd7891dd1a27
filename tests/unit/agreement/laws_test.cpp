// What holds for any codings.

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "agreement/nominal.hpp"
#include "agreement/pair.hpp"
#include "given.hpp"

namespace verbatim::agreement {
namespace {

using Coefficient = Estimate (*)(const Codings&);
constexpr Coefficient kAll[] = {&percent_agreement, &krippendorff_alpha, &fleiss_kappa, &gwet_ac1,
                                &brennan_prediger,  &cohen_kappa,        &scott_pi};
using OfHistogram = Estimate (*)(std::span<const BinaryCell>);
constexpr OfHistogram kAllOfHistograms[] = {&percent_agreement, &krippendorff_alpha, &fleiss_kappa,
                                            &gwet_ac1, &brennan_prediger};
constexpr SetDistance kDistances[] = {SetDistance::kNominal, SetDistance::kJaccard,
                                      SetDistance::kMasi, SetDistance::kMasiRounded};

std::uint32_t any_below(std::uint32_t limit) {
  return *rc::gen::inRange<std::uint32_t>(0, limit);
}

// Up to 12 units, each coder missing on some: (coder, value) by unit.
Values any_values(std::uint32_t coders, std::uint32_t categories) {
  Values units(any_below(13));
  for (auto& unit : units) {
    for (std::uint32_t coder = 0; coder < coders; ++coder) {
      const auto value = any_below(categories + 1);
      if (value < categories) unit.emplace_back(coder, value);
    }
  }
  return units;
}

Values any_complete_values(std::uint32_t coders, std::uint32_t categories) {
  Values units(1 + any_below(12));
  for (auto& unit : units) {
    for (std::uint32_t coder = 0; coder < coders; ++coder) {
      unit.emplace_back(coder, any_below(categories));
    }
  }
  return units;
}

// Each label is on a set or not, so sets overlap often and are sometimes empty.
LabelLists any_label_lists(std::uint32_t coders, std::uint32_t labels) {
  LabelLists units(any_below(13));
  for (auto& unit : units) {
    for (std::uint32_t coder = 0; coder < coders; ++coder) {
      if (any_below(4) == 0) continue;
      auto& set = unit.emplace_back(coder, std::vector<std::uint32_t>{}).second;
      for (std::uint32_t label = 0; label < labels; ++label) {
        if (any_below(3) == 0) set.push_back(label);
      }
    }
  }
  return units;
}

std::vector<std::uint32_t> any_order(std::uint32_t size) {
  std::vector<std::uint32_t> order(size);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t left = size; left > 1; --left) {
    std::swap(order[left - 1], order[any_below(left)]);
  }
  return order;
}

template <class Value>
Units<Value> shuffled(const Units<Value>& units) {
  Units<Value> result;
  for (const auto at : any_order(static_cast<std::uint32_t>(units.size()))) {
    auto& unit = result.emplace_back();
    for (const auto coding : any_order(static_cast<std::uint32_t>(units[at].size()))) {
      unit.push_back(units[at][coding]);
    }
  }
  return result;
}

template <class Value>
void rename_coders(Units<Value>& units, const std::vector<std::uint32_t>& names) {
  for (auto& unit : units) {
    for (auto& coding : unit) coding.first = names[coding.first];
  }
}

template <class Value>
Units<Value> repeated(const Units<Value>& units, int times) {
  Units<Value> result;
  for (int n = 0; n < times; ++n) result.insert(result.end(), units.begin(), units.end());
  return result;
}

void assert_near(const Estimate& a, const Estimate& b) {
  RC_ASSERT(a.reason == b.reason);
  if (a.value) RC_ASSERT(std::abs(*a.value - *b.value) < 1e-12);
}

RC_GTEST_PROP(Laws, AnEstimateHasAFiniteValueOfAtMostOneOrAReason, ()) {
  const auto categories = 1 + any_below(4);
  const NominalData data(any_values(1 + any_below(4), categories), categories);
  for (const auto coefficient : kAll) {
    const auto estimate = coefficient(data);
    RC_ASSERT(estimate.value.has_value() != estimate.reason.has_value());
    if (estimate.value) RC_ASSERT(std::isfinite(*estimate.value) && *estimate.value <= 1);
    if (estimate.value) RC_ASSERT(estimate.units > 0U && estimate.codings >= 2 * estimate.units);
  }
  if (const auto share = percent_agreement(data).value) RC_ASSERT(*share >= 0);
}

RC_GTEST_PROP(Laws, OrderAndNamesOfUnitsCodersAndCategoriesChangeNoBit, ()) {
  const auto coders = 1 + any_below(4);
  const auto categories = 1 + any_below(4);
  const auto units = any_values(coders, categories);
  auto others = shuffled(units);
  rename_coders(others, any_order(coders));
  const auto names = any_order(categories);
  for (auto& unit : others) {
    for (auto& coding : unit) coding.second = names[coding.second];
  }
  const NominalData data(units, categories);
  const NominalData same(others, categories);
  for (const auto coefficient : kAll) RC_ASSERT(coefficient(same) == coefficient(data));
}

RC_GTEST_PROP(Laws, OrderAndNamesOfUnitsCodersAndLabelsChangeNoBitOfSets, ()) {
  const auto coders = 1 + any_below(4);
  const auto labels = any_below(6);
  const auto units = any_label_lists(coders, labels);
  auto others = shuffled(units);
  rename_coders(others, any_order(coders));
  const auto names = any_order(labels);
  for (auto& unit : others) {
    for (auto& coding : unit) {
      for (auto& label : coding.second) label = names[label];
    }
  }
  const SetData data(units);
  const SetData same(others);
  for (const auto distance : kDistances) {
    RC_ASSERT(krippendorff_alpha(same, distance) == krippendorff_alpha(data, distance));
  }
  RC_ASSERT(percent_exact_sets(same) == percent_exact_sets(data));
}

RC_GTEST_PROP(Laws, OrderOfHistogramCellsChangesNoBit, ()) {
  std::vector<BinaryCell> cells(any_below(20));
  for (auto& cell : cells) {
    cell.codings = any_below(9);
    cell.applying = any_below(cell.codings + 1);
    cell.units = any_below(20);
  }
  std::vector<BinaryCell> others;
  for (const auto at : any_order(static_cast<std::uint32_t>(cells.size()))) {
    others.push_back(cells[at]);
  }
  for (const auto coefficient : kAllOfHistograms) {
    RC_ASSERT(coefficient(others) == coefficient(cells));
  }
}

RC_GTEST_PROP(Laws, DataGivenTwiceKeepEveryValueButAlpha, ()) {
  const auto categories = 1 + any_below(4);
  const auto units = any_values(1 + any_below(4), categories);
  const NominalData once(units, categories);
  const NominalData thrice(repeated(units, 3), categories);
  for (const auto coefficient : kAll) {
    if (coefficient != Coefficient{&krippendorff_alpha}) {
      assert_near(coefficient(thrice), coefficient(once));
    }
  }
}

// Alpha pairs values without putting them back, so expected disagreement has n - 1 where others
// have n. With data given r times, 1 - alpha grows by (rn - 1) / (r (n - 1)) and by no more.
void assert_small_sample_law(const Estimate& once, const Estimate& repeated, double times) {
  RC_ASSERT(once.reason == repeated.reason);
  if (!once.value) return;
  const auto n = static_cast<double>(once.codings);
  const double factor = (times * n - 1) / (times * (n - 1));
  RC_ASSERT(std::abs((1 - *repeated.value) - factor * (1 - *once.value)) < 1e-12);
}

RC_GTEST_PROP(Laws, DataGivenTwiceMoveAlphaByItsSmallSampleTermAlone, ()) {
  const auto units = any_values(1 + any_below(4), 3);
  const int times = 2 + static_cast<int>(any_below(3));
  assert_small_sample_law(krippendorff_alpha(NominalData(units)),
                          krippendorff_alpha(NominalData(repeated(units, times))), times);
}

RC_GTEST_PROP(Laws, DataGivenTwiceMoveSetAlphaByItsSmallSampleTermAlone, ()) {
  const auto units = any_label_lists(1 + any_below(4), 4);
  const int times = 2 + static_cast<int>(any_below(3));
  for (const auto distance : kDistances) {
    assert_small_sample_law(krippendorff_alpha(SetData(units), distance),
                            krippendorff_alpha(SetData(repeated(units, times)), distance), times);
  }
}

RC_GTEST_PROP(Laws, PerfectAgreementIsExactlyOneWhereDefined, ()) {
  auto units = any_values(1 + any_below(4), 3);
  LabelLists lists;
  for (auto& unit : units) {
    const auto value = any_below(3);
    auto& list = lists.emplace_back();
    for (auto& coding : unit) {
      coding.second = value;
      list.push_back({coding.first, {value, 3, 4 + value % 2}});
    }
  }
  const NominalData data(units, 3);
  for (const auto coefficient : kAll) RC_ASSERT(coefficient(data).value.value_or(1) == 1);
  for (const auto distance : kDistances) {
    RC_ASSERT(krippendorff_alpha(SetData(lists), distance).value.value_or(1) == 1);
  }
}

RC_GTEST_PROP(Laws, UnitsCodedByOneCoderDoNotMoveAlpha, ()) {
  const auto coders = 2 + any_below(3);
  auto paired = any_values(coders, 3);
  paired.push_back({{0, any_below(3)}, {1, any_below(3)}});
  auto more = paired;
  for (auto extra = any_below(5); extra > 0; --extra) {
    more.push_back({{any_below(coders), any_below(3)}});
  }
  const NominalData data(paired);
  const auto with = krippendorff_alpha(NominalData(more));
  const auto without = krippendorff_alpha(data);
  RC_ASSERT(with.value == without.value && with.interval == without.interval);
  RC_ASSERT(percent_agreement(NominalData(more)).value == percent_agreement(data).value);
}

RC_GTEST_PROP(Laws, HistogramSaysTheSameAsTheCodingsOfTheDichotomy, ()) {
  const auto coders = 1 + any_below(4);
  const auto units = any_values(coders, 2);
  const NominalData data(units, 2);
  const auto cells = histogram(units, 1);
  const auto active = coders_of(data).size();
  const auto assert_same = [&](Estimate of_theme, Estimate of_values) {
    of_theme = knowing_coders(of_theme, active);
    if (of_theme.prevalence) {
      const double theme = *of_theme.prevalence;
      RC_ASSERT(std::abs(*of_values.prevalence - std::max(theme, 1 - theme)) < 1e-12);
    }
    of_theme.prevalence = of_values.prevalence;  // the most frequent value's
    RC_ASSERT(of_theme == of_values);
  };
  assert_same(percent_agreement(cells), percent_agreement(data));
  assert_same(krippendorff_alpha(cells), krippendorff_alpha(data));
  assert_same(fleiss_kappa(cells), fleiss_kappa(data));
  assert_same(gwet_ac1(cells), gwet_ac1(data));
  assert_same(brennan_prediger(cells), brennan_prediger(data));
}

RC_GTEST_PROP(Laws, TableSaysTheSameAsTheCodingsOfTwoCoders, ()) {
  const auto categories = 1 + any_below(4);
  std::vector<std::uint64_t> counts(categories * categories);
  for (auto& count : counts) count = any_below(4);
  const PairTable table{categories, counts};
  const NominalData data(from_table(counts, categories), categories);
  RC_ASSERT(knowing_coders(percent_agreement(table), 2) == percent_agreement(data, 0, 1));
  const auto coders = coders_of(data).size();
  RC_ASSERT(knowing_coders(cohen_kappa(table), coders) == cohen_kappa(data));
  RC_ASSERT(knowing_coders(scott_pi(table), coders) == scott_pi(data));
}

RC_GTEST_PROP(Laws, TwoCodersWhoseCodingsAreIndependentHaveAKappaOfZero, ()) {
  const auto categories = 2 + any_below(3);
  std::vector<std::uint64_t> first(categories);
  std::vector<std::uint64_t> second(categories);
  for (auto& count : first) count = 1 + any_below(20);
  for (auto& count : second) count = 1 + any_below(20);
  std::vector<std::uint64_t> counts;
  for (const auto a : first) {
    for (const auto b : second) counts.push_back(a * b);
  }
  RC_ASSERT(cohen_kappa(PairTable{categories, counts}).value == 0.0);
}

// With every coder on every unit, alpha is Fleiss' kappa but for the small-sample term.
RC_GTEST_PROP(Laws, AlphaOfCompleteDataIsFleissKappaWithItsSmallSampleTerm, ()) {
  const NominalData data(any_complete_values(2 + any_below(3), 3));
  const auto alpha = krippendorff_alpha(data);
  const auto kappa = fleiss_kappa(data);
  RC_ASSERT(alpha.reason == kappa.reason);
  if (!alpha.value) return;
  const auto n = static_cast<double>(alpha.codings);
  RC_ASSERT(std::abs((1 - *alpha.value) - (1 - *kappa.value) * (n - 1) / n) < 1e-12);
}

RC_GTEST_PROP(Laws, FleissKappaOfTwoCodersIsScottsPi, ()) {
  const NominalData data(any_complete_values(2, 3));
  assert_near(fleiss_kappa(data), scott_pi(data));
}

RC_GTEST_PROP(Laws, SetsWithOneLabelEachAreNominalUnderAnyDistance, ()) {
  const auto units = any_values(1 + any_below(4), 3);
  LabelLists lists;
  for (const auto& unit : units) {
    auto& list = lists.emplace_back();
    for (const auto& [coder, value] : unit) list.push_back({coder, {value}});
  }
  const auto expected = krippendorff_alpha(NominalData(units));
  for (const auto distance : kDistances) {
    const auto alpha = krippendorff_alpha(SetData(lists), distance);
    RC_ASSERT(alpha.value == expected.value && alpha.reason == expected.reason);
  }
  RC_ASSERT(percent_exact_sets(SetData(lists)) == percent_agreement(NominalData(units)));
}

// The definition, word for word: every pair of codings of a unit, and every pair of all.
double distance_by_definition(std::vector<std::uint32_t> a, std::vector<std::uint32_t> b,
                              SetDistance distance) {
  if (a == b) return 0;
  std::vector<std::uint32_t> both;
  std::vector<std::uint32_t> any;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(any));
  const double jaccard = static_cast<double>(both.size()) / static_cast<double>(any.size());
  switch (distance) {
    case SetDistance::kNominal:
      return 1;
    case SetDistance::kJaccard:
      return 1 - jaccard;
    case SetDistance::kMasi:
    case SetDistance::kMasiRounded:
      break;
  }
  if (both.empty()) return 1;
  const bool contained = both == a || both == b;
  if (distance == SetDistance::kMasiRounded) return 1 - jaccard * (contained ? .67 : .33);
  return 1 - jaccard * (contained ? 2. / 3 : 1. / 3);
}

std::optional<double> alpha_by_definition(const LabelLists& units, SetDistance distance) {
  double observed = 0;
  std::vector<std::vector<std::uint32_t>> all;
  for (const auto& unit : units) {
    if (unit.size() < 2) continue;
    double sum = 0;
    for (const auto& a : unit) {
      for (const auto& b : unit) sum += distance_by_definition(a.second, b.second, distance);
      all.push_back(a.second);
    }
    observed += sum / static_cast<double>(unit.size() - 1);
  }
  double expected = 0;
  for (const auto& a : all) {
    for (const auto& b : all) expected += distance_by_definition(a, b, distance);
  }
  if (expected == 0) return std::nullopt;
  return 1 - static_cast<double>(all.size() - 1) * observed / expected;
}

RC_GTEST_PROP(Laws, SetAlphaEqualsItsDefinition, ()) {
  const auto units = any_label_lists(1 + any_below(4), any_below(6));
  const SetData data(units);
  for (const auto distance : kDistances) {
    const auto alpha = krippendorff_alpha(data, distance).value;
    const auto expected = alpha_by_definition(units, distance);
    RC_ASSERT(alpha.has_value() == expected.has_value());
    if (alpha) RC_ASSERT(std::abs(*alpha - *expected) < 1e-12);
  }
}

}  // namespace
}  // namespace verbatim::agreement
