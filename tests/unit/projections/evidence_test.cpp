// Where figures come from: what stands behind a cell adds up to it.

#include "projections/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "agreement/nominal.hpp"
#include "agreement/weighted.hpp"
#include "projections/agreement_figures.hpp"
#include "projections/connections.hpp"
#include "projections/progress.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/projections/cells.hpp"
#include "unit/projections/story.hpp"
#include "unit/projections/units.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;
using agreement::Estimate;

RC_GTEST_PROP(EvidenceLaws, OfEveryCellAddsUpToIt, ()) {
  const auto view = live(decided(*any_commands()));
  const auto& study = view.study();
  for (std::size_t q = 0; q < study.questions.size(); ++q) {
    const auto question = static_cast<QuestionIndex>(q);
    for (const auto& cell : all_cells(study))
      RC_ASSERT(units_of(study, evidence_of(study, question, cell)) ==
                counted(view, question, cell));
  }
}

RC_GTEST_PROP(EvidenceLaws, OfEveryConnectionAddsUpToIt, ()) {
  const auto view = live(decided(*any_commands()));
  const auto& study = view.study();
  for (std::size_t q = 0; q < study.questions.size(); ++q)
    for (std::size_t b = 0; b < kBases; ++b) {
      const auto question = static_cast<QuestionIndex>(q);
      const auto basis = static_cast<Basis>(b);
      for (const auto& found : connections(view, question, {basis, {}, {}, {}}))
        RC_ASSERT(
            evidence_of(study, question, Cell{found.first, found.second, basis, {}, {}, false})
                .size() == found.both);
    }
}

RC_GTEST_PROP(EvidenceLaws, OfProgressAddsUpToIt, ()) {
  const auto view = live(decided(*any_commands()));
  const auto& study = view.study();
  for (std::size_t q = 0; q < study.questions.size(); ++q) {
    const auto question = static_cast<QuestionIndex>(q);
    for (const auto& row : progress(view, question)) {
      const auto begun = evidence_of(study, question, CoderWork{row.coder, false});
      RC_ASSERT(begun.size() == row.done.begun);
      RC_ASSERT(units_of(study, begun).assignments == row.done.assignments);
      RC_ASSERT(evidence_of(study, question, CoderWork{row.coder, true}).size() ==
                row.done.finished);
    }
  }
}

// What the evidence of one theme's coefficient says, as the coefficient needs it.
ThemeCodings codings_in(const std::vector<EvidenceResponse>& evidence) {
  ThemeCodings said;
  std::set<MemberIndex> coders;
  for (const auto& found : evidence) {
    coders.insert(found.coders.begin(), found.coders.end());
    said.cells.push_back({static_cast<std::uint32_t>(found.coders.size()), found.applying(), 1});
    if (found.coders.size() != 2) continue;
    const auto says = [&](MemberIndex coder) {
      return std::any_of(found.assignments.begin(), found.assignments.end(),
                         [&](const auto& one) { return one.coder == coder; });
    };
    ++said.table[(says(found.coders[0]) ? 2 : 0) + (says(found.coders[1]) ? 1 : 0)];
  }
  said.coders = coders.size();
  return said;
}

// The same of a coefficient that asks who says what.
Estimate of_coders_in(Coefficient coefficient, const std::vector<EvidenceResponse>& evidence) {
  agreement::CodingsBuffer codings;
  for (const auto& found : evidence) {
    codings.start_unit();
    for (const auto coder : found.coders)
      codings.add(coder, std::any_of(found.assignments.begin(), found.assignments.end(),
                                     [&](const auto& one) { return one.coder == coder; }));
  }
  return coefficient == Coefficient::kCongerKappa ? agreement::conger_kappa(codings.view(2))
                                                  : agreement::light_kappa(codings.view(2));
}

bool same_value(const std::optional<double>& one, const std::optional<double>& other) {
  return one.has_value() == other.has_value() && (!one || std::abs(*one - *other) < 1e-9);
}

// Of each theme, each coefficient, some coders, a group, a round, rolled up or not: from the
// evidence alone the coefficient is computed again.
RC_GTEST_PROP(EvidenceLaws, OfAgreementGivesEachCoefficientAgain, ()) {
  const auto view = live(decided(finishing_commands()));
  const auto& study = view.study();
  for (std::size_t q = 0; q < study.questions.size(); ++q) {
    const auto question = static_cast<QuestionIndex>(q);
    const auto units = any_units(study);
    auto query = query_of(units);
    query.coefficients = all_coefficients();
    const auto figures = agreement_of(view, question, query);
    auto whole = units;
    whole.theme.reset();
    RC_ASSERT(evidence_of(study, question, whole).size() == figures.units);
    for (const auto& row : figures.results) {
      if (!row.theme) continue;
      const bool with_single = row.coefficient == Coefficient::kFleissKappa ||
                               row.coefficient == Coefficient::kGwetAc1 ||
                               row.coefficient == Coefficient::kCongerKappa ||
                               row.coefficient == Coefficient::kHolsti;
      auto one = units;
      one.theme = row.theme;
      one.least = with_single ? 1 : 2;
      const auto evidence = evidence_of(study, question, one);
      RC_ASSERT(evidence.size() == (with_single ? row.estimate.coded_units : row.estimate.units) ||
                row.coefficient == Coefficient::kCohenKappa ||
                row.coefficient == Coefficient::kScottPi ||
                row.coefficient == Coefficient::kHolsti);
      if (asks_who(row.coefficient)) {
        RC_ASSERT(same_value(of_coders_in(row.coefficient, evidence).value, row.estimate.value));
        continue;
      }
      one.least = 1;  // how many coders there are is told by all that was finished
      auto said = codings_in(evidence);
      said.coders = codings_in(evidence_of(study, question, one)).coders;
      const auto again = estimate_of_theme(row.coefficient, said);
      RC_ASSERT(again.value == row.estimate.value);
      RC_ASSERT(again.reason == row.estimate.reason);
      RC_ASSERT(again.units == row.estimate.units);
    }
  }
}

