#include "verbatim/demo/demo_plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "coding/decide.hpp"
#include "demo_study.hpp"
#include "projections/agreement_figures.hpp"
#include "verbatim/demo/demo_load.hpp"

namespace verbatim::test {
namespace {

using tool::DemoFacts;
using tool::DemoPlan;

const DemoFacts& facts() {
  static const auto kFacts = tool::demo_facts();
  return kFacts;
}
const DemoPlan& plan() {
  static const auto kPlan = tool::make_demo_plan(facts());
  return kPlan;
}
const projections::StudyView& view() {
  static const auto kView = carry_out(facts(), plan());
  return kView;
}

TEST(DemoFactsTest, AreTheReportsTotals) {
  std::vector<unsigned> comments, responses, n;
  for (const auto& question : facts().questions) {
    comments.push_back(question.comments);
    responses.push_back(question.responses);
    auto& sum = n.emplace_back(0);
    for (const auto& theme : question.themes) sum += theme.n;
  }
  EXPECT_THAT(comments, testing::ElementsAre(114, 73, 62, 60));
  EXPECT_THAT(responses, testing::ElementsAre(172, 115, 102, 60));
  EXPECT_THAT(n, testing::ElementsAre(175, 133, 174, 72));
  EXPECT_EQ(facts().groups.size(), 5u);
  EXPECT_EQ(facts().recommendations.size(), 5u);
}

TEST(DemoFactsTest, PercentagesAreRoundedHalfUp) {
  EXPECT_EQ(tool::percent(21, 62), 34u);  // 33.87
  EXPECT_EQ(tool::percent(40, 62), 65u);  // 64.52
  EXPECT_EQ(tool::percent(1, 200), 1u);   // 0.5
  EXPECT_EQ(tool::percent(0, 60), 0u);
  EXPECT_EQ(tool::count_of(85, 114), 97u);
  EXPECT_EQ(tool::count_of(4, 73), 3u);
}

TEST(DemoPlanTest, GroupsAddUpToTheAttendees) {
  std::map<std::string, unsigned> people;
  for (const auto& one : plan().respondents) ++people[one.group];
  EXPECT_THAT(people,
              testing::UnorderedElementsAre(testing::Pair("hin", 58), testing::Pair("icb", 12),
                                            testing::Pair("provider", 9), testing::Pair("arc", 8),
                                            testing::Pair("other", 7)));
  EXPECT_EQ(plan().respondents.size(), facts().attendees);
}

TEST(DemoPlanTest, EverybodyWroteSomething) {
  std::set<std::string> writers;
  for (const auto& comment : plan().comments) writers.insert(comment.respondent);
  EXPECT_EQ(writers.size(), facts().attendees);
}

TEST(DemoPlanTest, IsTheSameEveryTime) {
  const auto again = tool::make_demo_plan(tool::demo_facts());
  EXPECT_EQ(tool::setup_commands(facts(), again), tool::setup_commands(facts(), plan()));
  for (std::size_t c = 0; c < again.coders.size(); ++c)
    EXPECT_EQ(tool::coding_commands(again.coders[c]), tool::coding_commands(plan().coders[c]));
}

TEST(DemoPlanTest, TextsArePlainlyPlaceholdersAndPartsCoverThem) {
  for (const auto& comment : plan().comments) {
    SCOPED_TRACE(comment.comment);
    EXPECT_TRUE(std::all_of(comment.text.begin(), comment.text.end(),
                            [](char c) { return c >= ' ' && c <= '~'; }));
    std::size_t begin = 0;
    for (const auto& part : comment.parts) {
      EXPECT_EQ(part.begin, begin);
      const auto text = comment.text.substr(part.begin, part.end - part.begin);
      EXPECT_THAT(text, testing::StartsWith("[Placeholder"));
      EXPECT_THAT(text, testing::EndsWith("."));
      begin = part.end + 1;  // one blank between parts
    }
    EXPECT_EQ(comment.parts.front().response, comment.comment);
    EXPECT_EQ(comment.parts.back().end, comment.text.size());
  }
}

TEST(DemoPlanTest, IdsAreValidAndEachIsGivenOnce) {
  std::set<std::string> themes, responses;
  for (const auto& theme : plan().themes) {
    EXPECT_TRUE(coding::valid_id(theme.theme)) << theme.theme;
    EXPECT_TRUE(themes.insert(theme.theme).second) << theme.theme;
  }
  EXPECT_TRUE(themes.count("q1-current-processes"));
  for (const auto& comment : plan().comments)
    for (const auto& part : comment.parts)
      EXPECT_TRUE(responses.insert(part.response).second) << part.response;
  EXPECT_EQ(responses.size(), 449u);
}

TEST(DemoPlanTest, EverySubThemeCountsSomewhereAndNeverMoreThanItsParent) {
  for (const auto& [name, question] : answers_of(view()).questions)
    for (const auto& theme : plan().themes) {
      if (theme.parent.empty() || theme.question != name) continue;
      EXPECT_GT(question.theme_responses.at(theme.theme), 0u) << theme.theme;
      EXPECT_LE(question.theme_responses.at(theme.theme),
                question.theme_responses.at(theme.parent));
    }
}

TEST(DemoPlanTest, EverybodyIsFinishedWithEverything) {
  for (const auto& response : view().study().responses) {
    ASSERT_EQ(response.codings.codings().size(), 3u);
    for (const auto& coding : response.codings.codings()) EXPECT_TRUE(coding.finished);
  }
}

TEST(DemoPlanTest, CodersDifferInBothDirections) {
  std::size_t left_out = 0, added = 0;
  projections::Reading reading;
  for (const auto& response : view().study().responses) {
    projections::read(view().study(), response.codings, {}, reading);
    for (const auto& theme : reading.themes) {
      left_out += theme.finished == 2;
      added += theme.finished == 1;
    }
  }
  EXPECT_GT(left_out, 50u);
  EXPECT_GT(added, 50u);
}

TEST(DemoPlanTest, AgreementOnEveryThemeHasSomethingToSay) {
  const auto& study = view().study();
  for (std::size_t q = 0; q < study.questions.size(); ++q) {
    const auto answers = answers_of(view()).questions.at(
        std::string(study.question_ids.id(static_cast<std::uint32_t>(q))));
    const auto figures =
        projections::agreement_of(view(), static_cast<coding::QuestionIndex>(q),
                                  {{projections::Coefficient::kKrippendorffAlpha}, {}, {}});
    for (const auto& result : figures.results) {
      if (!result.theme) continue;
      const std::string theme(study.theme_ids.id(*result.theme));
      if (answers.theme_responses.at(theme) == 0) continue;  // a recommendation nobody gave here
      ASSERT_TRUE(result.estimate.value) << theme;
      EXPECT_GE(*result.estimate.value, 0.6) << theme;
      EXPECT_LE(*result.estimate.value, 0.95) << theme;
    }
  }
}

}  // namespace
}  // namespace verbatim::test
