// Commands from their words to what they print, against a server that says what we want.
#include "verbatim/session.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "one_shot_server.hpp"
#include "verbatim/cli.hpp"

namespace verbatim::test {
namespace {

using testing::HasSubstr;
using tool::Exit;

struct Run {
  Exit exit;
  std::string out, err;
};

Run run(const std::string& line) {
  std::ostringstream out, err;
  tool::Session session({.out = out, .err = err});
  std::istringstream words(line);
  tool::run_cli(session, {std::istream_iterator<std::string>(words), {}});
  return {session.exit(), out.str(), err.str()};
}

Run run_at(const OneShotServer& server, const std::string& words) {
  return run("--server " + server.url() + " --token vbt_x " + words);
}

std::string json(const std::string& body, const std::string& headers = "") {
  return http_answer("200 OK", "application/json", body, headers);
}

TEST(CommandTest, ListsStudiesAsATable) {
  OneShotServer server(
      {{json(R"({"studies":[{"study":"iep","title":"The programme","position":1234}]})")}});
  const auto done = run_at(server, "study list");
  EXPECT_EQ(done.exit, Exit::kDone);
  EXPECT_EQ(done.out,
            "Study  Title          Position\n"
            "iep    The programme      1234\n");
  EXPECT_THAT(server.requests().at(0), HasSubstr("Authorization: Bearer vbt_x\r\n"));
}

TEST(CommandTest, ForProgramsThereIsTheServersJson) {
  const std::string body = R"({"studies":[],"later":{"b":1,"a":2}})";
  OneShotServer server({{json(body)}});
  EXPECT_EQ(run_at(server, "study list --json").out, body + "\n");
}

TEST(CommandTest, ShowsTheCodebookAsATree) {
  OneShotServer server({{json(R"({"themes":[
      {"theme":"time","framework":"f","label":"Time","parent":null,"status":"in_use","into":[],
       "linked":["listen"]},
      {"theme":"late","framework":"f","label":"Late","parent":"time","status":"merged",
       "into":["time"],"linked":[]}]})")}});
  EXPECT_EQ(run_at(server, "theme list iep --framework f").out,
            "Theme   Framework  Label  Status            Linked to\n"
            "time    f          Time                     listen\n"
            "  late  f          Late   merged into time\n");
  EXPECT_THAT(server.requests().at(0), HasSubstr("GET /v1/studies/iep/themes?framework=f "));
}

TEST(CommandTest, SendsEachCommandOfTheCodebook) {
  const std::pair<const char*, const char*> cases[] = {
      {"theme add iep t --label T --framework f --parent p --example a --example b --question q "
       "--origin data",
       R"({"type":"add_theme","theme":"t","label":"T","examples":["a","b"],"framework":"f",)"
       R"("parent":"p","origin":"data","questions":["q"]})"},
      {"theme revise iep t --definition D --minor",
       R"({"type":"revise_theme","theme":"t","definition":"D","minor":true})"},
      {"theme move iep t --parent p --before b",
       R"({"type":"move_theme","theme":"t","parent":"p","before":"b"})"},
      {"theme retire iep t", R"({"type":"retire_theme","theme":"t"})"},
      {"theme restore iep t", R"({"type":"restore_theme","theme":"t"})"},
      {"theme merge iep t u", R"({"type":"merge_themes","theme":"t","into":"u"})"},
      {"theme split iep t u v", R"({"type":"split_theme","theme":"t","into":["u","v"]})"},
      {"theme link iep t u", R"({"type":"link_themes","theme":"t","other":"u"})"},
      {"theme unlink iep t u", R"({"type":"unlink_themes","theme":"t","other":"u"})"},
      {"framework freeze iep f", R"({"type":"freeze_framework","framework":"f"})"},
      {"framework unfreeze iep f", R"({"type":"unfreeze_framework","framework":"f"})"},
  };
  for (const auto& [words, command] : cases) {
    SCOPED_TRACE(words);
    OneShotServer server({{json(R"({"study":"iep","position":7,"events":1})")}});
    EXPECT_EQ(run_at(server, words).out, "Done, at position 7.\n");
    EXPECT_THAT(server.requests().at(0), HasSubstr("POST /v1/studies/iep/commands "));
    EXPECT_THAT(server.requests().at(0),
                HasSubstr("{\"commands\":[" + std::string(command) + "]}"));
  }
}

TEST(CommandTest, SaysWhereTheCodebookIsAsItWasAskedFor) {
  OneShotServer server({{json(R"({"study":"iep","position":7,"events":0})")}});
  EXPECT_EQ(run_at(server, "theme retire iep t").out, "It is so already.\n");
}

TEST(CommandTest, ListsWhatIsToBeDecidedAgain) {
  OneShotServer server({{json(R"({"responses":[{"response":"r1","themes":[
      {"coder":"ada","theme":"pay","because":"split","into":["wages","time"]}]}],"next":"r1"})")}});
  const auto done = run_at(server, "stale iep q --coder ada --limit 1");
  EXPECT_EQ(done.out,
            "Response  Coder  Theme  Because  Into\n"
            "r1        ada    pay    split    wages, time\n");
  EXPECT_EQ(done.err,
            "Split: whoever coded it decides between the themes under Into (verbatim coding set), "
            "or a lead does for all of them: verbatim recode iep q --with X --take X --put Y\n"
            "There is more: --after r1.\n");
  EXPECT_THAT(server.requests().at(0),
              HasSubstr("GET /v1/studies/iep/questions/q/stale?coder=ada&limit=1 "));
}

std::string refusal(const std::string& slug, const std::string& words) {
  return http_answer("404 Not Found", "application/problem+json",
                     R"({"type":"/problems/)" + slug + R"(","status":404,)" + words + "}");
}

TEST(CommandTest, ARefusalIsSaidInTheServersWords) {
  OneShotServer server({{refusal(
      "unknown_question",
      R"("title":"Unknown question","detail":"There is no question 'q'.","field":"question",)"
      R"("fix":"Add it first.")")}});
  const auto done = run_at(server, "counts s q");
  EXPECT_EQ(done.exit, Exit::kRefused);
  EXPECT_EQ(done.out, "");
  EXPECT_EQ(done.err,
            "verbatim: Unknown question: There is no question 'q'.\n"
            "  at:  question\n"
            "  fix: Add it first.\n");
}

TEST(CommandTest, AdviceIsGivenInCommandsAndOptionsNotInHttp) {
  const std::vector<std::array<std::string, 3>> cases = {
      {R"("title":"T","detail":"D","fix":"GET /v1/studies lists them; POST /v1/studies opens one.")",
       "`verbatim study list` lists them, `verbatim study open` opens one.", "/v1"},
      {R"("title":"T","detail":"Such as 2026Z (in a URL, write + as %2B).","field":"as_of")",
       "Such as 2026Z.\n  at:  --as-of\n", "URL"},
  };
  for (const auto& [words, says, says_not] : cases) {
    OneShotServer server({{refusal("x", words)}});
    EXPECT_THAT(run_at(server, "study show s").err,
                testing::AllOf(HasSubstr(says), testing::Not(HasSubstr(says_not))));
  }
}

TEST(CommandTest, NoTokenAndAnUnknownOneAreToldApart) {
  const auto refused = refusal(
      "unauthenticated", R"("title":"A valid token is needed","fix":"Send \"Authorization\".")");
  OneShotServer server({{refused}, {refused}});
  EXPECT_THAT(run("--server " + server.url() + " study list").err,
              testing::AllOf(HasSubstr("No token was given"), HasSubstr("Set VERBATIM_TOKEN"),
                             testing::Not(HasSubstr("Authorization"))));
  EXPECT_THAT(run_at(server, "study list").err,
              testing::AllOf(HasSubstr("does not know this token"), HasSubstr("--token")));
}

TEST(CommandTest, WhatIsNotOurServerIsUnreachable) {
  OneShotServer server({{http_answer("200 OK", "text/html", "<html>hello</html>")}});
  const auto done = run_at(server, "study list");
  EXPECT_EQ(done.exit, Exit::kUnreachable);
  EXPECT_THAT(done.err, HasSubstr("not as a Verbatim server does"));
}

TEST(CommandTest, ExitCodesSayWhatWentWrong) {
  std::string nobody;
  {
    OneShotServer server({});
    nobody = server.url();
  }
  EXPECT_EQ(run("--server " + nobody + " study list").exit, Exit::kUnreachable);
  EXPECT_EQ(run("--server nonsense study list").exit, Exit::kUsage);
  EXPECT_EQ(run("studie list").exit, Exit::kUsage);
  EXPECT_EQ(run("").exit, Exit::kUsage);
  EXPECT_EQ(run("demo").exit, Exit::kUsage);
  EXPECT_EQ(run("demo load").exit, Exit::kUsage);
  EXPECT_EQ(run("import s /no/such/file --format codings").exit, Exit::kRefused);
  EXPECT_EQ(run("replay --verify --data /no/such/folder").exit, Exit::kRefused);
  EXPECT_EQ(run("--help").exit, Exit::kDone);
  EXPECT_THAT(run("--help").out, HasSubstr("Exit codes:"));
}

TEST(CommandTest, AMistypedCommandIsNamedWithTheNearestOne) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"count x", "There is no command 'count'. Did you mean 'counts'?"},
      {"--json --server http://x agre x q",
       "There is no command 'agre'. Did you mean 'agreement'?"},
      {"study lst", "There is no command 'lst' of verbatim study. Did you mean 'list'?"},
      {"demo laod", "There is no command 'laod' of verbatim demo. Did you mean 'load'?"},
      {"help conuts", "There is no command 'conuts'. Did you mean 'counts'?"},
      {"export --help", "There is no command 'export'.\n  fix: The commands of verbatim: study, "},
      {"study",
       "Which command of verbatim study?\n"
       "  fix: The commands of verbatim study: open, list, show.\n"},
  };
  for (const auto& [words, says] : cases) {
    const auto done = run(words);
    EXPECT_EQ(done.exit, Exit::kUsage) << words;
    EXPECT_EQ(done.out, "") << words;
    EXPECT_THAT(done.err, testing::StartsWith("verbatim: " + says));
  }
}

