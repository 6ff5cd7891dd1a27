// Agreement in small questions, worked out by hand, and why there is none.

#include "projections/agreement_figures.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;
using agreement::Undefined;

// The question "q" with ten responses r0 .. r9, the themes "food", "talks" and (elsewhere) "rooms",
// the framework "advice" with "more tea", and the coders ada, bo and cem.
std::vector<Command> asked() {
  std::vector<Command> commands = {
      OpenStudy{"s", "Study"},
      AddMember{"ada", Role::kCoder},
      AddMember{"bo", Role::kCoder},
      AddMember{"cem", Role::kCoder},
      AddQuestion{"q", ""},
      AddQuestion{"elsewhere", ""},
      AddRespondent{"p", ""},
      AddTheme{"food", "themes", "", "", "", {}},
      AddTheme{"talks", "themes", "", "", "", {}},
      AddTheme{"rooms", "themes", "", "", "", {"elsewhere"}},
      AddFramework{"advice", ""},
      AddTheme{"more tea", "advice", "", "", "", {}},
  };
  for (int i = 0; i < 10; ++i)
    commands.push_back(AddComment{"q", "r" + std::to_string(i), "p", {}, 1});
  return commands;
}

// `coder` finishes r0, r1, ... with what `said` has for each: f food, t talks, m more tea, b food
// and talks, - nothing; a dot leaves the response unseen.
void code(std::vector<Command>& commands, const char* coder, const std::string& said) {
  for (std::size_t i = 0; i < said.size(); ++i) {
    std::vector<std::string> themes;
    if (said[i] == '.') continue;
    if (said[i] == 'f' || said[i] == 'b') themes.push_back("food");
    if (said[i] == 't' || said[i] == 'b') themes.push_back("talks");
    if (said[i] == 'm') themes.push_back("more tea");
    commands.push_back(SetCoding{"q", "r" + std::to_string(i), coder, themes, true});
  }
}

StudyView coded(const std::vector<std::pair<const char*, std::string>>& coders) {
  auto commands = asked();
  for (const auto& [coder, said] : coders) code(commands, coder, said);
  return live(decided(commands));
}

AgreementFigures figures(const StudyView& view, std::vector<const char*> coders = {}) {
  AgreementQuery query;
  for (const auto* coder : coders) query.coders.push_back(member(view, coder));
  return agreement_of(view, question(view, "q"), query);
}

// `of`: a theme, or a framework for the whole question.
agreement::Estimate estimate(const StudyView& view, const AgreementFigures& figures, Coefficient c,
                             std::string_view of) {
  for (const auto& row : figures.results) {
    const auto name = row.theme ? view.study().theme_ids.id(*row.theme)
                                : view.study().framework_ids.id(row.framework);
    if (row.coefficient == c && name == of) return row.estimate;
  }
  ADD_FAILURE() << "no " << name_of(c) << " of " << of;
  return {};
}

void expect_value(const StudyView& view, const AgreementFigures& figures, Coefficient c,
                  const char* of, double value) {
  const auto found = estimate(view, figures, c, of);
  ASSERT_TRUE(found.value) << name_of(c) << " of " << of << ": " << slug_of(*found.reason);
  EXPECT_NEAR(*found.value, value, 1e-12) << name_of(c) << " of " << of;
}

void expect_reason(const StudyView& view, const AgreementFigures& figures, Coefficient c,
                   const char* of, Undefined reason) {
  const auto found = estimate(view, figures, c, of);
  EXPECT_FALSE(found.value) << name_of(c) << " of " << of;
  EXPECT_EQ(found.reason ? slug_of(*found.reason) : "none", slug_of(reason))
      << name_of(c) << " of " << of;
}

