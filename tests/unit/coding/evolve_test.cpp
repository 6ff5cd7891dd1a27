// Events as a log may hold them: what does not follow from the events before is refused and
// changes nothing.

#include <gtest/gtest.h>

#include "decision_table.hpp"
#include "unit/coding/describe.hpp"

namespace verbatim::coding {
namespace {

const Events kGiven = {StudyOpened{"s", "Study"},
                       MemberAdded{"ada", Role::kCoder},
                       QuestionAdded{"q1", ""},
                       GroupAdded{"g", ""},
                       RespondentAdded{"p", "g"},
                       FrameworkAdded{"themes", "Themes"},
                       ThemeAdded{"t", "themes", "T", "", "", {}},
                       ThemeAdded{"sub", "themes", "Sub", "t", "", {}},
                       ThemeAdded{"gone", "themes", "Gone", "", "", {}},
                       ThemeMerged{"gone", "t"},
                       FrameworkAdded{"advice", "Advice"},
                       ThemeAdded{"a", "advice", "A", "", "", {}},
                       ThemesLinked{"t", "a"},
                       CommentAdded{"q1", "c", "p", {}, 9},
                       CommentAdded{"q1", "d", "p", {}, 9},
                       CommentSegmented{"q1", "c", {{"c", 0, 4}, {"c2", 4, 9}}}};

TEST(AnEventThatDoesNotFollow, IsRefusedAndChangesNothing) {
  const struct {
    const char* fact;
    Event event;
  } rows[] = {
      {"the study is opened twice", StudyOpened{"s", "Other"}},
      {"a member joins twice", MemberAdded{"ada", Role::kOwner}},
      {"a question twice", QuestionAdded{"q1", "other"}},
      {"a group twice", GroupAdded{"g", "other"}},
      {"a respondent twice", RespondentAdded{"p", ""}},
      {"a respondent of an unknown group", RespondentAdded{"p2", "none"}},
      {"a framework twice", FrameworkAdded{"themes", ""}},
      {"a theme twice", ThemeAdded{"t", "themes", "T", "", "", {}}},
      {"a theme of an unknown framework", ThemeAdded{"t2", "none", "T", "", "", {}}},
      {"a theme under an unknown one", ThemeAdded{"t2", "themes", "T", "none", "", {}}},
      {"a theme for an unknown question", ThemeAdded{"t2", "themes", "T", "", "", {"q1", "q9"}}},
      {"a theme under one of another framework", ThemeAdded{"t2", "themes", "T", "a", "", {}}},
      {"a scope of an unknown theme", ThemeScoped{"none", {}}},
      {"an unknown theme revised", ThemeRevised{"none", "N", "", "", "", {}, "", false}},
      {"an unknown theme moved", ThemeMoved{"none", "", ""}},
      {"a theme moved under an unknown one", ThemeMoved{"sub", "none", ""}},
      {"a theme moved before an unknown one", ThemeMoved{"sub", "", "none"}},
      {"a theme moved below itself", ThemeMoved{"t", "sub", ""}},
      {"a theme moved to another framework", ThemeMoved{"sub", "a", ""}},
      {"a theme moved before itself", ThemeMoved{"t", "", "t"}},
      {"an unknown theme retired", ThemeRetired{"none"}},
      {"a merged theme retired", ThemeRetired{"gone"}},
      {"a merged theme split", ThemeSplit{"gone", {"t", "sub"}}},
      {"a merged theme merged", ThemeMerged{"gone", "sub"}},
      {"a theme in use restored", ThemeRestored{"t"}},
      {"an unknown theme restored", ThemeRestored{"none"}},
      {"a theme merged into itself", ThemeMerged{"t", "t"}},
      {"a theme merged in a circle", ThemeMerged{"t", "gone"}},
      {"a theme merged into an unknown one", ThemeMerged{"t", "none"}},
      {"an unknown theme merged", ThemeMerged{"none", "t"}},
      {"a theme split into an unknown one", ThemeSplit{"t", {"sub", "none"}}},
      {"an unknown framework frozen", FrameworkFrozen{"none"}},
      {"an unknown framework unfrozen", FrameworkUnfrozen{"none"}},
      {"themes linked twice", ThemesLinked{"a", "t"}},
      {"a theme linked to itself", ThemesLinked{"t", "t"}},
      {"an unknown theme linked", ThemesLinked{"none", "a"}},
      {"a link to an unknown theme", ThemesLinked{"a", "none"}},
      {"a link unlinked that is not there", ThemesUnlinked{"sub", "a"}},
      {"an unknown theme unlinked", ThemesUnlinked{"none", "a"}},
      {"a scope with an unknown question", ThemeScoped{"t", {"q9"}}},
      {"a comment twice", CommentAdded{"q1", "c", "p", {}, 9}},
      {"a comment under a response's id", CommentAdded{"q1", "c2", "p", {}, 9}},
      {"a comment on an unknown question", CommentAdded{"q9", "e", "p", {}, 9}},
      {"a comment by nobody", CommentAdded{"q1", "e", "none", {}, 9}},
      {"segments of an unknown question", CommentSegmented{"q9", "d", {{"d", 0, 1}}}},
      {"segments of an unknown comment", CommentSegmented{"q1", "e", {{"e", 0, 1}}}},
      {"a comment split into another's response",
       CommentSegmented{"q1", "c", {{"c", 0, 4}, {"d", 4, 9}}}},
      {"a comment split into nothing", CommentSegmented{"q1", "d", {}}},
      {"a response under another's id", CommentSegmented{"q1", "d", {{"d", 0, 4}, {"c2", 4, 9}}}},
      {"two responses under one id",
       CommentSegmented{"q1", "d", {{"d", 0, 4}, {"d2", 4, 6}, {"d2", 6, 9}}}},
      {"a theme on an unknown question", ThemeAssigned{"q9", "c", "ada", "t", 1}},
      {"a theme on an unknown response", ThemeAssigned{"q1", "none", "ada", "t", 1}},
      {"a theme by nobody", ThemeAssigned{"q1", "c", "none", "t", 1}},
      {"an unknown theme", ThemeAssigned{"q1", "c", "ada", "none", 1}},
      {"an unknown theme withdrawn", ThemeWithdrawn{"q1", "c", "ada", "none"}},
      {"an unknown response finished", CodingFinished{"q1", "none", "ada"}},
      {"finished by nobody", CodingFinished{"q1", "c", "none"}},
      {"an unknown response reopened", CodingReopened{"q1", "none", "ada"}},
  };
  const auto before = describe(study_of(kGiven));
  for (const auto& row : rows) {
    auto study = study_of(kGiven);
    const auto refused = evolve(study, row.event, study.position + 1);
    EXPECT_EQ(refused ? "accepted" : slug_of(refused.error().fault), "corrupt_store") << row.fact;
    EXPECT_FALSE(evolve_with_undo(study, row.event, study.position + 1)) << row.fact;
    EXPECT_EQ(describe(study), before) << row.fact;
  }
}

TEST(TheFirstEvent, OpensTheStudy) {
  Study study;
  const auto refused = evolve(study, QuestionAdded{"q1", ""}, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(slug_of(refused.error().fault), "corrupt_store");
  EXPECT_EQ(describe(study), describe(Study()));
}

TEST(TakingBack, GivesBackASegmentThatHadBeenTrimmedBefore) {
  auto study = study_of(kGiven);
  ASSERT_TRUE(evolve(study, CommentSegmented{"q1", "d", {{"d", 2, 7}}}, study.position + 1));
  const auto before = describe(study);
  const Event split = CommentSegmented{"q1", "d", {{"d", 1, 3}, {"d2", 3, 8}}};
  auto undo = evolve_with_undo(study, split, study.position + 1);
  ASSERT_TRUE(undo);
  revert(study, *undo);
  EXPECT_EQ(describe(study), before);
}

TEST(TheResponseOfAnEvent, IsTheOneWhoseCodingChanges) {
  const auto study = study_of(kGiven);
  const auto c2 = study.find_response(0, "c2");
  EXPECT_EQ(response_of(study, ThemeAssigned{"q1", "c2", "ada", "t", 1}), c2);
  EXPECT_EQ(response_of(study, ThemeWithdrawn{"q1", "c2", "ada", "t"}), c2);
  EXPECT_EQ(response_of(study, CodingFinished{"q1", "c2", "ada"}), c2);
  EXPECT_EQ(response_of(study, CodingReopened{"q1", "c2", "ada"}), c2);
  EXPECT_EQ(response_of(study, CodingFinished{"q9", "c2", "ada"}), std::nullopt);
  EXPECT_EQ(response_of(study, CodingFinished{"q1", "none", "ada"}), std::nullopt);
  EXPECT_EQ(response_of(study, CommentAdded{"q1", "c2", "p", {}, 9}), std::nullopt);
  EXPECT_EQ(response_of(study, StudyOpened{"s", "Study"}), std::nullopt);
}

}  // namespace
}  // namespace verbatim::coding
