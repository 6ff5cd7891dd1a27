#include "api/problems.hpp"

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
