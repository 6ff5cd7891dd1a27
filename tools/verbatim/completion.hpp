#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

// Shell completion, made from the command line's own description so that it cannot lag behind it.
namespace verbatim::tool {

// What may be typed behind one command.
struct CompletionWord {
  std::string word;   // "study", "--as-of"
  std::string about;  // as --help has it
  bool is_command = false;
  bool takes_value = false;
  std::vector<std::string> values = {};  // the only ones it may have; empty: any
};
struct CompletionNode {
  std::string path;  // "" for the program itself, "study open" for that command
  std::vector<CompletionWord> words;
};

// Every command, the program itself first, each before those below it. What holds for all commands
// (--server, --json, ...) is among the words of each.
std::vector<CompletionNode> completion_tree(const CLI::App& app);

enum class Shell { kBash, kZsh, kFish };

// The script to source (bash, zsh) or to put into fish's completions folder. Files, and values that
// may be any, are left to the shell's own file completion.
std::string completion_script(const CLI::App& app, Shell shell);

}  // namespace verbatim::tool
