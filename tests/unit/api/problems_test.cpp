#include "api/problems.hpp"

#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace verbatim::api {
namespace {

TEST(Problems, EveryFaultHasAStatusATitleAndAnExplanation) {
  for (int fault = 0; fault <= static_cast<int>(Fault::kInternal); ++fault) {
    const auto kind = static_cast<Fault>(fault);
    EXPECT_GE(status_of(kind), 400u) << slug_of(kind);
    EXPECT_FALSE(explanation(slug_of(kind)).empty()) << slug_of(kind);
    if (kind != Fault::kInternal) {
      EXPECT_NE(title_of(kind), title_of(Fault::kInternal)) << slug_of(kind);
    }
  }
}

TEST(Problems, EveryFaultIsExplainedInItsOwnWords) {
  std::set<std::string> paragraphs;
  const int faults = static_cast<int>(Fault::kInternal) + 1;
  for (int fault = 0; fault < faults; ++fault) {
    const auto page = explanation(slug_of(static_cast<Fault>(fault)));
    std::string paragraph;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);)
      if (line.size() > paragraph.size()) paragraph = line;
    EXPECT_GT(paragraph.size(), 80u) << page;
    EXPECT_TRUE(paragraphs.insert(paragraph).second) << page;
  }
}

TEST(Problems, ArePagesThatNameEveryStatusTheyComeWith) {
  const std::vector<std::pair<Fault, std::vector<std::string>>> cases = {
      {Fault::kStaleCondition, {"409", "412", "If-Match"}},
      {Fault::kFutureMoment, {"422", "503", "Verbatim-Min-Position"}},
      {Fault::kTooLarge, {"413", "414", "431"}},
      {Fault::kMalformedRequest, {"400", "411", "417", "505"}},
      {Fault::kUnknownTheme, {"404"}},
  };
  for (const auto& [fault, words] : cases)
    for (const auto& word : words)
      EXPECT_NE(explanation(slug_of(fault)).find(word), std::string::npos) << word;
}

TEST(Problems, SayWhatWhereAndWhatToDo) {
  const auto response =
      problem({Fault::kUnknownTheme, "There is no theme 'x'.", "theme", "Add it."});
  EXPECT_EQ(response.status, 404u);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto body = nlohmann::json::parse(response.body);
  EXPECT_EQ(body["type"], "/problems/unknown_theme");
  EXPECT_EQ(body["status"], 404);
  EXPECT_EQ(body["detail"], "There is no theme 'x'.");
  EXPECT_EQ(body["field"], "theme");
  EXPECT_EQ(body["fix"], "Add it.");
}

TEST(Problems, AStaleConditionCarriesWhatCameBetween) {
  Failure stale{Fault::kStaleCondition, "It changed."};
  stale.position = 12;
  stale.between = {9, 12};
  const auto body = nlohmann::json::parse(problem(stale, 412).body);
  EXPECT_EQ(body["status"], 412);
  EXPECT_EQ(body["position"], 12);
  EXPECT_EQ(body["between"], (std::vector{9, 12}));
}

TEST(Problems, ADetailThatQuotesBytesThatAreNotTextIsStillJson) {
  const auto body = nlohmann::json::parse(problem({Fault::kUnknownStudy, "No study '\xFF'."}).body);
  EXPECT_EQ(body["detail"], "No study '\xEF\xBF\xBD'.");
}

}  // namespace
}  // namespace verbatim::api
