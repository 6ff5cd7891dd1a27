#include "verbatim/completion.hpp"

#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/replace.hpp>

namespace verbatim::tool {
namespace {

using Nodes = std::vector<CompletionNode>;

// Each script first follows the words typed so far down to a command, skipping the values of
// options, and then offers that command's words. @NAMES@ are filled in below.
constexpr std::string_view kBash = R"(# bash completion: source <(@PROGRAM@ completion bash)
_@PROGRAM@() {
  local at="" word words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="${COMP_WORDS[i]}"
    case "$word" in @VALUED@) ((i++)); continue ;; esac
    case "${at:+$at }$word" in @COMMANDS@) at="${at:+$at }$word" ;; esac
  done
  COMPREPLY=()
  case "$at ${COMP_WORDS[COMP_CWORD-1]}" in
@VALUES@  esac
  case "${COMP_WORDS[COMP_CWORD-1]}" in
  @VALUED@) return ;;
  esac
  case "$at" in
@CASES@  esac
  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _@PROGRAM@ @PROGRAM@
)";

constexpr std::string_view kZsh = R"(#compdef @PROGRAM@
# zsh completion: source <(@PROGRAM@ completion zsh)
_@PROGRAM@() {
  local at="" word
  local -i i
  local -a entries
  for ((i = 2; i < CURRENT; i++)); do
    word="${words[i]}"
    case "$word" in (@VALUED@) ((i++)); continue ;; esac
    case "${at:+$at }$word" in (@COMMANDS@) at="${at:+$at }$word" ;; esac
  done
  case "$at ${words[CURRENT-1]}" in
@VALUES@  esac
  case "${words[CURRENT-1]}" in
  (@VALUED@) _files; return ;;
  esac
  case "$at" in
@CASES@  esac
  _describe '@PROGRAM@' entries
  _files
}
compdef _@PROGRAM@ @PROGRAM@
)";

constexpr std::string_view kFish = R"(# fish completion: @PROGRAM@ completion fish | source
function __@PROGRAM@_at
  set -l at
  set -l skip 0
  for word in (commandline -opc)[2..]
    if test $skip -eq 1
      set skip 0
      continue
    end
    switch $word
      case @VALUED@
        set skip 1
        continue
    end
    set -l deeper (string join ' ' $at $word)
    switch $deeper
      case @COMMANDS@
        set at $deeper
    end
  end
  test "$at" = "$argv[1]"
end
@CASES@)";

// The values of CLI::IsMember, which CLI11 shows in --help as "TEXT:{a,b}".
std::vector<std::string> values_of(const CLI::Option& option) {
  const auto type = option.get_type_name();
  const auto begin = type.find('{'), end = type.find('}');
  std::vector<std::string> values;
  if (begin == std::string::npos || end == std::string::npos) return values;
  return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

void add_options(const CLI::App& app, CompletionNode& node) {
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames())
      node.words.push_back({"--" + name, option->get_description(), false,
                            option->get_items_expected_max() > 0, values_of(*option)});
}

// The program's own options hold behind every command, but for these, which each has itself or
// which end the program.
void add_options_of_all(const CLI::App& root, CompletionNode& node) {
  CompletionNode all;
  add_options(root, all);
  for (auto& word : all.words)
    if (word.word != "--help" && word.word != "--version") node.words.push_back(std::move(word));
}

void add_node(const CLI::App& root, const CLI::App& app, const std::string& path, Nodes& nodes) {
  CompletionNode node{path, {}};
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const auto* command : commands)
    node.words.push_back({command->get_name(), command->get_description(), true});
  add_options(app, node);
  if (&app != &root) add_options_of_all(root, node);
  nodes.push_back(std::move(node));
  for (const auto* command : commands)
    add_node(root, *command, path.empty() ? command->get_name() : path + " " + command->get_name(),
             nodes);
}

std::string quoted(std::string text) {
  boost::replace_all(text, "'", "'\\''");
  return "'" + text + "'";
}

// The paths of all commands, quoted.
std::vector<std::string> commands_of(const Nodes& nodes) {
  std::vector<std::string> commands;
  for (const auto& node : nodes)
    if (!node.path.empty()) commands.push_back(quoted(node.path));
  return commands;
}

// The options behind which a value stands, each once.
std::vector<std::string> valued_of(const Nodes& nodes) {
  std::vector<std::string> options;
  for (const auto& node : nodes)
    for (const auto& word : node.words)
      if (word.takes_value && std::find(options.begin(), options.end(), word.word) == options.end())
        options.push_back(word.word);
  return options;
}

// For each command's option that has only certain values, a case that offers them.
std::string value_cases(const Nodes& nodes, Shell shell) {
  std::map<std::string, std::string> values;
  for (const auto& node : nodes)
    for (const auto& word : node.words)
      if (!word.values.empty())
        values[quoted(node.path + " " + word.word)] = boost::join(word.values, " ");
  std::string cases;
  for (const auto& [option, list] : values)
    cases += shell == Shell::kBash ? "  " + option + ") COMPREPLY=($(compgen -W " + quoted(list) +
                                         " -- \"${COMP_WORDS[COMP_CWORD]}\")); return ;;\n"
                                   : "  (" + option + ") compadd -- " + list + "; return ;;\n";
  return cases;
}

std::string bash_case(const CompletionNode& node) {
  std::vector<std::string> words;
  for (const auto& word : node.words) words.push_back(word.word);
  return "    " + quoted(node.path) + ") words=" + quoted(boost::join(words, " ")) + " ;;\n";
}

std::string zsh_case(const CompletionNode& node) {
  auto text = "    (" + quoted(node.path) + ") entries=(\n";
  for (const auto& word : node.words)
    text += "      " + quoted(word.word + ":" + word.about) + "\n";
  return text + "    ) ;;\n";
}

std::string fish_case(const std::string& program, const CompletionNode& node) {
  std::string text;
  for (const auto& word : node.words) {
    text += "complete -c " + program + " -n \"__" + program + "_at " + quoted(node.path) + "\" ";
    text += word.is_command ? "-f -a " + word.word : "-l " + word.word.substr(2);
    if (word.values.empty())
      text += word.takes_value ? " -r" : "";
    else
      text += " -x -a " + quoted(boost::join(word.values, " "));
    text += " -d " + quoted(word.about) + "\n";
  }
  return text;
}

}  // namespace

std::vector<CompletionNode> completion_tree(const CLI::App& app) {
  Nodes nodes;
  add_node(app, app, "", nodes);
  return nodes;
}

std::string completion_script(const CLI::App& app, Shell shell) {
  const auto nodes = completion_tree(app);
  const auto program = app.get_name();
  std::string cases;
  for (const auto& node : nodes)
    cases += shell == Shell::kBash  ? bash_case(node)
             : shell == Shell::kZsh ? zsh_case(node)
                                    : fish_case(program, node);
  const std::string between = shell == Shell::kFish ? " " : "|";
  std::string script(shell == Shell::kBash ? kBash : shell == Shell::kZsh ? kZsh : kFish);
  boost::replace_all(script, "@PROGRAM@", program);
  boost::replace_all(script, "@VALUED@", boost::join(valued_of(nodes), between));
  boost::replace_all(script, "@COMMANDS@", boost::join(commands_of(nodes), between));
  boost::replace_all(script, "@VALUES@", value_cases(nodes, shell));
  boost::replace_all(script, "@CASES@", cases);
  return script;
}

}  // namespace verbatim::tool
