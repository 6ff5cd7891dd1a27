// Agreement of any study, against the coefficients of libs/agreement on reliability data that are
// put together here from the state alone.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "agreement/codings.hpp"
#include "agreement/nominal.hpp"
#include "agreement/overlap.hpp"
#include "agreement/sets.hpp"
#include "agreement/weighted.hpp"
#include "projections/agreement_figures.hpp"
#include "projections/agreement_sums.hpp"
#include "projections/reliability.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"
#include "unit/projections/units.hpp"

namespace verbatim::projections {
namespace {

using agreement::Estimate;

StudyView any_view() {
  return live(coding::decided(finishing_commands()));
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
  RC_ASSERT(found.interval.has_value() == expected.interval.has_value());
  if (!found.interval) return;
  RC_ASSERT(found.interval->method == expected.interval->method);
  RC_ASSERT(std::abs(found.interval->se - expected.interval->se) < 1e-9);
  RC_ASSERT(std::abs(found.interval->low - expected.interval->low) < 1e-9);
}

Estimate expected_of(Coefficient coefficient, const agreement::Codings& data) {
  switch (coefficient) {
    case Coefficient::kPercentAgreement:
    case Coefficient::kPercentExactSets:
      return agreement::percent_agreement(data);
    case Coefficient::kCohenKappa:
      return agreement::cohen_kappa(data);
    case Coefficient::kScottPi:
      return agreement::scott_pi(data);
    case Coefficient::kHolsti:
      return agreement::holsti(data);
    case Coefficient::kGwetAc1:
      return agreement::gwet_ac1(data);
    case Coefficient::kFleissKappa:
      return agreement::fleiss_kappa(data);
    case Coefficient::kBrennanPrediger:
      return agreement::brennan_prediger(data);
    case Coefficient::kCongerKappa:
      return agreement::conger_kappa(data);
    case Coefficient::kLightKappa:
      return agreement::light_kappa(data);
    default:
      return agreement::krippendorff_alpha(data);
  }
}

RC_GTEST_PROP(AgreementLaws, ValuesOfThemesAreThoseOfTheirReliabilityData, ()) {
  const auto view = any_view();
  const auto query = AgreementQuery{all_coefficients(), any_coders(view), {}};
  for (coding::QuestionIndex q = 0; q < view.study().questions.size(); ++q) {
    std::set<coding::MemberIndex> coders(query.coders.begin(), query.coders.end());
    if (coders.empty())
      for (std::size_t m = 0; m < view.study().members.size(); ++m)
        coders.insert(static_cast<coding::MemberIndex>(m));
    for (const auto& row : agreement_of(view, q, query).results) {
      if (!row.theme) continue;
      const auto data = reliability_data(view, q, coders, [&](const auto& codings, auto coder) {
        // What was said of a merged theme counts for the one it was merged into.
        return coding::counts_for(view.study(), codings, coder, *row.theme) ? 1U : 0U;
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
    for (const auto& row : agreement_of(view, q, {all_coefficients(), {}, {}}).results) {
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
      else if (row.coefficient == Coefficient::kHolstiMicroDice)
        assert_near(row.estimate, agreement::holsti(all));
      else
        assert_near(row.estimate, expected_of(row.coefficient, all.codings));
    }
  }
}

// What is given out is what was compared.
RC_GTEST_PROP(AgreementLaws, ReliabilityDataGiveTheValuesOfTheAnswer, ()) {
  const auto view = any_view();
  AgreementQuery query{all_coefficients(), any_coders(view), {}};
  query.roll_up = *rc::gen::arbitrary<bool>();
  if (!view.study().groups.empty() && *rc::gen::arbitrary<bool>()) query.group = 0;
  for (coding::QuestionIndex q = 0; q < view.study().questions.size(); ++q) {
    for (const auto& row : agreement_of(view, q, query).results) {
      const auto found = reliability_of(view, q, row.framework, query);
      const auto data = found.data();
      if (!row.theme) {
        if (row.coefficient == Coefficient::kKrippendorffAlphaMasi)
          assert_near(row.estimate,
                      agreement::krippendorff_alpha(data, agreement::SetDistance::kMasi));
        else if (row.coefficient == Coefficient::kHolstiMicroDice)
          assert_near(row.estimate, agreement::holsti(data));
        else if (row.coefficient != Coefficient::kKrippendorffAlphaJaccard)
          assert_near(row.estimate, expected_of(row.coefficient, data.codings));
        continue;
      }
      const auto at = std::find(found.themes.begin(), found.themes.end(), *row.theme);
      RC_ASSERT(at != found.themes.end());
      const auto label = static_cast<std::uint32_t>(at - found.themes.begin());
      agreement::CodingsBuffer applied;
      for (std::size_t unit = 0; unit < data.codings.units(); ++unit) {
        applied.start_unit();
        for (auto i = data.codings.offsets[unit]; i < data.codings.offsets[unit + 1]; ++i) {
          const auto& set = data.sets[data.codings.values[i]];
          applied.add(data.codings.coders[i],
                      std::binary_search(set.begin(), set.end(), label) ? 1 : 0);
        }
      }
      assert_near(row.estimate, expected_of(row.coefficient, applied.view(2)));
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

// --- Kept up event by event ----------------------------------------------------------------------

// A number to the last bit.
std::string exact(double value) {
  std::ostringstream text;
  text << std::hexfloat << value;
  return text.str();
}

std::string exact(const Estimate& estimate) {
  std::string text =
      estimate.value ? exact(*estimate.value) : std::string(slug_of(*estimate.reason));
  return text + " of " + std::to_string(estimate.units) + ", " + std::to_string(estimate.codings);
}

std::string exact(const PairTally& pair) {
  auto text = std::to_string(pair.units) + " units";
  for (std::size_t t = 0; t < pair.themes.size(); ++t) {
    const auto& cells = pair.themes[t];
    if (cells == PairCells{}) continue;
    text += "; " + std::to_string(t) + ": " + std::to_string(cells.both) + " " +
            std::to_string(cells.first_alone) + " " + std::to_string(cells.second_alone);
  }
  return text;
}

// Everything that sums of agreement say, in words.
std::map<std::string, std::string> told(const coding::Study& study, const AgreementSums& sums,
                                        const std::vector<coding::MemberIndex>& coders) {
  std::map<std::string, std::string> all;
  auto by_finished = sums.by_finished();
  for (std::size_t m = 1; m < by_finished.size(); ++m)
    if (by_finished[m] > 0) all["with " + std::to_string(m)] = std::to_string(by_finished[m]);
  for (std::uint32_t t = 0; t < study.themes.size(); ++t)
    for (const auto& cell : sums.histogram(static_cast<coding::ThemeIndex>(t)))
      all[std::string(study.theme_ids.id(t)) + " " + std::to_string(cell.applying) + " of " +
          std::to_string(cell.codings)] = std::to_string(cell.units);
  for (std::uint32_t f = 0; f < study.frameworks.size(); ++f) {
    const auto sets = sums.sets(static_cast<coding::FrameworkIndex>(f));
    const std::string name(study.framework_ids.id(f));
    all[name + " exact"] = exact(sets.sums.percent_exact_sets());
    for (const auto distance : {agreement::SetDistance::kNominal, agreement::SetDistance::kJaccard,
                                agreement::SetDistance::kMasi})
      all[name + " alpha " + std::to_string(static_cast<int>(distance))] =
          exact(sets.sums.krippendorff_alpha(sets.labels, distance));
  }
  for (const auto first : coders)
    for (const auto second : coders)
      if (first != second)
        all["pair " + std::to_string(first) + " " + std::to_string(second)] =
            exact(*sums.pair(first, second));
  return all;
}

std::vector<coding::MemberIndex> who_finished(const StudyView& view, coding::QuestionIndex q) {
  std::vector<coding::MemberIndex> coders;
  const auto done = view.tally(q).coders();
  for (std::size_t m = 0; m < done.size(); ++m)
    if (done[m].finished > 0) coders.push_back(static_cast<coding::MemberIndex>(m));
  return coders;
}

std::map<std::string, std::string> told_by(const StudyView& view) {
  std::map<std::string, std::string> all;
  for (coding::QuestionIndex q = 0; q < view.study().questions.size(); ++q) {
    for (const auto& [name, value] :
         told(view.study(), *running_sums(view, q), who_finished(view, q)))
      all["q" + std::to_string(q) + " " + name] = value;
    const auto distances = view.agreement(q).distances();
    for (std::size_t number = 0; number < distances.size(); ++number)
      if (distances[number] > 0)
        all["q" + std::to_string(q) + " distance " + std::to_string(number)] =
            exact(distances[number]);
  }
  return all;
}

// The state of a view, counted from scratch.
std::map<std::string, std::string> told_from_scratch(const std::vector<coding::Event>& events) {
  return told_by(rebuilt(events));
}

RC_GTEST_PROP(AgreementLaws, SumsKeptUpAreThoseOfAPassOverTheColumns, ()) {
  const auto view = any_view();
  for (coding::QuestionIndex q = 0; q < view.study().questions.size(); ++q) {
    const auto coders = who_finished(view, q);
    AgreementPart everything{coders, {}, {}, false, true};
    RC_ASSERT(told(view.study(), *running_sums(view, q), coders) ==
              told(view.study(), *sums_of_part(view, q, everything), coders));
  }
}

// So many that the pass goes over them in two halves.
TEST(AgreementOfManyResponses, SumsKeptUpAreThoseOfAPassOverTheColumns) {
  std::vector<coding::Command> commands = {
      coding::OpenStudy{"s", "Study"},
      coding::AddQuestion{"q", ""},
      coding::AddRespondent{"p", ""},
  };
  for (const auto* coder : {"ada", "bo", "cem"})
    commands.push_back(coding::AddMember{coder, coding::Role::kCoder});
  for (const auto* theme : {"food", "talks", "rooms"})
    commands.push_back(coding::AddTheme{theme, "themes", "", "", "", {}});
  const std::vector<std::vector<std::string>> sets = {
      {}, {"food"}, {"talks"}, {"food", "rooms"}, {"food", "talks", "rooms"}};
  for (std::size_t r = 0; r < 10'000; ++r) {
    const auto id = "r" + std::to_string(r);
    commands.push_back(coding::AddComment{"q", id, "p", {}, 1});
    commands.push_back(coding::SetCoding{"q", id, "ada", sets[r % 5], true});
    if (r % 3 > 0) commands.push_back(coding::SetCoding{"q", id, "bo", sets[r * r % 5], true});
    if (r > 6'000) commands.push_back(coding::SetCoding{"q", id, "cem", sets[r / 7 % 5], true});
  }
  const auto view = live(coding::decided(commands));
  const auto coders = who_finished(view, 0);
  ASSERT_EQ(coders.size(), 3u);
  EXPECT_EQ(told(view.study(), *running_sums(view, 0), coders),
            told(view.study(), *sums_of_part(view, 0, {coders, {}, {}, false, true}), coders));
}

// After each event, and after each that is taken back, to the last bit.
RC_GTEST_PROP(AgreementLaws, SumsKeptUpAreThoseCountedFromScratch, ()) {
  const auto events = coding::decided(*coding::any_commands());
  StudyView view;
  std::vector<StudyView::Applied> done;
  std::vector<coding::Event> so_far;
  for (const auto& event : events) {
    auto applied = view.try_apply(event, 0);
    RC_ASSERT(applied.has_value());
    done.push_back(std::move(*applied));
    so_far.push_back(event);
    RC_ASSERT(told_by(view) == told_from_scratch(so_far));
  }
  while (!done.empty()) {
    view.take_back(std::move(done.back()));
    done.pop_back();
    so_far.pop_back();
    RC_ASSERT(told_by(view) == told_from_scratch(so_far));
  }
}

// --- Parts, from the definitions -----------------------------------------------------------------

bool stands_for(const coding::Study& study, const coding::Codings& codings,
                coding::MemberIndex coder, coding::ThemeIndex theme, bool roll_up,
                coding::QuestionIndex question) {
  for (const auto& one : codings.assignments_of(coder)) {
    const auto said = study.counts_as[one.theme];
    if (said == theme) return true;
    if (!roll_up || !study.themes[said].in_scope(question)) continue;
    if (coding::stands_below(study, said, theme)) return true;
  }
  return false;
}

RC_GTEST_PROP(AgreementLaws, APartIsWhatItsDefinitionSays, ()) {
  const auto view = any_view();
  const auto& study = view.study();
  AgreementQuery query;
  query.coefficients = all_coefficients();
  query.coders = any_coders(view);
  query.roll_up = *rc::gen::arbitrary<bool>();
  query.pairs = true;
  if (*rc::gen::arbitrary<bool>() && !study.groups.empty())
    query.group =
        static_cast<coding::GroupIndex>(*rc::gen::inRange<std::size_t>(0, study.groups.size()));
  for (coding::QuestionIndex q = 0; q < study.questions.size(); ++q) {
    const auto found = agreement_of(view, q, query);
    for (const auto& row : found.results) {
      if (!row.theme) continue;
      agreement::CodingsBuffer data;
      for (const auto r : study.questions[q].responses) {
        const auto& response = study.responses[r];
        const auto respondent = study.comments[response.comment].respondent;
        if (query.group && study.respondents[respondent].group != *query.group) continue;
        data.start_unit();
        for (const auto& coding : response.codings.codings()) {
          const auto coder = static_cast<coding::MemberIndex>(coding.coder);
          const bool chosen = query.coders.empty() ||
                              std::count(query.coders.begin(), query.coders.end(), coder) > 0;
          if (coding.finished && chosen)
            data.add(coder,
                     stands_for(study, response.codings, coder, *row.theme, query.roll_up, q));
        }
      }
      assert_near(row.estimate, expected_of(row.coefficient, data.view(2)));
      for (const auto& pair : found.pairs)
        if (pair.theme == *row.theme) {
          assert_near(pair.cohen_kappa,
                      agreement::cohen_kappa(data.view(2), pair.first, pair.second));
          assert_near(pair.percent_agreement,
                      agreement::percent_agreement(data.view(2), pair.first, pair.second));
        }
    }
  }
}

TEST(AgreementInARound, IsOfItsResponsesAndCoders) {
  using namespace coding;
  std::vector<Event> events = {StudyOpened{"s", "S"},
                               MemberAdded{"ada", Role::kCoder},
                               MemberAdded{"bo", Role::kCoder},
                               MemberAdded{"cem", Role::kCoder},
                               QuestionAdded{"q", ""},
                               QuestionAdded{"other", ""},
                               RespondentAdded{"p", ""},
                               FrameworkAdded{"themes", ""},
                               ThemeAdded{"t", "themes", "", "", "", {}}};
  for (int i = 0; i < 40; ++i)
    events.push_back(CommentAdded{"q", "r" + std::to_string(i), "p", {}, 1});
  events.push_back(RoundOpened{"first", "", false, 7, {{"q", {"ada", "bo"}, 0, 10, {}}}});
  for (int i = 0; i < 40; ++i)
    for (const auto* coder : {"ada", "bo", "cem"})
      events.push_back(CodingFinished{"q", "r" + std::to_string(i), coder});
  const auto view = live(events);
  AgreementQuery query;
  EXPECT_EQ(agreement_of(view, 0, query).units, 40U);
  query.round = RoundIndex{0};
  EXPECT_EQ(agreement_of(view, 0, query).units, 10U);
  EXPECT_EQ(agreement_of(view, 0, query).codings, 20U);
  EXPECT_EQ(agreement_of(view, 0, query).coders.size(), 2U);
  EXPECT_EQ(agreement_of(view, 1, query).units, 0U) << "the round does not code this question";
}

// Of more coders than pairs are kept of, values stay; their pairs are told to be too many.
TEST(AgreementOfACrowd, HasNoPairs) {
  using namespace coding;
  std::vector<Event> events = {StudyOpened{"s", "S"},
                               QuestionAdded{"q", ""},
                               RespondentAdded{"p", ""},
                               FrameworkAdded{"themes", ""},
                               ThemeAdded{"t", "themes", "", "", "", {}},
                               CommentAdded{"q", "r", "p", {}, 1},
                               CommentAdded{"q", "r2", "p", {}, 1}};
  for (int i = 0; i < 40; ++i) {
    const auto coder = "coder-" + std::to_string(i);
    events.push_back(MemberAdded{coder, Role::kCoder});
    if (i % 3 == 0) events.push_back(ThemeAssigned{"q", "r", coder, "t", 1});
    events.push_back(CodingFinished{"q", "r", coder});
    events.push_back(CodingFinished{"q", "r2", coder});
  }
  const auto view = live(events);
  AgreementQuery query;
  query.pairs = true;
  const auto crowd = agreement_of(view, 0, query);
  EXPECT_TRUE(crowd.too_many_for_pairs);
  EXPECT_TRUE(crowd.pairs.empty());
  EXPECT_EQ(crowd.coders.size(), 40U);
  query.coders = {0, 1, 3};
  const auto three = agreement_of(view, 0, query);
  ASSERT_EQ(three.pairs.size(), 3U);
  EXPECT_EQ(three.pairs[0].cells, (PairCells{0, 1, 0}));
  EXPECT_EQ(three.pairs[1].cells, (PairCells{1, 0, 0}));
  EXPECT_EQ(three.pairs[2].cells, (PairCells{0, 0, 1}));
  ASSERT_EQ(three.against_the_rest.size(), 3U);
  EXPECT_EQ(three.against_the_rest[1].cells, (PairCells{0, 0, 2})) << "the one against both others";
}

}  // namespace
}  // namespace verbatim::projections