TEST(CommandTest, HelpIsACommandToo) {
  for (const std::string path : {"", "counts", "study", "study open"}) {
    const auto help = run(path + " --help");
    EXPECT_EQ(help.exit, Exit::kDone);
    EXPECT_THAT(help.out, HasSubstr("Usage: verbatim " + path));
    EXPECT_EQ(run("help " + path).out, help.out) << path;
  }
  EXPECT_EQ(run("study help open").out, run("help study open").out);
  EXPECT_EQ(run("--help study").exit, Exit::kDone);
  EXPECT_THAT(run("--version").out, testing::StartsWith("verbatim "));
}

TEST(CommandTest, AWrongOptionIsSaidByItsName) {
  const auto done = run("study list --jsn");
  EXPECT_EQ(done.exit, Exit::kUsage);
  EXPECT_THAT(done.err, HasSubstr("--jsn"));
  EXPECT_EQ(run("--sever http://x study list").exit, Exit::kUsage);
}

TEST(CommandTest, AMisspeltOptionIsSaidBeforeTheOneThatIsMissing) {
  const auto misspelt = run("study open s --titel T");
  EXPECT_EQ(misspelt.exit, Exit::kUsage);
  EXPECT_THAT(misspelt.err, HasSubstr("There is no option --titel"));
  EXPECT_THAT(misspelt.err, HasSubstr("Did you mean --title?"));
  EXPECT_THAT(run("study open s").err,
              HasSubstr("verbatim: --title is required.\n  fix: `verbatim study open --help`"));
}