TEST(AgreementOfTwoCoders, OnOneTheme) {
  // Food: both on r0..r3, Ada alone on r4, Bo alone on r5, neither on r6..r9.
  const auto view = coded({{"ada", "fffff-----"}, {"bo", "ffff-f----"}});
  const auto found = figures(view);
  EXPECT_EQ(found.units, 10U);
  EXPECT_EQ(found.codings, 20U);
  EXPECT_EQ(found.coders, (std::vector<MemberIndex>{member(view, "ada"), member(view, "bo")}));
  expect_value(view, found, Coefficient::kPercentAgreement, "food", 0.8);
  expect_value(view, found, Coefficient::kCohenKappa, "food", 0.6);  // chance 0.5
  // 20 codings, 10 of them food: D_o = 4/20, D_e = 2 * 10 * 10 / (20 * 19).
  expect_value(view, found, Coefficient::kKrippendorffAlpha, "food", 1 - 0.2 / (200.0 / 380));
  expect_value(view, found, Coefficient::kGwetAc1, "food", 0.6);  // chance 2 * 0.5 * 0.5
  expect_value(view, found, Coefficient::kPercentExactSets, "themes", 0.8);
  expect_value(view, found, Coefficient::kCohenKappa, "themes", 0.6);
}

TEST(AgreementOfTwoCoders, KnowsWhoSaidWhat) {
  // Ada alone on three, Bo alone on one: kappa depends on the margins, 0.8 and 0.6.
  const auto view = coded({{"ada", "ffffffff--"}, {"bo", "fffff---f-"}});
  const double chance = 0.8 * 0.6 + 0.2 * 0.4;
  expect_value(view, figures(view), Coefficient::kCohenKappa, "food",
               (0.6 - chance) / (1 - chance));
}

TEST(Agreement, TakesSeenAndLeftUncodedForAValueAndNotSeenForNone) {
  const auto view = coded({{"ada", "ff--"}, {"bo", "f.-f"}});
  const auto found = figures(view);
  EXPECT_EQ(found.units, 3U);
  EXPECT_EQ(found.codings, 7U);
  expect_value(view, found, Coefficient::kPercentAgreement, "food", 2.0 / 3);
}

TEST(Agreement, LooksAtFinishedCodingsAlone) {
  auto commands = asked();
  code(commands, "ada", "ff");
  code(commands, "bo", "f-");
  commands.push_back(AssignTheme{"q", "r0", "cem", "talks"});
  commands.push_back(ReopenCoding{"q", "r1", "ada"});
  const auto view = live(decided(commands));
  const auto found = figures(view);
  EXPECT_EQ(found.units, 1U);
  EXPECT_EQ(found.codings, 3U);
  EXPECT_EQ(found.coders.size(), 2U) << "Cem has finished nothing";
  expect_reason(view, found, Coefficient::kKrippendorffAlpha, "food", Undefined::kNoVariation);
}

TEST(AgreementOfWholeSets, IsOneForEachFramework) {
  // Within "themes" they differ on r1 alone; within "advice" on r2 alone.
  const auto view = coded({{"ada", "ffm-"}, {"bo", "fb--"}});
  const auto found = figures(view);
  expect_value(view, found, Coefficient::kPercentExactSets, "themes", 0.75);
  expect_value(view, found, Coefficient::kPercentExactSets, "advice", 0.75);
  expect_value(view, found, Coefficient::kPercentAgreement, "themes", 0.75);
  // {food} and {food, talks} on r1: Jaccard distance 1/2. The 8 sets are 3 x {food}, 1 x {food,
  // talks}, 4 x {}: ordered pairs apart 2 * (3 * 1/2 + 12 + 4) of 8 * 7.
  expect_value(view, found, Coefficient::kKrippendorffAlphaJaccard, "themes",
               1 - (2 * 0.5 / 8) / (2 * 17.5 / 56));
}

