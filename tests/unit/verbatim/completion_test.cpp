#include "verbatim/completion.hpp"

#include <cstdio>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "verbatim/cli.hpp"

namespace verbatim::test {
namespace {

using tool::CompletionNode;
using tool::Shell;

class CompletionTest : public testing::Test {
 protected:
  const CLI::App& app_at(const std::string& path) const {
    const CLI::App* app = cli_.get();
    std::istringstream words(path);
    for (std::string word; words >> word;) app = app->get_subcommand(word);
    return *app;
  }

  std::ostringstream out_, err_;
  tool::Session session_{{.out = out_, .err = err_}};
  const std::unique_ptr<CLI::App> cli_ = tool::make_cli(session_);
};

std::set<std::string> words_of(const CompletionNode& node) {
  std::set<std::string> words;
  for (const auto& word : node.words) words.insert(word.word);
  return words;
}

// What --help shows: options as "  --name" or "  -x,--name", commands under "Subcommands:".
std::set<std::string> words_in_help(const CLI::App& app) {
  std::set<std::string> words;
  bool commands = false;
  std::istringstream help(app.help());
  for (std::string line; std::getline(help, line);) {
    std::smatch found;
    if (!line.starts_with(" ")) commands = line == "Subcommands:";
    static const std::regex kOption("^  (?:-[a-zA-Z],)?(--[a-z-]+).*"), kCommand("^  ([a-z-]+) .*");
    if (std::regex_match(line, found, commands ? kCommand : kOption)) words.insert(found[1]);
  }
  return words;
}

TEST_F(CompletionTest, OffersWhatHelpShows) {
  const std::set<std::string> of_all = {"--server", "--token", "--ca-file", "--json"};
  for (const auto& node : tool::completion_tree(*cli_)) {
    SCOPED_TRACE("verbatim " + node.path);
    auto expected = words_in_help(app_at(node.path));
    EXPECT_TRUE(expected.count("--help"));
    expected.insert(of_all.begin(), of_all.end());
    EXPECT_EQ(words_of(node), expected);
  }
}

TEST_F(CompletionTest, KnowsEveryCommand) {
  std::set<std::string> paths;
  for (const auto& node : tool::completion_tree(*cli_)) paths.insert(node.path);
  EXPECT_THAT(paths, testing::UnorderedElementsAreArray({"",
                                                         "study",
                                                         "study open",
                                                         "study list",
                                                         "study show",
                                                         "theme",
                                                         "theme list",
                                                         "whoami",
                                                         "server",
                                                         "server status",
                                                         "server metrics",
                                                         "server page",
                                                         "server openapi",
                                                         "server problem",
                                                         "question",
                                                         "question add",
                                                         "group",
                                                         "group add",
                                                         "respondent",
                                                         "respondent add",
                                                         "comment",
                                                         "comment add",
                                                         "comment segment",
                                                         "policy",
                                                         "policy show",
                                                         "policy set",
                                                         "response",
                                                         "response list",
                                                         "response show",
                                                         "response split",
                                                         "response join",
                                                         "response move",
                                                         "coding",
                                                         "coding show",
                                                         "coding set",
                                                         "coding put",
                                                         "coding take",
                                                         "coding finish",
                                                         "coding reopen",
                                                         "theme show",
                                                         "look",
                                                         "round release",
                                                         "memo show",
                                                         "quote show",
                                                         "member-check",
                                                         "member-check record",
                                                         "member-check list",
                                                         "member-check remove",
                                                         "erasure show",
                                                         "audit prove",
                                                         "theme add",
                                                         "theme revise",
                                                         "theme move",
                                                         "theme scope",
                                                         "theme retire",
                                                         "theme restore",
                                                         "theme merge",
                                                         "theme split",
                                                         "theme link",
                                                         "theme unlink",
                                                         "framework",
                                                         "framework add",
                                                         "framework freeze",
                                                         "framework unfreeze",
                                                         "stale",
                                                         "import",
                                                         "counts",
                                                         "connections",
                                                         "agreement",
                                                         "agreement compute",
                                                         "agreement questions",
                                                         "agreement timeline",
                                                         "agreement diagnosis",
                                                         "agreement same-texts",
                                                         "agreement data",
                                                         "agreement unitizing",
                                                         "progress",
                                                         "recode",
                                                         "send",
                                                         "who",
                                                         "round",
                                                         "round open",
                                                         "round staff",
                                                         "round close",
                                                         "round reopen",
                                                         "round list",
                                                         "round status",
                                                         "round next",
                                                         "layer",
                                                         "layer show",
                                                         "layer set",
                                                         "layer adopt",
                                                         "disagreements",
                                                         "settle",
                                                         "undo",
                                                         "memo",
                                                         "memo write",
                                                         "memo list",
                                                         "memo remove",
                                                         "quote",
                                                         "quote choose",
                                                         "quote list",
                                                         "quote remove",
                                                         "sign-off",
                                                         "sign-off add",
                                                         "sign-off remove",
                                                         "sign-off list",
                                                         "subscription",
                                                         "subscription add",
                                                         "subscription list",
                                                         "subscription show",
                                                         "subscription remove",
                                                         "subscription pause",
                                                         "subscription resume",
                                                         "subscription secret",
                                                         "subscription dead",
                                                         "subscription redeliver",
                                                         "subscription read",
                                                         "subscription ack",
                                                         "member",
                                                         "member add",
                                                         "member role",
                                                         "member remove",
                                                         "member list",
                                                         "member name",
                                                         "member pseudonymise",
                                                         "evidence",
                                                         "diff",
                                                         "history",
                                                         "events",
                                                         "token",
                                                         "token create",
                                                         "token list",
                                                         "token revoke",
                                                         "demo",
                                                         "demo load",
                                                         "demo check",
                                                         "audit",
                                                         "audit key",
                                                         "audit checkpoint",
                                                         "audit check",
                                                         "audit bundle",
                                                         "audit verify",
                                                         "erasure",
                                                         "erasure request",
                                                         "erasure review",
                                                         "erasure decide",
                                                         "erasure execute",
                                                         "erasure list",
                                                         "erasure certificate",
                                                         "keys",
                                                         "keys status",
                                                         "keys rotate",
                                                         "backup",
                                                         "restore",
                                                         "fsck",
                                                         "replay",
                                                         "rebuild",
                                                         "completion",
                                                         "completion bash",
                                                         "completion zsh",
                                                         "completion fish",
                                                         "help"}));
}

TEST_F(CompletionTest, EveryWordIsExplained) {
  for (const auto& node : tool::completion_tree(*cli_))
    for (const auto& word : node.words) EXPECT_NE(word.about, "") << node.path << " " << word.word;
}

// What bash offers for a line, the last word of which is being typed.
std::string bash_offers(const std::string& script, const std::string& words) {
  const auto path = testing::TempDir() + "/verbatim_completion_test.bash";
  std::ofstream(path) << script << "COMP_WORDS=(" << words
                      << ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                         "_verbatim\necho -n \"${COMPREPLY[*]}\"\n";
  std::string offers;
  auto* bash = popen(("bash --norc -eu " + path + " 2>&1").c_str(), "r");
  if (bash == nullptr) return "no bash";
  char piece[4096];
  while (const auto size = std::fread(piece, 1, sizeof piece, bash)) offers.append(piece, size);
  return pclose(bash) == 0 ? offers : "failed: " + offers;
}

TEST_F(CompletionTest, BashFollowsTheWordsToACommand) {
  const auto script = tool::completion_script(*cli_, Shell::kBash);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"verbatim stu", "study"},
      {"verbatim study ''", "open list show --help --server --token --ca-file --json"},
      {"verbatim study op", "open"},
      {"verbatim study open --ti", "--title"},
      {"verbatim --server http://x:1 coun", "counts"},
      {"verbatim --server study --j", "--json"},  // "study" is the server's address here
      {"verbatim counts s q --as", "--as-of"},
      {"verbatim counts --basis ''", ""},  // a value: left to the shell
      {"verbatim import s f --format ''", "codings comments codebook"},
      {"verbatim agreement compute f --format ''", "json csv"},
      {"verbatim token create --role a", "adjudicator auditor"},
      {"verbatim completion ''", "bash zsh fish --help --server --token --ca-file --json"},
  };
  for (const auto& [words, offers] : cases) EXPECT_EQ(bash_offers(script, words), offers) << words;
}

TEST_F(CompletionTest, ScriptsForZshAndFishNameEveryWordWithItsExplanation) {
  const auto zsh = tool::completion_script(*cli_, Shell::kZsh);
  const auto fish = tool::completion_script(*cli_, Shell::kFish);
  for (const auto& node : tool::completion_tree(*cli_))
    for (const auto& word : node.words) {
      EXPECT_THAT(zsh, testing::HasSubstr("'" + word.word + ":"));
      EXPECT_THAT(fish, testing::HasSubstr("-n \"__verbatim_at '" + node.path + "'\" " +
                                           (word.is_command ? "-f -a " + word.word
                                                            : "-l " + word.word.substr(2))));
    }
  EXPECT_THAT(zsh + fish, testing::Not(testing::HasSubstr("@")));
}

}  // namespace
}  // namespace verbatim::test