// Two coders of three are finished with c1. The third has not said their last word, and so has no
// say in the majority.
const std::vector<Event> kSaid = {StudyOpened{"s", "Study"},
                                  MemberAdded{"ada", Role::kCoder},
                                  MemberAdded{"bo", Role::kCoder},
                                  MemberAdded{"cem", Role::kCoder},
                                  QuestionAdded{"q", ""},
                                  RespondentAdded{"p", ""},
                                  FrameworkAdded{"themes", "Themes"},
                                  ThemeAdded{"pay", "themes", "Pay", "", "", {}},
                                  ThemeAdded{"wages", "themes", "Wages", "", "", {}},
                                  CommentAdded{"q", "c1", "p", {}, 9},
                                  ThemeAssigned{"q", "c1", "ada", "pay", 2},
                                  ThemeAssigned{"q", "c1", "ada", "wages", 2},
                                  CodingFinished{"q", "c1", "ada"},
                                  ThemeAssigned{"q", "c1", "bo", "pay", 2},
                                  CodingFinished{"q", "c1", "bo"},
                                  ThemeAssigned{"q", "c1", "cem", "pay", 1},
                                  ThemeMerged{"wages", "pay"}};

TEST(Evidence, SaysWhoseSayCountedAndAsWhat) {
  const auto view = live(kSaid);
  const auto pay = theme(view, "pay"), wages = theme(view, "wages");
  const auto evidence =
      evidence_of(view.study(), 0, Cell{pay, {}, Basis::kMajority, {}, {}, false});
  ASSERT_EQ(evidence.size(), 1U);
  EXPECT_EQ(evidence[0].themes, std::vector{pay});
  EXPECT_EQ(evidence[0].coders, (std::vector<MemberIndex>{0, 1}));
  EXPECT_FALSE(evidence[0].adjudicated);
  EXPECT_EQ(evidence[0].assignments,
            (std::vector<EvidenceAssignment>{{0, pay, pay, 2, true, true},
                                             {0, wages, pay, 2, true, false},
                                             {1, pay, pay, 2, true, true},
                                             {2, pay, pay, 1, false, false}}));
  EXPECT_TRUE(
      evidence_of(view.study(), 0, Cell{wages, {}, Basis::kMajority, {}, {}, false}).empty())
      << "a merged theme has no figure of its own";
}

TEST(Evidence, OfWhatWasSettledMayHaveNobodyBehindIt) {
  auto view = live(kSaid);
  ASSERT_TRUE(view.try_apply(ThemeAdded{"time", "themes", "Time", "", "", {}}, 0));
  ASSERT_TRUE(view.try_apply(ResponseSettled{"q", "c1", {"time"}}, 0));
  const auto evidence = evidence_of(view.study(), 0, Cell{theme(view, "time")});
  ASSERT_EQ(evidence.size(), 1U);
  EXPECT_TRUE(evidence[0].adjudicated);
  EXPECT_TRUE(evidence[0].assignments.empty());
}

TEST(Evidence, OfAgreementSaysWhoseCodingsCountAlsoWhereTheyPutNothing) {
  auto view = live(kSaid);
  ASSERT_TRUE(view.try_apply(ThemeAdded{"time", "themes", "Time", "", "", {}}, 0));
  ASSERT_TRUE(view.try_apply(ThemeAssigned{"q", "c1", "bo", "time", 2}, 0));
  AgreementUnits units;
  units.theme = theme(view, "time");
  const auto evidence = evidence_of(view.study(), 0, units);
  ASSERT_EQ(evidence.size(), 1U);
  EXPECT_EQ(evidence[0].coders, (std::vector<MemberIndex>{0, 1})) << "cem is not finished";
  EXPECT_EQ(evidence[0].applying(), 1U);
  EXPECT_EQ(evidence[0].themes, std::vector{*units.theme}) << "of this theme alone";
  units.coders = {0, 2};
  EXPECT_TRUE(evidence_of(view.study(), 0, units).empty()) << "one of the two is not finished";
  units.least = 1;
  EXPECT_EQ(evidence_of(view.study(), 0, units).size(), 1U);
}

}  // namespace
}  // namespace verbatim::projections