TEST(AgreementResults, AreByFrameworkTheQuestionFirstThenItsThemesInScope) {
  const auto view = coded({{"ada", "ft"}, {"bo", "ft"}});
  AgreementQuery query;
  query.coefficients = {Coefficient::kKrippendorffAlpha, Coefficient::kGwetAc1,
                        Coefficient::kPercentExactSets};
  std::vector<std::string> rows;
  for (const auto& row : agreement_of(view, question(view, "q"), query).results)
    rows.push_back(std::string(view.study().framework_ids.id(row.framework)) + " " +
                   (row.theme ? std::string(view.study().theme_ids.id(*row.theme)) : "-") + " " +
                   std::string(name_of(row.coefficient)));
  EXPECT_EQ(rows, (std::vector<std::string>{
                      "themes - krippendorff_alpha", "themes - percent_exact_sets",
                      "themes food krippendorff_alpha", "themes food gwet_ac1",
                      "themes talks krippendorff_alpha", "themes talks gwet_ac1",
                      "advice - krippendorff_alpha", "advice - percent_exact_sets",
                      "advice more tea krippendorff_alpha", "advice more tea gwet_ac1"}));
  query.framework = static_cast<FrameworkIndex>(*view.study().framework_ids.find("advice"));
  EXPECT_EQ(agreement_of(view, question(view, "q"), query).results.size(), 4U);
}

TEST(WithoutAgreement, TheReasonIsSaid) {
  const struct {
    const char* fact;
    std::vector<std::pair<const char*, std::string>> coders;
    Undefined alpha, kappa;
  } rows[] = {
      {"nobody is finished", {}, Undefined::kNoPairableUnits, Undefined::kNoPairableUnits},
      {"one coder", {{"ada", "fft-"}}, Undefined::kOneCoder, Undefined::kOneCoder},
      {"two coders who share no response",
       {{"ada", "ff.."}, {"bo", "..-f"}},
       Undefined::kNoPairableUnits,
       Undefined::kNoPairableUnits},
      {"the same said everywhere",
       {{"ada", "ffff"}, {"bo", "ffff"}},
       Undefined::kNoVariation,
       Undefined::kNoVariation},
      {"nothing said anywhere",
       {{"ada", "----"}, {"bo", "----"}},
       Undefined::kNoVariation,
       Undefined::kNoVariation},
      {"nothing said anywhere by three",
       {{"ada", "----"}, {"bo", "----"}, {"cem", "--"}},
       Undefined::kNoVariation,
       Undefined::kNotTwoCoders},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.fact);
    const auto view = coded(row.coders);
    const auto found = figures(view);
    for (const auto* of : {"food", "themes"}) {
      expect_reason(view, found, Coefficient::kKrippendorffAlpha, of, row.alpha);
      expect_reason(view, found, Coefficient::kCohenKappa, of, row.kappa);
    }
  }
}

TEST(CohensKappa, TakesTwoCoders) {
  const auto view = coded({{"ada", "ff--"}, {"bo", "f-f-"}, {"cem", "ffff"}});
  expect_reason(view, figures(view), Coefficient::kCohenKappa, "food", Undefined::kNotTwoCoders);
  expect_reason(view, figures(view), Coefficient::kCohenKappa, "themes", Undefined::kNotTwoCoders);
  expect_value(view, figures(view, {"ada", "bo"}), Coefficient::kCohenKappa, "food", 0.0);
  expect_value(view, figures(view, {"bo", "ada", "bo"}), Coefficient::kCohenKappa, "food", 0.0);
}

TEST(NamedCoders, AreTheOnlyOnesCompared) {
  const auto view = coded({{"ada", "ff--"}, {"bo", "f-f-"}, {"cem", "ff.."}});
  const auto found = figures(view, {"cem", "ada"});
  EXPECT_EQ(found.coders, (std::vector<MemberIndex>{member(view, "ada"), member(view, "cem")}));
  EXPECT_EQ(found.units, 2U);
  EXPECT_EQ(found.codings, 6U);
  expect_value(view, found, Coefficient::kPercentAgreement, "food", 1.0);
}

