// What stands for the team: settle_response, unsettle_response, set_policy.

#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

const Events kReady = {
    StudyOpened{"iep", "Rapid insight"},
    MemberAdded{"ada", Role::kCoder},
    QuestionAdded{"q1", "Why?"},
    QuestionAdded{"q2", "How?"},
    RespondentAdded{"p1", ""},
    FrameworkAdded{"themes", "Themes"},
    ThemeAdded{"pay", "themes", "Pay", "", "", {}},
    ThemeAdded{"time", "themes", "Time", "", "", {}},
    ThemeAdded{"noise", "themes", "Noise", "", "", {"q2"}},
    CommentAdded{"q1", "r1", "p1", {}, 9},
};

SettleResponse settle(std::vector<std::string> themes) {
  return {"q1", "r1", std::move(themes)};
}
ResponseSettled settled(std::vector<std::string> themes) {
  return {"q1", "r1", std::move(themes)};
}

TEST(AResponse, IsSettledAndOpenAgain) {
  const auto is_settled = after(kReady, settled({"pay", "time"}));
  expect_decisions({
      {"with themes", kReady, settle({"pay", "time"}), Events{settled({"pay", "time"})}},
      {"with none: that is a decision too", kReady, settle({}), Events{settled({})}},
      {"a theme given twice is one", kReady, settle({"pay", "pay"}), Events{settled({"pay"})}},
      {"as it is, in another order", is_settled, settle({"time", "pay"}), nothing()},
      {"otherwise", is_settled, settle({"pay"}), Events{settled({"pay"})}},
      {"open again", is_settled, UnsettleResponse{"q1", "r1"},
       Events{ResponseUnsettled{"q1", "r1"}}},
      {"open already", kReady, UnsettleResponse{"q1", "r1"}, nothing()},
      {"a theme out of scope that nobody said", kReady, settle({"noise"}),
       Refused{Fault::kNotAllowedNow, "themes/0"}},
      {"a theme out of scope that was said",
       after(kReady, ThemeAssigned{"q1", "r1", "ada", "noise", 3}), settle({"noise"}),
       Events{settled({"noise"})}},
      {"an unknown theme", kReady, settle({"pay", "peace"}),
       Refused{Fault::kUnknownTheme, "themes/1"}},
      {"an unknown question", kReady, SettleResponse{"q9", "r1", {}},
       Refused{Fault::kUnknownQuestion, "question"}},
      {"an unknown response", kReady, UnsettleResponse{"q1", "r9"},
       Refused{Fault::kUnknownResponse, "response"}},
  });
}

TEST(AResponse, IsSettledWithThemesThatAreInUse) {
  const auto merged =
      after(kReady, ThemeAssigned{"q1", "r1", "ada", "pay", 3}, ThemeMerged{"pay", "time"});
  const auto split =
      after(kReady, ThemeAssigned{"q1", "r1", "ada", "pay", 3},
            ThemeAdded{"wages", "themes", "Wages", "", "", {}}, ThemeSplit{"pay", {"wages"}});
  const auto retired = after(kReady, ThemeRetired{"pay"});
  const auto said_retired =
      after(kReady, ThemeAssigned{"q1", "r1", "ada", "pay", 3}, ThemeRetired{"pay"});
  const auto settled_before = after(kReady, settled({"pay"}), ThemeMerged{"pay", "time"});
  expect_decisions({
      {"a merged theme, also where it was said", merged, settle({"pay"}),
       Refused{Fault::kNotAllowedNow, "themes/0"}},
      {"what it was merged into", merged, settle({"time"}), Events{settled({"time"})}},
      {"a split theme, also where it was said", split, settle({"time", "pay"}),
       Refused{Fault::kNotAllowedNow, "themes/1"}},
      {"a retired theme that nobody said", retired, settle({"pay"}),
       Refused{Fault::kNotAllowedNow, "themes/0"}},
      {"a retired theme that was said", said_retired, settle({"pay"}), Events{settled({"pay"})}},
      {"a theme that was settled before it was merged", settled_before, settle({"pay"}), nothing()},
      {"beside another, too", settled_before, settle({"pay", "time"}),
       Events{settled({"pay", "time"})}},
  });
  const auto refused = decide(study_of(merged), settle({"pay"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "Theme 'pay' has been merged.");
  EXPECT_EQ(refused.error().fix, "Use 'time'.");
}

TEST(APolicy, IsSetInPart) {
  expect_decisions({
      {"one of them", kReady, SetPolicy{SettledBy::kAll, {}, {}},
       Events{PolicySet{SettledBy::kAll, 0, false}}},
      {"another, and the first stays", after(kReady, PolicySet{SettledBy::kAll, 0, false}),
       SetPolicy{{}, 5, {}}, Events{PolicySet{SettledBy::kAll, 5, false}}},
      {"as it is", kReady, SetPolicy{SettledBy::kMajority, 0, false}, nothing()},
      {"nothing said", kReady, SetPolicy{}, nothing()},
  });
}

}  // namespace
}  // namespace verbatim::coding
