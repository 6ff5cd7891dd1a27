#include "exchange/import_codebook.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "exchange/import_plan.hpp"
#include "exchange/new_framework.hpp"
#include "files.hpp"

namespace verbatim::exchange {
namespace {

using testing::carry_out;
using ::testing::ElementsAre;
using testing::opened_study;
using ::testing::StartsWith;

std::vector<coding::Event> import_codebook(coding::Study& study, const std::string& csv,
                                           const CodebookOptions& options = {}) {
  const auto table = read_codebook(csv, options);
  EXPECT_TRUE(table) << table.error().detail;
  const auto made = plan(study, *table, {});
  EXPECT_TRUE(made) << made.error().detail;
  const auto done = carry_out(study, *made);
  EXPECT_TRUE(done) << done.error().detail;
  std::vector<coding::Event> events;
  for (const auto& of_command : *done)
    events.insert(events.end(), of_command.begin(), of_command.end());
  return events;
}

// "pay 'Pay' under ''", in the order of the codebook.
std::vector<std::string> themes_of(const coding::Study& study,
                                   coding::FrameworkIndex framework = 0) {
  std::vector<std::string> themes;
  for (const auto index : study.frameworks[framework].order) {
    const auto& theme = study.themes[index];
    themes.push_back(
        std::string(study.theme_ids.id(index)) + " '" + theme.wording.label + "' under '" +
        (theme.parent == coding::kNone16 ? std::string()
                                         : std::string(study.theme_ids.id(theme.parent))) +
        "'");
  }
  return themes;
}

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "x\n";
  return text;
}

const std::string kBare = "theme,label,parent\n";
const std::string kFull =
    "theme,label,framework,parent,definition,inclusion,exclusion,examples,colour,questions\n";

TEST(ACodebook, IsAddedParentsFirst) {
  auto study = opened_study();
  import_codebook(study, kBare + "wages,Wages,pay\ntime,Time,\npay,Pay,\ncuts,Cuts,wages\n");
  EXPECT_THAT(themes_of(study), ElementsAre("pay 'Pay' under ''", "wages 'Wages' under 'pay'",
                                            "cuts 'Cuts' under 'wages'", "time 'Time' under ''"));
}

TEST(ACodebook, SaysAllThatAThemeSaysOfItself) {
  auto study = opened_study();
  carry_out(study, coding::AddQuestion{"q1", "Why?"});
  carry_out(study, coding::AddQuestion{"q2", "How?"});
  import_codebook(study, kFull +
                             "pay,Pay,needs,,\"What it pays,\nand costs.\",Wages,Fares,"
                             "\"Too little.\r\n\nNobody pays!\",#3366cc,q2; q1\n");
  const auto& theme = study.themes[0];
  EXPECT_EQ(theme.wording, (coding::Wording{"Pay",
                                            "What it pays,\nand costs.",
                                            "Wages",
                                            "Fares",
                                            {"Too little.", "Nobody pays!"},
                                            "#3366cc"}));
  EXPECT_THAT(theme.questions, ElementsAre(0, 1));
  EXPECT_EQ(study.framework_ids.id(theme.framework), "needs");
  EXPECT_EQ(study.frameworks[theme.framework].label, "needs");
}

TEST(ACodebook, OfIdsAloneIsLabelledByThem) {
  auto study = opened_study();
  import_codebook(study, "theme\npay\n");
  EXPECT_THAT(themes_of(study), ElementsAre("pay 'pay' under ''"));
}

TEST(ACodebook, ThatIsImportedAgainChangesNothing) {
  auto study = opened_study();
  carry_out(study, coding::AddQuestion{"q1", "Why?"});
  const auto file = kFull + "pay,Pay,,,Money,,,a,#3366cc,q1\nwages,Wages,,pay,,,,,,\n";
  import_codebook(study, file);
  EXPECT_THAT(import_codebook(study, file), ElementsAre());
}

TEST(ACodebook, RevisesMovesAndScopesWhatIsThere) {
  auto study = opened_study();
  carry_out(study, coding::AddQuestion{"q1", "Why?"});
  import_codebook(study, kFull + "pay,Pay,,,Money,in,out,a,#3366cc,q1\nwages,Wages,,pay,,,,,,\n");
  const auto events = import_codebook(
      study, "theme,definition,parent,questions\nwages,What is paid,,\npay,Money,wages,\n");
  EXPECT_THAT(events,
              ElementsAre(coding::ThemeRevised{"wages", "Wages", "What is paid", "", "", {}, ""},
                          coding::ThemeMoved{"wages", "", ""},
                          coding::ThemeMoved{"pay", "wages", ""}, coding::ThemeScoped{"pay", {}}));
  EXPECT_EQ(study.themes[0].wording.inclusion, "in") << "a column that is not there says nothing";
  const auto minor = import_codebook(study, "theme,definition\npay,\n", {{}, true, false});
  EXPECT_THAT(minor, ElementsAre(coding::ThemeRevised{
                         "pay", "Pay", "", "in", "out", {"a"}, "#3366cc", true}));
}

// Whatever the order of rows: only the end counts.
TEST(ACodebook, MovesThemesBelowOthersThatMoveAsWell) {
  auto study = opened_study();
  import_codebook(study, "theme,parent\na,\nb,a\nc,b\n");
  import_codebook(study, "theme,parent\na,c\nb,\n");
  EXPECT_THAT(themes_of(study),
              ElementsAre("b 'b' under ''", "c 'c' under 'b'", "a 'a' under 'c'"));
  std::string chain = "theme,parent\nd0,\n";
  for (int i = 1; i < 32; ++i)
    chain += "d" + std::to_string(i) + ",d" + std::to_string(i - 1) + "\n";
  import_codebook(study, chain + "y,\n");
  import_codebook(study, "theme,parent\ny,d31\nn,d31\nd16,\n");
  EXPECT_EQ(study.theme_ids.id(study.themes[*study.theme_ids.find("y")].parent), "d31");
  const auto circle = read_codebook("theme,parent\nb,a\n", {});
  const auto made = plan(study, *circle, {});
  ASSERT_TRUE(made);
  EXPECT_FALSE(carry_out(study, *made)) << "a stands below b";
}

// A framework that the file names, else the parent's, else that of the options, else the only one.
TEST(ACodebook, PutsNewThemesIntoTheFrameworkThatIsMeant) {
  auto study = opened_study();
  carry_out(study, coding::AddFramework{"needs", "Needs"});
  import_codebook(study, "theme\na\n");
  import_codebook(study, "theme,framework,parent\nb,,\nc,aims,\nd,,c\ne,,\n",
                  {"other", false, false});
  const auto framework = [&](const char* theme) {
    return study.framework_ids.id(study.themes[*study.theme_ids.find(theme)].framework);
  };
  EXPECT_EQ(framework("a"), "needs");
  EXPECT_EQ(framework("b"), "other");
  EXPECT_EQ(framework("c"), "aims");
  EXPECT_EQ(framework("d"), "aims");
  const auto table = read_codebook("theme\nx\n", {});
  const auto unclear = plan(study, *table, {});
  ASSERT_FALSE(unclear);
  EXPECT_EQ(unclear.error().field, "framework");
  EXPECT_THAT(unclear.error().detail, ::testing::HasSubstr("needs, other, aims"));
}

TEST(ACodebook, KnowsNoFrameworkThatWasTakenBack) {
  auto study = opened_study();
  const auto take_back = [&](const char* framework) {
    ASSERT_TRUE(evolve(study, coding::Removed{{coding::Kind::kFramework, framework, ""}},
                       study.position + 1));
  };
  carry_out(study, coding::AddFramework{"gone", "Gone"});
  take_back("gone");
  EXPECT_EQ(*framework_of_new_themes(study, {}), "themes");
  carry_out(study, coding::AddFramework{"needs", "Needs"});
  EXPECT_EQ(*framework_of_new_themes(study, {}), "needs");
}

TEST(ACodebook, ThatContradictsTheStudyIsRefusedWithItsLine) {
  auto study = opened_study();
  carry_out(study, coding::AddTheme{"pay", "themes", "Pay", "", "", {}});
  const auto table = read_codebook("theme,framework\nnew,themes\npay,needs\n", {});
  const auto refused = plan(study, *table, {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, StartsWith("Line 3: theme 'pay' is in the study"));
}

TEST(ACodebook, ThatIsNoneIsRefusedWithItsLine) {
  const std::vector<std::pair<std::string, const char*>> all = {
      {"label\nPay\n", "Line 1: the column theme is missing"},
      {"theme,label\n,Pay\n", "Line 2, column 1 (theme): nothing stands here"},
      {"theme\npay\ntime\npay\n", "Line 4, column 1 (theme): this theme stands on line 2 already"},
      {"theme,framework\npay,\"a\tb\"\n", "Line 2, column 2 (framework): this cannot be an id"},
      {"theme,parent\na,b\nb,c\nc,a\n", "Line 4, column 2 (parent): through its parents"},
      {"theme,label\na," + std::string(1'001, 'x') + "\n",
       "Line 2, column 2 (label): this has 1001 bytes; at most 1000"},
      {"theme,definition\na," + std::string(20'001, 'x') + "\n",
       "Line 2, column 2 (definition): this has 20001 bytes"},
      {"theme,inclusion\na," + std::string(20'001, 'x') + "\n",
       "Line 2, column 2 (inclusion): this has 20001 bytes"},
      {"theme,exclusion\na," + std::string(20'001, 'x') + "\n",
       "Line 2, column 2 (exclusion): this has 20001 bytes"},
      {"theme,colour\na," + std::string(33, 'x') + "\n",
       "Line 2, column 2 (colour): this has 33 bytes"},
      {"theme,examples\na,\"x\n" + std::string(20'001, 'x') + "\"\n",
       "Line 2, column 2 (examples): this has 20001 bytes in one line"},
      {"theme,examples\na,\"" + lines(101) + "\"\n",
       "Line 2, column 2 (examples): this has 101 lines; at most 100"},
      {"theme,parent\na,a\n", "Line 2, column 2 (parent): through its parents"},
  };
  for (const auto& [csv, begins] : all) {
    const auto table = read_codebook(csv, {});
    ASSERT_FALSE(table) << csv;
    EXPECT_THAT(table.error().detail, StartsWith(begins));
  }
}

}  // namespace
}  // namespace verbatim::exchange