TEST(NamedCoders, CountAsCodersOnceTheyHaveFinishedSomething) {
  const auto view = coded({{"ada", "ff--"}, {"bo", "f-f-"}});
  const auto three = figures(view, {"ada", "bo", "cem"});
  EXPECT_EQ(three.coders.size(), 2U);
  expect_value(view, three, Coefficient::kCohenKappa, "food", 0.0);
  expect_value(view, three, Coefficient::kCohenKappa, "themes", 0.0);
  const auto one = figures(view, {"ada", "cem"});
  EXPECT_EQ(one.coders, (std::vector<MemberIndex>{member(view, "ada")}));
  for (const auto* of : {"food", "themes"})
    for (const auto c : {Coefficient::kCohenKappa, Coefficient::kKrippendorffAlpha,
                         Coefficient::kPercentAgreement})
      expect_reason(view, one, c, of, Undefined::kOneCoder);
  const auto none = figures(view, {"cem"});
  EXPECT_TRUE(none.coders.empty());
  for (const auto* of : {"food", "themes"})
    expect_reason(view, none, Coefficient::kKrippendorffAlpha, of, Undefined::kNoPairableUnits);
}

TEST(CodersKappas, AreGivenWhereTheyAreNamed) {
  const auto view = coded({{"ada", "ffff----"}, {"bo", "ff--ff--"}, {"cem", "ffff----"}});
  for (const auto& row : agreement_of(view, 0, {}).results)
    EXPECT_TRUE(row.coefficient != Coefficient::kCongerKappa &&
                row.coefficient != Coefficient::kLightKappa);
  AgreementQuery query;
  query.coefficients = {Coefficient::kCongerKappa, Coefficient::kLightKappa};
  const auto found = agreement_of(view, 0, query);
  // Of pairs of coders: 0, 1 and 0.
  expect_value(view, found, Coefficient::kLightKappa, "food", 1. / 3);
  expect_value(view, found, Coefficient::kLightKappa, "themes", 1. / 3);
  // Everybody applies it in half: chance is 1/2, and two thirds of all pairs agree.
  expect_value(view, found, Coefficient::kCongerKappa, "food", 1. / 3);
  for (const auto& row : found.results) {
    if (row.theme != std::optional<ThemeIndex>(0)) continue;
    EXPECT_EQ(row.estimate.interval.has_value(), row.coefficient == Coefficient::kCongerKappa);
    EXPECT_DOUBLE_EQ(*row.estimate.prevalence, .5);
  }
}

TEST(ScottsAndHolstis, AreOfTwoCoders) {
  // Of six responses both say four alike; cem has seen one that nobody else has.
  const auto view = coded({{"ada", "ffff--"}, {"bo", "fff--f-"}, {"cem", ".......f"}});
  AgreementQuery query;
  query.coefficients = {Coefficient::kScottPi, Coefficient::kHolsti, Coefficient::kHolstiMicroDice};
  const auto all = agreement_of(view, 0, query);
  expect_reason(view, all, Coefficient::kScottPi, "food", Undefined::kNotTwoCoders);
  expect_reason(view, all, Coefficient::kHolsti, "food", Undefined::kNotTwoCoders);
  // Twice the themes in common by all that were put on what both saw, whoever they are.
  expect_value(view, all, Coefficient::kHolstiMicroDice, "themes", 6. / 8);
  query.coders = {member(view, "ada"), member(view, "bo")};
  const auto two = agreement_of(view, 0, query);
  // Both together apply it in 8 of 12: chance is 5/9, and 4 of 6 agree.
  expect_value(view, two, Coefficient::kScottPi, "food", (4. / 6 - 5. / 9) / (1 - 5. / 9));
  // 13 codings in all, as bo saw one more.
  expect_value(view, two, Coefficient::kHolsti, "food", 8. / 13);
}

