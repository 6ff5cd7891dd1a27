#include "verbatim/option_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/typing.hpp"

namespace verbatim::tool {
namespace {

// Fields that are typed under another name.
struct Other {
  std::string_view field, option;
};
constexpr std::array kOthers = {
    Other{"Idempotency-Key", "--key"},  Other{"If-Match", "--revision"},
    Other{"questions", "--question"},   Other{"themes", "--theme"},
    Other{"examples", "--example"},     Other{"coders", "--coder"},
    Other{"weights", "--weight"},       Other{"segments", "--response"},
    Other{"units", "--unit"},           Other{"kind", "--about"},
    Other{"audience", "--private"},     Other{"requested_by", "--by"},
    Other{"received_on", "--received"}, Other{"at", "position"},
    Other{"url", "--webhook"},          Other{"kind", "--webhook"},
    Other{"types", "--type"},           Other{"positions", "position"},
    Other{"segments", "--into"},        Other{"segments", "other"},
    Other{"segments", "response"},
};

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return c >= '0' && c <= '9'; });
}

// The names in a JSON pointer, the innermost first; of anything else, itself.
std::vector<std::string> names_in(const std::string& field) {
  if (!field.starts_with('/')) return {field};
  std::vector<std::string> names;
  for (const auto& part : CLI::detail::split(field.substr(1), '/'))
    if (!part.empty() && !is_number(part)) names.insert(names.begin(), part);
  return names;
}

// As it is typed; empty where the command has no such thing.
std::string typed(const CLI::App& command, const std::string& name) {
  for (const auto* app = &command; app != nullptr; app = app->get_parent())
    if (const auto* option = app->get_option_no_throw(name))
      return option->get_lnames().empty() ? option->get_name(true)
                                          : "--" + option->get_lnames().front();
  return {};
}

}  // namespace

const CLI::App& given_command(const CLI::App& app) {
  const auto* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().back();
  return *command;
}

std::string option_for(const CLI::App& command, const std::string& field) {
  auto names = names_in(field);
  const bool of_a_command = !names.empty() && names.back() == "commands";
  if (of_a_command) names.pop_back();
  for (const auto& name : names) {
    auto dashed = name;
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    for (const auto& word : {"--" + dashed, dashed})
      if (auto found = typed(command, word); !found.empty()) return found;
    for (const auto& [other, option] : kOthers)
      if (other == name)
        if (auto found = typed(command, std::string(option)); !found.empty()) return found;
  }
  if (of_a_command) return names.empty() ? std::string() : names.front();
  return field;
}

std::string nearest_option(const CLI::App& command, const std::string& word) {
  constexpr std::size_t kLettersOfAnError = 3;  // one in so many may be wrong
  const auto meant = word.substr(0, word.find('='));
  std::string best;
  std::size_t fewest = (meant.size() + 2) / kLettersOfAnError;
  for (const auto* app = &command; app != nullptr; app = app->get_parent())
    for (const auto* option : app->get_options())
      for (const auto& known : option->get_lnames()) {
        const auto name = "--" + known;
        const bool begun = meant.size() > 3 && name.starts_with(meant);
        const auto errors = begun ? 0 : typing_errors(meant, name);
        if (errors >= fewest && !(errors == 0 && best.empty())) continue;
        fewest = errors;
        best = name;
      }
  return best;
}

}  // namespace verbatim::tool
