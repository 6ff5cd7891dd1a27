#include "verbatim/command_line.hpp"

#include <algorithm>
#include <string_view>

#include <CLI/CLI.hpp>

#include "base/typing.hpp"

namespace verbatim::tool {
namespace {

constexpr auto kHelp = "help";

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

const CLI::App* command_named(const CLI::App& app, const std::string& name) {
  for (const auto* command : commands_of(app))
    if (command->get_name() == name) return command;
  return nullptr;
}

// The option of a command or, since those of the program hold everywhere, of one above it.
const CLI::Option* option_named(const CLI::App* app, const std::string& name) {
  for (; app != nullptr; app = app->get_parent())
    if (const auto* option = app->get_option_no_throw(name)) return option;
  return nullptr;
}

// Whether a command is used with words of its own as well as with one of its commands.
bool takes_words(const CLI::App& app) {
  return !app.get_options([](const CLI::Option* option) { return option->get_positional(); })
              .empty();
}

std::string list_of(const CLI::App& app) {
  std::string list;
  for (const auto* command : commands_of(app))
    list += (list.empty() ? "" : ", ") + command->get_name();
  return "The commands of " + path_of(app) + ": " + list + ".";
}

// The command that was probably meant: a third of its letters may be wrong, or not typed yet. With
// more than one wrong the first must be right: "import" is not what somebody means by "export".
std::string nearest(const CLI::App& app, const std::string& word) {
  std::string best;
  std::size_t fewest = (word.size() + 2) / 3 + 1;
  for (const auto* command : commands_of(app)) {
    const auto& name = command->get_name();
    const bool begun = word.size() > 1 && name.starts_with(word);
    const auto errors = begun ? 0 : typing_errors(word, name);
    if (errors >= fewest || errors >= word.size()) continue;
    if (errors > 1 && name.front() != word.front()) continue;
    fewest = errors;
    best = name;
  }
  return best;
}

Failure no_command(const CLI::App& app, const std::string& word) {
  const auto meant = nearest(app, word);
  const auto of = app.get_parent() == nullptr ? "" : " of " + path_of(app);
  return {Fault::kInvalidValue,
          "There is no command '" + word + "'" + of + "." +
              (meant.empty() ? "" : " Did you mean '" + meant + "'?"),
          "", meant.empty() ? list_of(app) : ""};
}

// Follows the words down to a command.
class Walk {
 public:
  explicit Walk(const CLI::App& app) : at_(&app) {}

  Result<Words> through(Words words) {
    for (std::size_t i = 0; i < words.size() && is_group();) {
      const auto word = words[i];
      if (word.starts_with('-') && word.size() > 1) {
        const auto* option = option_named(at_, word.substr(0, word.find('=')));
        if (option == nullptr) return words;
        ends_the_program_ |= option == at_->get_help_ptr() || option == at_->get_version_ptr();
        const bool takes_next =
            word.find('=') == std::string::npos && option->get_items_expected_max() > 0;
        i += takes_next ? 2 : 1;
      } else if (word == kHelp) {
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
        asks_for_help_ = true;
      } else {
        const auto* command = command_named(*at_, word);
        if (command == nullptr && takes_words(*at_)) return words;
        if (command == nullptr) return no_command(*at_, word);
        at_ = command;
        ++i;
      }
    }
    if (asks_for_help_) words.emplace_back("--help");
    const bool complete = !is_group() || at_->get_require_subcommand_min() == 0;
    if (complete || asks_for_help_ || ends_the_program_) return words;
    return Failure{Fault::kMissingField, "Which command of " + path_of(*at_) + "?", "",
                   list_of(*at_)};
  }

 private:
  bool is_group() const { return !commands_of(*at_).empty(); }

  const CLI::App* at_;
  bool asks_for_help_ = false;
  bool ends_the_program_ = false;
};

}  // namespace

std::string path_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name()
                                     : path_of(*app.get_parent()) + " " + app.get_name();
}

Result<Words> with_known_commands(const CLI::App& app, Words words) {
  return Walk(app).through(std::move(words));
}

}  // namespace verbatim::tool
