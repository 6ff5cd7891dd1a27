#include "verbatim/demo/demo_check.hpp"

#include <algorithm>
#include <set>

#include "demo_study.hpp"
#include "verbatim/demo/demo_answers.hpp"

namespace verbatim::test {
namespace {

using tool::DemoFigure;
using tool::FigureVerdict;

std::vector<DemoFigure> with(FigureVerdict verdict, const std::vector<DemoFigure>& figures) {
  std::vector<DemoFigure> found;
  std::copy_if(figures.begin(), figures.end(), std::back_inserter(found),
               [&](const auto& figure) { return figure.verdict == verdict; });
  return found;
}

std::vector<std::string> names(const std::vector<DemoFigure>& figures) {
  std::vector<std::string> all;
  for (const auto& figure : figures) all.push_back(figure.name);
  return all;
}

class DemoCheckTest : public testing::Test {
 protected:
  std::vector<std::string> differences() const {
    const auto answers = answers_of(carry_out(facts, plan));
    return names(with(FigureVerdict::kDiffers, compare(facts, answers)));
  }

  const tool::DemoFacts facts = tool::demo_facts();
  tool::DemoPlan plan = tool::make_demo_plan(facts);
};

TEST_F(DemoCheckTest, TheDemoHasEveryPublishedFigure) {
  EXPECT_TRUE(differences().empty());
}

TEST_F(DemoCheckTest, FiguresThatDoNotFollowAreFindings) {
  const auto figures = compare(facts, answers_of(carry_out(facts, plan)));
  EXPECT_THAT(names(with(FigureVerdict::kFinding, figures)),
              testing::ElementsAre("headline", "arc of attendees", "q3 icb+provider of comments",
                                   "q4 hin of comments", "q4 icb+provider of comments"));
  EXPECT_THAT(names(with(FigureVerdict::kOutside, figures)), testing::ElementsAre("warm-up poll"));
}

// 2 + 1 + 5 of the event; 2 of each question; shares, themes and recommendations as they are.
TEST_F(DemoCheckTest, NoPublishedFigureIsLeftOut) {
  std::size_t published = 3 + facts.groups.size();
  for (const auto& question : facts.questions) {
    published += 3 + question.themes.size() + question.recommendations.size();
    for (const auto& share : question.shares) published += 1 + share.count.has_value();
  }
  const auto figures = compare(facts, answers_of(carry_out(facts, plan)));
  EXPECT_EQ(figures.size(), published);
  const auto all = names(figures);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), published);
}

TEST_F(DemoCheckTest, EveryFindingIsOfAFigureThatIsCompared) {
  const auto all = names(compare(facts, answers_of(carry_out(facts, plan))));
  EXPECT_EQ(facts.does_not_follow.size(), 7u);  // the report's six, and the share of NIHR ARC
  for (const auto& finding : facts.does_not_follow)
    for (const auto& [name, answer] : finding.answered) EXPECT_THAT(all, testing::Contains(name));
}

TEST_F(DemoCheckTest, OneAssignmentTooFewIsADifference) {
  // Two coders stop seeing a theme on a response where it counts.
  const std::string theme = "q2-leadership";
  std::map<std::string, std::size_t> coders;
  for (const auto& coder : plan.coders)
    for (const auto& coding : coder.codings)
      coders[coding.response] +=
          static_cast<std::size_t>(std::count(coding.themes.begin(), coding.themes.end(), theme));
  const auto response = std::find_if(coders.begin(), coders.end(), [](const auto& one) {
                          return one.second == 2;
                        })->first;
  for (auto& coder : plan.coders)
    for (auto& coding : coder.codings) {
      const auto at = std::find(coding.themes.begin(), coding.themes.end(), theme);
      if (coding.response != response || at == coding.themes.end()) continue;
      coding.themes.erase(at);
      EXPECT_THAT(differences(), testing::ElementsAre("q2 n of Leadership"));
      return;
    }
  FAIL() << "no coder has " << theme;
}

TEST_F(DemoCheckTest, OnePersonInAnotherGroupIsADifference) {
  plan.respondents.back().group = "hin";
  EXPECT_THAT(differences(), testing::Contains("other of attendees"));
}

TEST_F(DemoCheckTest, AnAnswerThatIsNeitherPublishedNorFollowsIsADifference) {
  auto answers = answers_of(carry_out(facts, plan));
  answers.comments = 310;  // the headline should answer 309
  EXPECT_THAT(names(with(FigureVerdict::kDiffers, compare(facts, answers))),
              testing::ElementsAre("headline"));
}

