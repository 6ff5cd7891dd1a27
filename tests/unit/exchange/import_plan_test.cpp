#include "exchange/import_plan.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "files.hpp"

namespace verbatim::exchange {
namespace {

using testing::carry_out;
using ::testing::ElementsAre;
using testing::import_codings;
using testing::import_comments;
using ::testing::IsEmpty;
using testing::opened_study;
using ::testing::StartsWith;
using testing::words;

// A plan refers to its table and texts: this keeps the three together.
struct Planned {
  CodingsTable table;
  std::vector<SealedText> sealed;
  Result<ImportPlan> plan;
  Planned(const coding::Study& study, const std::string& csv, const CodingsOptions& options = {})
      : table(*read_codings(csv, options)),
        sealed(testing::sealed(table.texts())),
        plan(exchange::plan(study, table, sealed)) {}
};

CodingsOptions with_arrows() {
  CodingsOptions options;
  options.theme_separator = "->";
  return options;
}

// The commands about themes and scopes alone.
std::vector<std::string> theme_words(const coding::Study& study, const std::string& csv,
                                     const CodingsOptions& options = with_arrows()) {
  const Planned planned(study, csv, options);
  EXPECT_TRUE(planned.plan) << planned.plan.error().detail;
  std::vector<std::string> some;
  for (const auto& word : words(*planned.plan))
    if (word.starts_with("theme") || word.starts_with("scope") || word.starts_with("framework"))
      some.push_back(word);
  return some;
}

const std::string kBare = "item_id,question,coder,labels\n";
const std::string kFull = "item_id,question,coder,labels,text,group,respondent,finished\n";

TEST(APlan, AddsAllThatIsMissingInOrderOfFirstAppearance) {
  const Planned planned(opened_study(), kFull +
                                            "2,q2,bob,b;a,hello,g2,zoe,\n"
                                            "1,q1,ada,,,,,no\n"
                                            "1,q1,bob,b,\xC3\xA9t\xC3\xA9,g1,,yes\n");
  ASSERT_TRUE(planned.plan);
  EXPECT_THAT(words(*planned.plan),
              ElementsAre("group g2 'g2'", "group g1 'g1'", "question q2 'q2'", "question q1 'q1'",
                          "framework themes 'Themes'", "theme b 'b' under '' of themes in q2|q1",
                          "theme a 'a' under '' of themes in q2", "member bob", "member ada",
                          "respondent zoe in 'g2'", "respondent 1 in 'g1'",
                          "comment q2/2 by zoe [sealed q2/2] 5",
                          "comment q1/1 by 1 [sealed q1/1] 3", "coding q2/2 by bob: b|a finished",
                          "coding q1/1 by ada:  begun", "coding q1/1 by bob: b finished"));
}

TEST(APlan, KnowsTheLineThatAsksForEachCommand) {
  const Planned planned(opened_study(), kFull +
                                            "1,q1,ada,a,,,,\n"
                                            "1,q1,bob,a,\"t\n\n\",g1,zoe,\n"
                                            "2,q2,ada,b;a,,g1,zoe,\n");
  ASSERT_TRUE(planned.plan);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < planned.plan->size(); ++i)
    lines.push_back(std::to_string(planned.plan->line_of(i)) + " " +
                    words(planned.plan->command(i)));
  EXPECT_THAT(
      lines, ElementsAre("3 group g1 'g1'", "2 question q1 'q1'", "6 question q2 'q2'",
                         "2 framework themes 'Themes'", "2 theme a 'a' under '' of themes in q1|q2",
                         "6 theme b 'b' under '' of themes in q2", "2 member ada", "3 member bob",
                         "3 respondent zoe in 'g1'", "2 comment q1/1 by zoe [sealed q1/1] 3",
                         "6 comment q2/2 by zoe [] 0", "2 coding q1/1 by ada: a finished",
                         "3 coding q1/1 by bob: a finished", "6 coding q2/2 by ada: b|a finished"));
}

TEST(APlan, OfNoRowsIsEmpty) {
  const Planned planned(opened_study(), kBare);
  ASSERT_TRUE(planned.plan);
  EXPECT_EQ(planned.plan->size(), 0U);
}

TEST(APlan, UsesWhatIsThereAsItIs) {
  auto study = opened_study();
  carry_out(study, coding::AddMember{"ada", coding::Role::kLead});
  carry_out(study, coding::AddQuestion{"q1", "What did you think?"});
  carry_out(study, coding::AddGroup{"g1", "The first group"});
  carry_out(study, coding::AddRespondent{"zoe", "g1"});
  carry_out(study, coding::AddFramework{"recommendations", "Recommendations"});
  carry_out(study, coding::AddTheme{"a", "recommendations", "Another label", "", "", {}});
  carry_out(study, coding::AddComment{"q1", "1", "zoe", {"s"}, 5, {"hello           "}});
  const Planned planned(study, kFull +
                                   "1,q1,ada,a,hello,g1,zoe,\n"
                                   "2,q1,ada,a,,g1,zoe,\n");
  ASSERT_TRUE(planned.plan) << planned.plan.error().detail;
  EXPECT_THAT(words(*planned.plan),
              ElementsAre("comment q1/2 by zoe [] 0", "coding q1/1 by ada: a finished",
                          "coding q1/2 by ada: a finished"));
}

TEST(APlan, AsksNothingOfARespondentWhomTheFileDoesNotName) {
  auto study = opened_study();
  import_codings(study, kFull + "1,q1,ada,a,hello,g1,zoe,\n");
  const Planned planned(study, kBare + "1,q1,bob,a\n");
  ASSERT_TRUE(planned.plan);
  EXPECT_THAT(words(*planned.plan), ElementsAre("member bob", "coding q1/1 by bob: a finished"));
}

TEST(APlan, TakesTheWholeCodingOfARow) {
  auto study = opened_study();
  import_codings(study, kBare + "1,q,ada,a;b\n1,q,bob,a\n");
  import_codings(study, "item_id,question,coder,labels,finished\n1,q,ada,b;c,no\n");
  EXPECT_THAT(testing::codings_of(study), ElementsAre("q/1 ada: b|c begun", "q/1 bob: a finished"));
}

struct Contradiction {
  const char* what;
  std::string rows;
  const char* detail;
  const char* field;
};

TEST(APlan, IsRefusedWhereTheFileContradictsTheStudy) {
  auto study = opened_study();
  import_codings(study, kFull +
                            "1,q1,ada,a,hello,g1,zoe,\n"
                            "2,q1,ada,a,,,yan,\n");
  const std::vector<Contradiction> contradictions = {
      {"another respondent", "1,q1,ada,a,,,,\n1,q1,bob,a,,,yan,\n",
       "Line 3: comment '1' is in the study as one of respondent 'zoe'.", "respondent"},
      {"another group, the respondent not said", "1,q1,ada,a,,g2,,\n",
       "Line 2: respondent 'zoe' is in the study, in group 'g1'.", "group"},
      {"another group of a respondent with a new comment", "7,q1,ada,a,,g2,zoe,\n",
       "Line 2: respondent 'zoe' is in the study, in group 'g1'.", "group"},
      {"a group of a respondent who has none", "7,q1,ada,a,,g1,yan,\n",
       "Line 2: respondent 'yan' is in the study, in no group.", "group"},
      {"another text", "1,q1,ada,a,,,,\n1,q1,bob,a,hello!,,,\n",
       "Line 3: comment '1' is in the study with another text.", "text"},
      {"a text where there is none", "2,q1,ada,a,late,,,\n",
       "Line 2: comment '2' is in the study without its text.", "text"}};
  for (const auto& [what, rows, detail, field] : contradictions) {
    SCOPED_TRACE(what);
    const Planned planned(study, kFull + rows);
    ASSERT_FALSE(planned.plan);
    EXPECT_EQ(planned.plan.error().fault, Fault::kAlreadyExists);
    EXPECT_EQ(planned.plan.error().detail, detail);
    EXPECT_EQ(planned.plan.error().field, field);
    EXPECT_NE(planned.plan.error().fix, "");
  }
}

TEST(APlan, IsRefusedWhereACommentHasBeenSplit) {
  auto study = opened_study();
  import_comments(study, "item_id,question,text\n1,q,one two\n2,q,three\n");
  carry_out(study, coding::SegmentComment{"q", "1", {{"1", 0, 3}, {"1b", 4, 7}}});
  const Planned planned(study, kBare + "2,q,ada,a\n1,q,ada,a\n");
  ASSERT_FALSE(planned.plan);
  EXPECT_EQ(planned.plan.error().fault, Fault::kNotAllowedNow);
  EXPECT_EQ(planned.plan.error().detail,
            "Line 3: comment '1' is in the study, split into 2 responses, and a row does not say "
            "which of them is coded.");
}

TEST(APlan, MapsWhatIsRefusedLaterToItsLine) {
  auto study = opened_study();
  import_comments(study, "item_id,question,text\n1,q,one two\n");
  carry_out(study, coding::SegmentComment{"q", "1", {{"1", 0, 3}, {"1b", 4, 7}}});
  const Planned planned(study, kBare + "2,q,ada,a\n1b,q,ada,a\n");
  ASSERT_TRUE(planned.plan);
  for (std::size_t i = 0; i < planned.plan->size(); ++i) {
    const auto events = decide(study, planned.plan->command(i));
    if (events) {
      for (const auto& event : *events) ASSERT_TRUE(evolve(study, event, study.position + 1));
      continue;
    }
    EXPECT_EQ(events.error().fault, Fault::kAlreadyExists) << "a response has that id";
    EXPECT_EQ(planned.plan->line_of(i), 3U);
    return;
  }
  FAIL() << "the second row should be refused";
}

TEST(Themes, HangUnderTheParentThatTheirNameSays) {
  EXPECT_THAT(theme_words(opened_study(), kBare + "1,q,ada,a->b->c;d\n2,r,ada,a->e\n"),
              ElementsAre("framework themes 'Themes'", "theme a 'a' under '' of themes in q|r",
                          "theme a->b 'b' under 'a' of themes in q",
                          "theme a->b->c 'c' under 'a->b' of themes in q",
                          "theme d 'd' under '' of themes in q",
                          "theme a->e 'e' under 'a' of themes in r"));
}

TEST(Themes, AreFlatWithoutASeparator) {
  EXPECT_THAT(
      theme_words(opened_study(), kBare + "1,q,ada,a->b\n", {}),
      ElementsAre("framework themes 'Themes'", "theme a->b 'a->b' under '' of themes in q"));
}

TEST(Themes, BringTheSameFrameworkHoweverTheyCome) {
  auto imported = opened_study();
  import_codings(imported, kBare + "1,q,ada,a\n", {});
  EXPECT_TRUE(decide(imported, coding::AddFramework{"themes", "Themes"}));
  auto added = opened_study();
  carry_out(added, coding::AddTheme{"a", coding::kDefaultFramework, "a", "", "", {}});
  EXPECT_EQ(added.frameworks[0].label, imported.frameworks[0].label);
}

TEST(Themes, GoIntoTheFrameworkAskedFor) {
  auto options = with_arrows();
  options.framework = "recommendations";
  EXPECT_THAT(theme_words(opened_study(), kBare + "1,q,ada,a\n", options),
              ElementsAre("framework recommendations 'recommendations'",
                          "theme a 'a' under '' of recommendations in q"));
}

TEST(Themes, GoIntoTheFrameworkOfAParentThatIsThere) {
  auto study = opened_study();
  carry_out(study, coding::AddFramework{"other", "Other"});
  carry_out(study, coding::AddTheme{"a", "other", "a", "", "", {}});
  EXPECT_THAT(theme_words(study, kBare + "1,q,ada,a->b->c\n"),
              ElementsAre("theme a->b 'b' under 'a' of other in q",
                          "theme a->b->c 'c' under 'a->b' of other in q"));
}

TEST(Themes, AreWidenedToTheQuestionsWhereTheyAreUsed) {
  auto study = opened_study();
  import_codings(study, kBare + "1,q1,ada,a->b;c\n", with_arrows());
  EXPECT_THAT(theme_words(study, kBare + "1,q2,ada,a->b\n1,q1,ada,c\n1,q3,ada,a\n"),
              ElementsAre("scope a in q1|q2|q3", "scope a->b in q1|q2"))
      << "a parent is in scope where its sub-theme is; nothing is narrowed";
}

TEST(Themes, ThatMayBeUsedEverywhereStaySo) {
  auto study = opened_study();
  carry_out(study, coding::AddFramework{"themes", "themes"});
  carry_out(study, coding::AddTheme{"a", "themes", "a", "", "", {}});
  EXPECT_THAT(theme_words(study, kBare + "1,q1,ada,a\n"), IsEmpty());
}

TEST(Themes, ThatAreThereKeepTheParentTheyHave) {
  auto study = opened_study();
  carry_out(study, coding::AddFramework{"themes", "themes"});
  carry_out(study, coding::AddQuestion{"q0", "q0"});
  carry_out(study, coding::AddTheme{"top", "themes", "top", "", "", {"q0"}});
  carry_out(study, coding::AddTheme{"a->b", "themes", "moved", "top", "", {"q0"}});
  EXPECT_THAT(theme_words(study, kBare + "1,q1,ada,a->b\n"),
              ElementsAre("scope top in q0|q1", "scope a->b in q0|q1"));
}

TEST(Comments, AreAddedWithTheirRespondentsAndGroups) {
  auto study = opened_study();
  const std::string csv =
      "question,item_id,respondent,group,text\n"
      "q,1,zoe,g,hello\n"
      "q,2,,,\n"
      "r,1,zoe,,world\n";
  const auto table = read_comments(csv);
  ASSERT_TRUE(table);
  const auto texts = testing::sealed(table->texts());
  const auto made = plan(study, *table, texts);
  ASSERT_TRUE(made);
  EXPECT_THAT(
      words(*made),
      ElementsAre("group g 'g'", "question q 'q'", "question r 'r'", "respondent zoe in 'g'",
                  "respondent 2 in ''", "comment q/1 by zoe [sealed q/1] 5",
                  "comment q/2 by 2 [] 0", "comment r/1 by zoe [sealed r/1] 5"));
  EXPECT_EQ(made->line_of(made->size() - 1), 4U);
}

TEST(Comments, ImportedAgainAddNothing) {
  auto study = opened_study();
  const std::string csv = "item_id,question,text,respondent\n1,q,hello,zoe\n2,q,,\n";
  import_comments(study, csv);
  for (const auto& events : import_comments(study, csv)) EXPECT_THAT(events, IsEmpty());
}

TEST(Comments, GivenTwiceAreRefusedWithBothLines) {
  const auto table = read_comments("item_id,question,text\n1,q,a\n1,r,a\n1,q,a\n");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().fault, Fault::kInvalidValue);
  EXPECT_EQ(table.error().detail,
            "Line 4, column 1 (item_id): this item stands on line 2 already.");
}

TEST(Comments, ThatAreSplitMayBeImportedAgain) {
  auto study = opened_study();
  const std::string csv = "item_id,question,text\n1,q,one two\n";
  import_comments(study, csv);
  carry_out(study, coding::SegmentComment{"q", "1", {{"1", 0, 3}, {"1b", 4, 7}}});
  for (const auto& events : import_comments(study, csv)) EXPECT_THAT(events, IsEmpty());
}

TEST(Comments, WithAnotherTextAreRefused) {
  auto study = opened_study();
  import_comments(study, "item_id,question,text\n1,q,hello\n");
  const std::string other = "item_id,question,text\n1,q,hello!\n";
  const auto table = read_comments(other);
  ASSERT_TRUE(table);
  const auto texts = testing::sealed(table->texts());
  const auto made = plan(study, *table, texts);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::kAlreadyExists);
  EXPECT_THAT(made.error().detail, StartsWith("Line 2: "));
}

}  // namespace
}  // namespace verbatim::exchange