TEST(Resamples, GiveEveryValueAnIntervalThatTheSeedAloneDecides) {
  const auto view = coded({{"ada", "ffff----ff"}, {"bo", "fff-f---f-"}});
  AgreementQuery query;
  query.coefficients = all_coefficients();
  for (const auto& row : agreement_of(view, 0, query).results)
    EXPECT_FALSE(row.bootstrap) << "none were asked for";
  query.resampling = {500, 7};
  const auto once = agreement_of(view, 0, query), again = agreement_of(view, 0, query);
  query.resampling.seed = 8;
  const auto other = agreement_of(view, 0, query);
  std::size_t drawn = 0, differ = 0;
  for (std::size_t i = 0; i < once.results.size(); ++i) {
    const auto& row = once.results[i];
    SCOPED_TRACE(name_of(row.coefficient));
    EXPECT_EQ(row.bootstrap, again.results[i].bootstrap);
    differ += row.bootstrap != other.results[i].bootstrap;
    EXPECT_EQ(row.bootstrap.has_value(), row.estimate.value.has_value());
    if (!row.bootstrap) continue;
    ++drawn;
    EXPECT_EQ(row.bootstrap->method, agreement::IntervalMethod::kBootstrap);
    if (row.estimate.value != 1) {
      EXPECT_LT(row.bootstrap->low, *row.estimate.value);
      EXPECT_LT(*row.estimate.value, row.bootstrap->high);
    }
    if (row.estimate.interval) {
      EXPECT_NE(row.estimate.interval->method, agreement::IntervalMethod::kBootstrap);
    }
  }
  EXPECT_GT(drawn, 14U);
  EXPECT_GT(differ, 10U);
}

// Of more codings than are looked at one by one, the same values come from the running sums.
TEST(ManyCodings, HaveTheValuesOfFewAndSayWhatIsMissing) {
  const auto of = [](std::uint64_t responses) {
    auto events = decided(asked());
    for (std::uint64_t i = 10; i < responses; ++i)
      events.push_back(CommentAdded{"q", "r" + std::to_string(i), "p", {}, 1});
    for (std::uint64_t i = 0; i < responses; ++i)
      for (const auto* coder : {"ada", "bo"}) {
        const auto response = "r" + std::to_string(i);
        if (i % 4 != 3 || coder == std::string("ada"))
          events.push_back(ThemeAssigned{"q", response, coder, i % 2 == 0 ? "food" : "talks", 4});
        events.push_back(CodingFinished{"q", response, coder});
      }
    return live(events);
  };
  AgreementQuery query;
  query.coefficients = all_coefficients();
  const auto few_view = of(kCodingsLookedAt / 2), many_view = of(kCodingsLookedAt / 2 + 4);
  const auto few = agreement_of(few_view, 0, query), many = agreement_of(many_view, 0, query);
  ASSERT_EQ(few.codings, kCodingsLookedAt);
  ASSERT_EQ(few.results.size(), many.results.size());
  for (std::size_t i = 0; i < few.results.size(); ++i) {
    const auto &a = few.results[i], &b = many.results[i];
    SCOPED_TRACE(std::string(name_of(a.coefficient)) + (a.theme ? " of a theme" : " of sets"));
    if (a.coefficient == Coefficient::kCongerKappa || a.coefficient == Coefficient::kLightKappa) {
      EXPECT_NE(a.estimate.reason, Undefined::kTooLarge);
      EXPECT_EQ(b.estimate.reason, Undefined::kTooLarge);
      EXPECT_EQ(b.estimate.units, kCodingsLookedAt / 2 + 4);
      continue;
    }
    ASSERT_EQ(a.estimate.value.has_value(), b.estimate.value.has_value());
    if (!a.estimate.value) continue;
    EXPECT_NEAR(*a.estimate.value, *b.estimate.value, 1e-3);
    const bool is_holsti =
        a.coefficient == Coefficient::kHolsti || a.coefficient == Coefficient::kHolstiMicroDice;
    EXPECT_EQ(a.estimate.interval.has_value(), !is_holsti) << "no variance of it is published";
    const bool of_sums = !b.theme && b.coefficient != Coefficient::kCohenKappa &&
                         b.coefficient != Coefficient::kScottPi;
    EXPECT_EQ(b.estimate.interval.has_value(), !of_sums && !is_holsti);
    EXPECT_EQ(b.estimate.prevalence.has_value(), !of_sums);
  }
}

TEST(Coefficients, AreKnownByTheirNames) {
  for (const auto c : all_coefficients()) EXPECT_EQ(coefficient_from(name_of(c)), c);
  EXPECT_EQ(all_coefficients().size(), 15U);
  EXPECT_EQ(coefficient_from("kappa"), std::nullopt);
  EXPECT_EQ(coefficient_from(""), std::nullopt);
}

}  // namespace
}  // namespace verbatim::projections