TEST(CommandTest, MomentsAreExplainedAsTheyAreTyped) {
  OneShotServer server({{http_answer(
      "422 Unprocessable Content", "application/problem+json",
      R"({"type":"/problems/invalid_value","title":"A value is not allowed","status":422,
          "detail":"The moment must be a position or an RFC 3339 time such as 2026-11-22T12:00:00Z (in a URL, write + as %2B).",
          "field":"as_of"})")}});
  const auto done = run_at(server, "counts s q --as-of yesterday");
  EXPECT_THAT(done.err, HasSubstr("a position, a time such as 2026-11-22T12:00:00Z, or a day such "
                                  "as 2026-11-22 (UTC)."));
  EXPECT_THAT(done.err, testing::Not(HasSubstr("%2B")));
}

TEST(CommandTest, AFileThatCannotBeReadIsSaidWithTheReason) {
  const auto done = run("agreement compute /nowhere/at/all.csv");
  EXPECT_EQ(done.exit, Exit::kRefused);
  EXPECT_THAT(done.err, HasSubstr("Cannot read /nowhere/at/all.csv: No such file or directory."));
}

TEST(CommandTest, ACheckOfADemoThatIsNotThereSaysHowToLoadIt) {
  OneShotServer server({{http_answer(
      "404 Not Found", "application/problem+json",
      R"({"type":"/problems/unknown_study","title":"There is no such study","status":404})")}});
  const auto done = run_at(server, "demo --check");
  EXPECT_EQ(done.exit, Exit::kRefused);
  EXPECT_THAT(done.err, HasSubstr("The demo is not here"));
  EXPECT_THAT(done.err, HasSubstr("verbatim demo load"));
}

TEST(CommandTest, CountsShowThemesAsATreeAndGroupsBesideThem) {
  OneShotServer server({{json(
      R"({"study":"s","question":"q","position":9,"basis":"majority",
          "base":{"comments":3,"responses":4,"assignments":3,"respondents":1},
          "themes":[
            {"theme":"t","label":"Culture","framework":"f","parent":null,"responses":2,
             "assignments":4,"comments":2,"respondents":1,"share":{"of":"responses","value":0.5},
             "groups":[{"group":"g","label":"G","responses":2,"share":{"value":0.6666}}]},
            {"theme":"x","label":"Money","framework":"f","parent":null,"responses":0,
             "assignments":0,"comments":0,"respondents":0,"share":{"of":"responses","value":0},
             "groups":[{"group":"g","label":"G","responses":0,"share":{"value":null}}]},
            {"theme":"u","label":"Trust","framework":"f","parent":"t","responses":1,
             "assignments":2,"comments":1,"respondents":1,"share":{"of":"responses","value":0.25},
             "groups":[{"group":"g","label":"G","responses":1,"share":{"value":0.3333}}]}],
          "groups":[{"group":"g","label":"G","base":{"responses":3}}]})")}});
  const auto done = run_at(server, "counts s q --by group --as-of 9");
  EXPECT_EQ(done.out,
            "q\n"
            "3 comments, 4 responses, 1 respondent; basis majority, position 9; "
            "% is of responses\n"
            "Theme    Responses     %  Comments  Respondents  Assignments  G (% of 3)\n"
            "Culture          2  50.0         2            1            4    2 (66.7)\n"
            "  Trust          1  25.0         1            1            2    1 (33.3)\n"
            "Money            0   0.0         0            0            0           -\n")
      << done.err;
  EXPECT_THAT(server.requests().at(0), HasSubstr("/questions/q/counts?by=group&as_of=9 "));
}

TEST(CommandTest, CountsOfAStudyWithoutQuestionsSaySo) {
  OneShotServer server({{json(R"({"study":"s","questions":[]})")}});
  const auto done = run_at(server, "counts s");
  EXPECT_EQ(done.exit, Exit::kDone);
  EXPECT_EQ(done.out, "");
  EXPECT_EQ(done.err, "Study s has no questions.\n");
}

TEST(CommandTest, WhatCannotBeAskedForIsSaidBeforeItIs) {
  const auto none = run("events s --limit 0");
  EXPECT_EQ(none.exit, Exit::kUsage);
  EXPECT_THAT(none.err,
              HasSubstr("There is no list of 0 events: give 1 or more.\n  at:  --limit\n"));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"counts", ""}, {"study", "show", ""}, {"events", ""}}) {
    std::ostringstream out, err;
    tool::Session session({.out = out, .err = err});
    tool::run_cli(session, words);
    EXPECT_EQ(session.exit(), Exit::kUsage);
    EXPECT_THAT(err.str(), HasSubstr("An id has at least one character.\n  at:  study\n"));
  }
}

TEST(CommandTest, AgreementSaysWhyAValueIsNotThere) {
  OneShotServer server({{json(
      R"({"study":"s","question":"q","position":9,"suppressed":false,"units":2,
          "coders":["ana","ben"],"codings":4,
          "results":[
            {"coefficient":"percent_exact_sets","framework":"f","theme":null,"label":null,
             "value":0.5,"reason":null,"units":2},
            {"coefficient":"krippendorff_alpha","framework":"f","theme":"t","label":"T",
             "value":null,"reason":"no_variation","units":2},
            {"coefficient":"gwet_ac1","framework":"f","theme":"t","label":"T","value":0.8,
             "reason":null,"units":2}]})")}});
  EXPECT_EQ(run_at(server, "agreement s q").out,
            "q\n"
            "2 responses with two codings or more, 4 codings by ana, ben, position 9\n"
            "Sets of themes  percent_exact_sets\n"
            "f                            0.500\n"
            "\n"
            "Theme  krippendorff_alpha  gwet_ac1\n"
            "T            no variation     0.800\n");
}

// Of one theme on few responses and one on enough.
std::string agreement_of_two_themes() {
  return json(
      R"({"study":"s","question":"q","position":9,"suppressed":false,"units":40,
          "coders":["ana","ben","cem"],"codings":90,"rules":{"too_few_below":30},
          "results":[
            {"coefficient":"gwet_ac1","framework":"f","theme":"t","label":"T","value":0.8,
             "reason":null,"se":0.05,"ci95":[0.7,0.9],"interval":"gwet","units":40,"too_few":false},
            {"coefficient":"cohen_kappa","framework":"f","theme":"u","label":"U","value":null,
             "reason":"not_two_coders","se":null,"ci95":null,"interval":null,"units":3,
             "too_few":true}]})");
}

TEST(CommandTest, AgreementSaysWhatIsOfTooFewResponsesAndHowToChooseTwoCoders) {
  OneShotServer server({{agreement_of_two_themes()}});
  EXPECT_THAT(run_at(server, "agreement s q").out,
              testing::EndsWith(
                  "\nToo few responses to judge, and it takes 30: U (3).\n"
                  "\nNot two coders: --coders a,b names the two that a coefficient is of.\n"));
}

TEST(CommandTest, AgreementShowsIntervalsWhereTheyAreAskedFor) {
  OneShotServer server({{agreement_of_two_themes()}});
  EXPECT_THAT(run_at(server, "agreement s q --intervals").out,
              testing::EndsWith("\n"
                                "Of  Coefficient  Value  Standard error   95 % interval  By\n"
                                "T   gwet_ac1     0.800           0.050  0.700 to 0.900  gwet\n"
                                "U   cohen_kappa      -               -               -\n"));
}

TEST(CommandTest, CodersAreNamedOneByOneOrInAList) {
  OneShotServer server({{agreement_of_two_themes()}});
  run_at(server, "agreement s q --coders ana --coder ben --coder c,m");
  EXPECT_THAT(server.requests().at(0), HasSubstr("coders=ana&coder=ben&coder=c%2Cm "));
}

TEST(CommandTest, PairsSayWhatIsCounted) {
  OneShotServer server({{json(
      R"({"study":"s","question":"q","position":9,"suppressed":false,"units":1,
          "coders":["ana","ben"],"codings":2,
          "results":[{"coefficient":"gwet_ac1","framework":"f","theme":"t","label":"T","value":1,
                      "reason":null,"units":1}],
          "pairs":[{"first":"ana","second":"ben","units":1,"themes":[{"theme":"t","both":1,
                    "first_alone":0,"second_alone":0,"percent_agreement":1,"cohen_kappa":null}]}],
          "against_the_rest":[{"coder":"ana","comparisons":3,"themes":[{"theme":"t","both":1,
                    "first_alone":1,"second_alone":0,"percent_agreement":1,"cohen_kappa":null}]}]})")}});
  const auto done = run_at(server, "agreement s q --pairs");
  EXPECT_THAT(done.out, HasSubstr("Of responses that both finished:\nPair"));
  EXPECT_THAT(done.out, HasSubstr("a response counts once for every other coder"));
  EXPECT_THAT(done.out, HasSubstr("Comparisons  The coder applies it  The other does"));
  EXPECT_THAT(done.out, HasSubstr("Pair      Theme  Responses  Both"));
  EXPECT_THAT(done.out, HasSubstr("100.0   no variation\n"));
}

TEST(CommandTest, OneOfAThingIsCountedAsOne) {
  OneShotServer pair({{json(
      R"({"question":"q","position":9,"basis":"any","suppressed":false,"total":1,
          "connections":[]})")}});
  EXPECT_THAT(run_at(pair, "connections s q").out, HasSubstr("1 pair of themes;"));
  OneShotServer text({{json(
      R"({"question":"q","framework":"f","position":9,"suppressed":false,"total":1,"texts":[]})")}});
  EXPECT_THAT(run_at(text, "agreement same-texts s q").out,
              HasSubstr("1 text that was coded differently,"));
  OneShotServer recode({{json(
      R"({"study":"s","position":9,"changed":{"codings":1,"responses":1,"withdrawn":1,
          "assigned":0}})")}});
  EXPECT_THAT(run_at(recode, "recode s q --with a --take a --reason r --dry-run").out,
              HasSubstr("1 assignment withdrawn, 0 made"));
}

TEST(CommandTest, DataOfOneFrameworkOfSeveralSayWhich) {
  const std::string two = R"({"frameworks":[{"framework":"f"},{"framework":"g"}]})";
  OneShotServer server({{json(two)}, {http_answer("200 OK", "text/csv", "item\n")}});
  const auto first = run_at(server, "agreement data s q");
  EXPECT_EQ(first.out, "item\n") << first.err;
  EXPECT_THAT(first.err, HasSubstr("the framework f; --framework gives those of another: g."));
  EXPECT_THAT(server.requests().at(1), HasSubstr("framework=f&"));
  OneShotServer named({{http_answer("200 OK", "text/csv", "item\n")}});
  EXPECT_EQ(run_at(named, "agreement data s q --framework g").err, "");
  OneShotServer only({{json(R"({"frameworks":[{"framework":"f"}]})")},
                      {http_answer("200 OK", "text/csv", "item\n")}});
  EXPECT_EQ(run_at(only, "agreement data s q").err, "");
  OneShotServer refusing(
      {{json(two)}, {refusal("unknown_question", R"("title":"Unknown question")")}});
  EXPECT_THAT(run_at(refusing, "agreement data s q").err,
              testing::Not(HasSubstr("These are the themes")));
}

TEST(CommandTest, CsvOfAGroupThatIsNotShownSaysSoToTheSide) {
  const auto hidden = json(R"({"suppressed":true})");
  const auto rows = http_answer("200 OK", "text/csv", "item\n");
  for (const std::string words :
       {"agreement data s q --framework f --group g", "connections s q --csv --group g"}) {
    OneShotServer server({{rows}, {hidden}});
    const auto done = run_at(server, words);
    EXPECT_EQ(done.out, "item\n");
    EXPECT_THAT(done.err, HasSubstr("Not shown: too few people of this group, or of another one"));
  }
}

class ImportTest : public testing::Test {
 protected:
  ImportTest() { std::ofstream(path_) << "item_id,question,coder,labels\n1,q,ana,t\n"; }
  ~ImportTest() override { std::filesystem::remove(path_); }

  static std::string key_of(const std::string& request) {
    const auto begin = request.find("Idempotency-Key: ");
    return begin == std::string::npos ? ""
                                      : request.substr(begin, request.find('\r', begin) - begin);
  }

  const std::string path_ = testing::TempDir() + "/verbatim_import_test.csv";
  const std::string me_ = json(R"({"name":"ada","role":"lead","study":null})");
  const std::string answer_ = json(
      R"({"study":"s","position":12,"events":9,"dry_run":false,"rows":1,
          "created":{"questions":1,"groups":0,"themes":1},
          "new_themes":["t"],"without_text":{"comments":12,"first":[{"question":"q","comment":"1"}]},
          "codings":{"set":1,"assigned":1,"finished":1}})");
};

TEST_F(ImportTest, TheSameImportHasTheSameKeyAndAnotherOneAnother) {
  std::vector<std::string> keys;
  for (const std::string options : {"", "", " --theme-separator ->"}) {
    OneShotServer one({{me_, answer_}});
    const auto done = run_at(one, "import s " + path_ + " --format codings" + options);
    EXPECT_EQ(done.exit, Exit::kDone) << done.err;
    keys.push_back(key_of(one.requests().at(1)));
  }
  EXPECT_NE(keys[0], "");
  EXPECT_EQ(keys[0], keys[1]);
  EXPECT_NE(keys[0], keys[2]);
}

TEST_F(ImportTest, SaysWhatItDid) {
  OneShotServer server({{me_, answer_}});
  const auto done = run_at(server, "import s " + path_ + " --format codings");
  EXPECT_EQ(
      done.out,
      "Imported\n"
      "                  Number\n"
      "rows read              1\n"
      "new questions          1\n"
      "new themes             1\n"
      "codings changed        1\n"
      "themes assigned        1\n"
      "codings finished       1\n"
      "events written         9\n"
      "New themes: t.\n"
      "Unknown to the study, and were made without a text: q/1 and 2 more. A text cannot be given "
      "later; once the import is undone, the file can be imported with it.\n"
      "The study is at position 12.\n");
  EXPECT_THAT(server.requests().at(1), HasSubstr("POST /v1/studies/s/imports?format=codings "));
  EXPECT_THAT(server.requests().at(1), HasSubstr("Content-Type: text/csv\r\n"));
}

TEST_F(ImportTest, ADryRunHasNoKeySinceItDoesNothing) {
  OneShotServer server({{json(
      R"({"study":"s","position":3,"events":0,"dry_run":true,"rows":1,"created":{},"new_themes":[],"without_text":{"comments":0,"first":[]},"codings":{}})")}});
  const auto done = run_at(server, "import s " + path_ + " --format codings --dry-run");
  EXPECT_THAT(done.out, HasSubstr("What the import would do"));
  EXPECT_EQ(key_of(server.requests().at(0)), "");
  EXPECT_THAT(server.requests().at(0), HasSubstr("dry_run=true"));
}

TEST_F(ImportTest, ARepeatedImportIsSaidToBeOne) {
  const auto again = json(R"({"study":"s","position":12,"events":9,"dry_run":false,
      "rows":1,"created":{},"new_themes":[],"without_text":{"comments":0,"first":[]},"codings":{}})",
                          "Idempotent-Replayed: true\r\n");
  const auto since = http_answer("200 OK", "application/x-ndjson", "");
  OneShotServer server({{me_, again, since}, {me_, again, since}});
  const auto words = "import s " + path_ + " --format codings";
  const auto done = run_at(server, words);
  EXPECT_EQ(done.exit, Exit::kDone);
  EXPECT_THAT(done.out,
              testing::AllOf(testing::StartsWith("Already imported at position 12; nothing was "
                                                 "done again. Give --key NEW to import it again\n"),
                             testing::Not(HasSubstr("The study is at"))));
  EXPECT_THAT(run_at(server, words + " --json").out, HasSubstr(R"("replayed":true})"));
}

TEST_F(ImportTest, AFileWithoutRowsIsSaidToHaveNone) {
  OneShotServer server({{me_, json(R"({"study":"s","position":3,"events":0,"dry_run":false,
      "rows":0,"created":{},"new_themes":[],"without_text":{"comments":0,"first":[]},"codings":{}})")}});
  const auto done = run_at(server, "import s " + path_ + " --format codings");
  EXPECT_EQ(done.out, path_ + " has no rows below its first line: nothing was imported.\n");
}

TEST_F(ImportTest, AFolderIsNoFile) {
  const auto done = run("import s " + testing::TempDir() + " --format codings");
  EXPECT_EQ(done.exit, Exit::kRefused);
  EXPECT_THAT(done.err, HasSubstr(" is a folder, not a file."));
}

const std::string kLine =
    R"("time":"2026-11-22T23:51:32.000001Z","actor":"ada","on_behalf_of":null,"command":null,)"
    R"("commit":{"first":1,"count":1},"data":{"member":"bo","role":"coder"}})";
std::string event(int position) {
  return R"({"position":)" + std::to_string(position) + R"(,"type":"member_added",)" + kLine;
}

TEST(EventsTest, AreALineEach) {
  OneShotServer server(
      {{http_answer("200 OK", "application/x-ndjson", event(1) + "\n" + event(2) + "\n")}});
  EXPECT_EQ(run_at(server, "events s").out,
            "       1  2026-11-22T23:51:32.000001Z  ada  added coder bo\n"
            "       2  2026-11-22T23:51:32.000001Z  ada  added coder bo\n");
  EXPECT_THAT(server.requests().at(0), HasSubstr("Accept: application/x-ndjson\r\n"));
}

TEST(EventsTest, ForProgramsAreTheServersLines) {
  const auto lines = event(1) + "\n" + event(2) + "\n";
  OneShotServer server({{http_answer("200 OK", "application/x-ndjson", lines)}});
  EXPECT_EQ(run_at(server, "events s --json").out, lines);
}

TEST(EventsTest, FollowReadsServerSentEventsUpToTheLimit) {
  OneShotServer server(
      {{"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        "retry: 1000\n\n: still here\n\nid: 6\nevent: member_added\ndata: " +
        event(6) + "\n\nid: 7\nevent: member_added\ndata: " + event(7) +
        "\n\nid: 8\ndata: " + event(8) + "\n\n"}});
  const auto done = run_at(server, "events s --after 5 --follow --limit 2 --json");
  EXPECT_EQ(done.exit, Exit::kDone);
  EXPECT_EQ(done.out, event(6) + "\n" + event(7) + "\n");
  EXPECT_THAT(server.requests().at(0), HasSubstr("/events?after=5 "));
}

TEST(EventsTest, AStreamThatEndsSaysHowToGoOn) {
  OneShotServer server(
      {{"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: " + event(6) + "\n\n"}});
  const auto done = run_at(server, "events s --after 5 --follow");
  EXPECT_EQ(done.exit, Exit::kUnreachable);
  EXPECT_THAT(done.err, HasSubstr("Go on with --after 6."));
}

TEST(TokenTest, AreMadeListedAndRevoked) {
  const auto data = std::filesystem::path(testing::TempDir()) / "verbatim_token_test";
  std::filesystem::remove_all(data);
  const auto at = " --data " + data.string();
  const auto misspelt = run("token create --name ana --role coder" + at);
  EXPECT_EQ(misspelt.exit, Exit::kRefused);
  EXPECT_THAT(misspelt.err, HasSubstr("There is no folder " + data.string()));
  EXPECT_FALSE(std::filesystem::exists(data));
  std::filesystem::create_directories(data);
  const auto made = run("token create --name ana --role coder --study s" + at);
  EXPECT_EQ(made.exit, Exit::kDone) << made.err;
  EXPECT_THAT(made.out, testing::MatchesRegex("vbt_[A-Za-z0-9_-]+\n"));
  const auto id = made.out.substr(4, 8);
  EXPECT_THAT(run("token list" + at).out,
              testing::AllOf(HasSubstr(id + "  ana   coder  s"), testing::Not(HasSubstr("vbt_"))));
  const auto other = run("token create --name ben --role coder" + at).out;
  EXPECT_EQ(run("token revoke " + id + at).exit, Exit::kDone);
  EXPECT_EQ(run("token revoke " + other.substr(0, other.size() - 1) + at).exit, Exit::kDone)
      << "the whole token";
  EXPECT_THAT(run("token list" + at).out, testing::Not(HasSubstr("ben")));
  EXPECT_THAT(run("token list" + at).out, testing::Not(HasSubstr(id)));
  EXPECT_EQ(run("token revoke nobodyss" + at).exit, Exit::kRefused);
  EXPECT_EQ(run("token create --name ana --role king" + at).exit, Exit::kUsage);
  std::filesystem::remove_all(data);
  std::filesystem::create_directories(data / "photos");
  for (const std::string words :
       {"token create --name ana --role coder", "token list", "token revoke nobodyss"}) {
    const auto foreign = run(words + at);
    EXPECT_EQ(foreign.exit, Exit::kRefused);
    EXPECT_THAT(foreign.err, HasSubstr("is not a data folder of Verbatim: it holds photos"));
  }
  EXPECT_FALSE(std::filesystem::exists(data / "tokens.jsonl"));
  std::filesystem::remove_all(data);
}

}  // namespace
}  // namespace verbatim::test