TEST_F(DemoCheckTest, WhatIsNotAnsweredDiffers) {
  EXPECT_TRUE(with(FigureVerdict::kMatches, compare(facts, {})).empty());
}

TEST(DemoAnswersTest, CountsAreReadFromTheApisJson) {
  const auto counts = tool::Json::parse(R"({
    "base": {"comments": 3, "responses": 4, "assignments": 5, "respondents": 2},
    "themes": [{"theme": "t", "framework": "themes", "responses": 2, "comments": 1}],
    "groups": [{"group": "hin", "label": "H", "base": {"comments": 2}},
               {"group": null, "label": "In no group", "base": {"comments": 1}}]})");
  const auto answer = tool::read_counts(counts);
  EXPECT_EQ(answer.comments, 3u);
  EXPECT_EQ(answer.responses, 4u);
  EXPECT_EQ(answer.group_comments.at("hin"), 2u);
  EXPECT_EQ(answer.theme_responses.at("t"), 2u);
  EXPECT_EQ(answer.theme_comments.at("t"), 1u);
}

// Aligned comments are counted here from the codings, since counts are per theme.
TEST(DemoAnswersTest, ACommentIsAlignedWhereAMajorityPutsARecommendationOnAResponse) {
  const auto counts = tool::Json::parse(R"({"themes": [
    {"theme": "rec-a", "framework": "recommendations"},
    {"theme": "rec-b", "framework": "recommendations"},
    {"theme": "t", "framework": "themes"}]})");
  const auto coding = [](bool finished, const std::vector<std::string>& themes) {
    tool::Json json = {{"finished", finished}, {"assignments", tool::Json::array()}};
    for (const auto& theme : themes) json["assignments"].push_back({{"theme", theme}});
    return json;
  };
  const auto response = [](const char* comment, const std::vector<tool::Json>& codings) {
    return tool::Json{{"response", "r"}, {"comment", comment}, {"codings", codings}};
  };
  struct Case {
    const char* what;
    std::vector<tool::Json> responses;
    std::uint64_t aligned;
  };
  const std::vector<Case> cases = {
      {"nobody has begun", {response("c1", {})}, 0},
      {"two of three",
       {response("c1", {coding(true, {"rec-a"}), coding(true, {"rec-a"}), coding(true, {})})},
       1},
      {"one of two is no majority",
       {response("c1", {coding(true, {"rec-a"}), coding(true, {})})},
       0},
      {"two recommendations of one voice each",
       {response("c1", {coding(true, {"rec-a"}), coding(true, {"rec-b"})})},
       0},
      {"who is finished outvotes who is not",
       {response("c1", {coding(true, {}), coding(false, {"rec-a"}), coding(false, {"rec-a"})})},
       0},
      {"while nobody is finished, whoever has begun",
       {response("c1", {coding(false, {"rec-a"})})},
       1},
      {"two responses of one comment",
       {response("c1", {coding(true, {"rec-a"})}), response("c1", {coding(true, {"rec-b"})})},
       1},
      {"another framework", {response("c1", {coding(true, {"t"})})}, 0},
  };
  for (const auto& one : cases)
    EXPECT_EQ(tool::count_aligned(counts, one.responses, tool::Json::object(), "recommendations"),
              one.aligned)
        << one.what;
}

TEST(DemoAnswersTest, ASettlementStandsForTheTeamWhateverItsCodersSaid) {
  const auto counts =
      tool::Json::parse(R"({"themes": [{"theme": "rec-a", "framework": "recommendations"}]})");
  const auto responses = tool::Json::parse(R"([
    {"response": "r1", "comment": "c1", "codings": [
      {"finished": true, "assignments": [{"theme": "rec-a"}]}, {"finished": true, "assignments": []}]},
    {"response": "r2", "comment": "c2", "codings": [
      {"finished": true, "assignments": [{"theme": "rec-a"}]}]}])");
  const auto settled = tool::Json{{"r1", {"rec-a"}}, {"r2", tool::Json::array()}};
  EXPECT_EQ(tool::count_aligned(counts, responses, settled, "recommendations"), 1u);
  EXPECT_EQ(tool::count_aligned(counts, responses, tool::Json::object(), "recommendations"), 1u);
  EXPECT_EQ(tool::count_aligned(counts, responses, tool::Json{{"r2", tool::Json::array()}},
                                "recommendations"),
            0u);
}

}  // namespace
}  // namespace verbatim::test
