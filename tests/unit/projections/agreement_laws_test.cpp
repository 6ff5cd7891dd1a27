// Agreement of any study, against the coefficients of libs/agreement on reliability data that are
// put together here from the state alone.

#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "agreement/codings.hpp"
#include "agreement/nominal.hpp"
#include "agreement/sets.hpp"
#include "projections/agreement_figures.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using agreement::Estimate;

// Commands of which many finish codings, so that there is something to agree on.
StudyView any_view() {
  auto commands = *coding::any_commands();
  const auto more = *rc::gen::container<std::vector<coding::Command>>(rc::gen::map(
      rc::gen::tuple(rc::gen::element<std::string>("q1", "q2"),
                     rc::gen::element<std::string>("c1", "c1.b", "c1.c", "c2", "c3"),
                     rc::gen::element<std::string>("ada", "bo", "cem"),
                     rc::gen::container<std::vector<std::string>>(
                         rc::gen::element<std::string>("food", "long talks", "more tea"))),
      [](auto parts) {
        return coding::Command(coding::SetCoding{std::get<0>(parts), std::get<1>(parts),
                                                 std::get<2>(parts), std::get<3>(parts), true});
      }));
  commands.insert(commands.end(), more.begin(), more.end());
  return live(coding::decided(commands));
}

std::vector<coding::MemberIndex> any_coders(const StudyView& view) {
  std::set<coding::MemberIndex> coders;
  for (std::size_t m = 0; m < view.study().members.size(); ++m)
    if (*rc::gen::arbitrary<bool>()) coders.insert(static_cast<coding::MemberIndex>(m));
  return {coders.begin(), coders.end()};
}

// The finished codings of one question as values: `value_of` says what a coder said of a response.
template <class ValueOf>
agreement::CodingsBuffer reliability_data(const StudyView& view, coding::QuestionIndex question,
                                          const std::set<coding::MemberIndex>& coders,
                                          ValueOf value_of) {
  agreement::CodingsBuffer data;
  for (std::size_t r = 0; r < view.study().responses.size(); ++r) {
    const auto response = static_cast<coding::ResponseIndex>(r);
    if (view.study().question_of(response) != question) continue;
    if (view.study().is_dropped(view.study().responses[r])) continue;
    const auto& codings = view.study().responses[r].codings;
    data.start_unit();
    for (const auto coder : coders) {
      const auto* coding = codings.find(coder);
      if (coding != nullptr && coding->finished) data.add(coder, value_of(codings, coder));
    }
  }
  return data;
}

void assert_near(const Estimate& found, const Estimate& expected) {
  RC_ASSERT(found.reason == expected.reason);
  RC_ASSERT(found.value.has_value() == expected.value.has_value());
  if (found.value) RC_ASSERT(std::abs(*found.value - *expected.value) < 1e-12);
}

Estimate expected_of(Coefficient coefficient, const agreement::Codings& data) {
  switch (coefficient) {
    case Coefficient::kPercentAgreement:
    case Coefficient::kPercentExactSets:
      return agreement::percent_agreement(data);
    case Coefficient::kCohenKappa:
      return agreement::cohen_kappa(data);
    case Coefficient::kGwetAc1:
      return agreement::gwet_ac1(data);
    default:
      return agreement::krippendorff_alpha(data);
  }
}

RC_GTEST_PROP(AgreementLaws, ValuesOfThemesAreThoseOfTheirReliabilityData, ()) {
  const auto view = any_view();
  const auto query = AgreementQuery{{}, any_coders(view), {}};
  for (coding::QuestionIndex q = 0; q < view.study().questions.size(); ++q) {
    std::set<coding::MemberIndex> coders(query.coders.begin(), query.coders.end());
    if (coders.empty())
      for (std::size_t m = 0; m < view.study().members.size(); ++m)
        coders.insert(static_cast<coding::MemberIndex>(m));
    for (const auto& row : agreement_of(view, q, query).results) {
      if (!row.theme) continue;
      const auto data = reliability_data(view, q, coders, [&](const auto& codings, auto coder) {
        return codings.find(coder, *row.theme) ? 1U : 0U;
      });
      assert_near(row.estimate, expected_of(row.coefficient, data.view(2)));
    }
  }
}

RC_GTEST_PROP(AgreementLaws, ValuesOfTheQuestionAreThoseOfWholeSets, ()) {
  const auto view = any_view();
  const auto& study = view.study();
  std::set<coding::MemberIndex> everyone;
  for (std::size_t m = 0; m < study.members.size(); ++m)
    everyone.insert(static_cast<coding::MemberIndex>(m));
  for (coding::QuestionIndex q = 0; q < study.questions.size(); ++q) {
    for (const auto& row : agreement_of(view, q, {}).results) {
      if (row.theme) continue;
      std::map<std::set<std::uint32_t>, std::uint32_t> numbers;
      agreement::LabelSets sets;
      const auto data = reliability_data(view, q, everyone, [&](const auto& codings, auto coder) {
        std::vector<std::uint32_t> labels;
        for (const auto theme : coding::counted_themes(study, codings, coder))
          if (study.themes[theme].framework == row.framework) labels.push_back(theme);
        return sets.number_of(labels);
      });
      const agreement::SetCodings all{sets.sets(), data.view(sets.size())};
      if (row.coefficient == Coefficient::kKrippendorffAlphaJaccard)
        assert_near(row.estimate,
                    agreement::krippendorff_alpha(all, agreement::SetDistance::kJaccard));
      else if (row.coefficient == Coefficient::kKrippendorffAlphaMasi)
        assert_near(row.estimate,
                    agreement::krippendorff_alpha(all, agreement::SetDistance::kMasi));
      else
        assert_near(row.estimate, expected_of(row.coefficient, all.codings));
    }
  }
}

RC_GTEST_PROP(AgreementLaws, EveryoneIsEveryCoderNamed, ()) {
  const auto view = any_view();
  std::vector<coding::MemberIndex> all;
  for (std::size_t m = 0; m < view.study().members.size(); ++m)
    all.push_back(static_cast<coding::MemberIndex>(m));
  for (coding::QuestionIndex q = 0; q < view.study().questions.size(); ++q) {
    const auto everyone = agreement_of(view, q, {});
    const auto named = agreement_of(view, q, {{}, all, {}});
    RC_ASSERT(everyone.units == named.units);
    RC_ASSERT(everyone.codings == named.codings);
    RC_ASSERT(everyone.coders == named.coders);
    RC_ASSERT(everyone.results.size() == named.results.size());
    for (std::size_t i = 0; i < named.results.size(); ++i) {
      RC_ASSERT(everyone.results[i].coefficient == named.results[i].coefficient);
      RC_ASSERT(everyone.results[i].theme == named.results[i].theme);
      RC_ASSERT(everyone.results[i].estimate == named.results[i].estimate);
    }
  }
}

RC_GTEST_PROP(AgreementLaws, ThereIsAValueOrAReason, ()) {
  const auto view = any_view();
  const auto query = AgreementQuery{{}, any_coders(view), {}};
  for (coding::QuestionIndex q = 0; q < view.study().questions.size(); ++q) {
    for (const auto& row : agreement_of(view, q, query).results) {
      RC_ASSERT(row.estimate.value.has_value() != row.estimate.reason.has_value());
      if (row.estimate.value) RC_ASSERT(std::isfinite(*row.estimate.value));
    }
  }
}

}  // namespace
}  // namespace verbatim::projections
