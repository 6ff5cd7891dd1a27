// Where figures come from: what stands behind a cell adds up to it.

#include "projections/evidence.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "projections/agreement_figures.hpp"
#include "projections/connections.hpp"
#include "projections/progress.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/projections/cells.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

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
        RC_ASSERT(evidence_of(study, question, {found.first, found.second, basis, {}, {}, false})
                      .size() == found.both);
    }
}

RC_GTEST_PROP(EvidenceLaws, OfProgressAndOfAgreementAddUpToThem, ()) {
  const auto view = live(decided(*any_commands()));
  const auto& study = view.study();
  for (std::size_t q = 0; q < study.questions.size(); ++q) {
    const auto question = static_cast<QuestionIndex>(q);
    for (const auto& row : progress(view, question)) {
      const auto begun = evidence_of_progress(study, question, row.coder, false);
      RC_ASSERT(begun.size() == row.done.begun);
      RC_ASSERT(units_of(study, begun).assignments == row.done.assignments);
      RC_ASSERT(evidence_of_progress(study, question, row.coder, true).size() == row.done.finished);
    }
    RC_ASSERT(evidence_of_agreement(view, question, {}).size() ==
              agreement_of(view, question, {{Coefficient::kPercentAgreement}, {}, {}}).units);
    const std::vector<MemberIndex> two{0, 1};
    RC_ASSERT(evidence_of_agreement(view, question, {{}, two, {}}).size() ==
              agreement_of(view, question, {{Coefficient::kPercentAgreement}, two, {}}).units);
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
  const auto evidence = evidence_of(view.study(), 0, {pay, {}, Basis::kMajority, {}, {}, false});
  ASSERT_EQ(evidence.size(), 1U);
  EXPECT_EQ(evidence[0].themes, std::vector{pay});
  EXPECT_EQ(evidence[0].electorate, 2);
  EXPECT_FALSE(evidence[0].adjudicated);
  EXPECT_EQ(evidence[0].assignments,
            (std::vector<EvidenceAssignment>{{0, pay, pay, 2, true, true},
                                             {0, wages, pay, 2, true, false},
                                             {1, pay, pay, 2, true, true},
                                             {2, pay, pay, 1, false, false}}));
  EXPECT_TRUE(evidence_of(view.study(), 0, {wages, {}, Basis::kMajority, {}, {}, false}).empty())
      << "a merged theme has no figure of its own";
}

TEST(Evidence, OfWhatWasSettledMayHaveNobodyBehindIt) {
  auto view = live(kSaid);
  ASSERT_TRUE(view.try_apply(ThemeAdded{"time", "themes", "Time", "", "", {}}, 0));
  ASSERT_TRUE(view.try_apply(ResponseSettled{"q", "c1", {"time"}}, 0));
  const auto evidence = evidence_of(view.study(), 0, {theme(view, "time")});
  ASSERT_EQ(evidence.size(), 1U);
  EXPECT_TRUE(evidence[0].adjudicated);
  EXPECT_TRUE(evidence[0].assignments.empty());
}

}  // namespace
}  // namespace verbatim::projections
