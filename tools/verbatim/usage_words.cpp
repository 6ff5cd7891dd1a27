#include "verbatim/usage_words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/algorithm/string/replace.hpp>

#include "verbatim/command_line.hpp"
#include "verbatim/option_words.hpp"

namespace verbatim::tool {
namespace {

template <class E>
bool is_a(const CLI::ParseError& error) {
  return dynamic_cast<const E*>(&error) != nullptr;
}

// The first word that looks like an option and is none.
std::optional<std::string> unknown_option(const CLI::App& root) {
  for (const auto& word : root.remaining(true))
    if (word.size() > 1 && word.starts_with("-")) return word;
  return std::nullopt;
}

// The first word that the command does not know, and what may have been meant by it.
Failure what_is_too_much(const CLI::App& root, const CLI::App& command, const std::string& help) {
  const auto words = root.remaining(true);
  const auto path = path_of(command);
  if (words.empty()) return {Fault::kInvalidValue, "There are words too many.", "", help};
  const auto unknown = unknown_option(root);
  const auto& word = unknown ? *unknown : words.front();
  if (!word.starts_with("-"))
    return {Fault::kInvalidValue, "`" + path + "` takes no further word: '" + word + "'.", "",
            help};
  const auto meant = nearest_option(command, word);
  return {Fault::kInvalidValue,
          "There is no option " + word.substr(0, word.find('=')) + " of `" + path + "`." +
              (meant.empty() ? "" : " Did you mean " + meant + "?"),
          "", help};
}

// The text in two, around the first `between`; nothing where that is not in it.
std::optional<std::pair<std::string, std::string>> halves(const std::string& text,
                                                          std::string_view between) {
  const auto at = text.find(between);
  if (at == std::string::npos) return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + between.size()));
}

std::string sentence(std::string text) {
  return text.empty() || text.ends_with('.') ? text : text + ".";
}

// "x not in {a,b}", as CLI11 has it, and what checks of our own say as it is.
Failure bad_value(const std::string& name, const std::string& said, const std::string& help) {
  if (const auto words = halves(said, " not in {"); words && words->second.ends_with('}')) {
    auto known = words->second.substr(0, words->second.size() - 1);
    boost::replace_all(known, ",", ", ");
    return {Fault::kInvalidValue, "'" + words->first + "' is not taken here.", name,
            "Give one of these: " + known + "."};
  }
  return {Fault::kInvalidValue, sentence(said), name, help};
}

std::string number_words(const CLI::App& command, const std::string& name) {
  const auto* option = command.get_option_no_throw(name);
  const auto type = option == nullptr ? "" : option->get_type_name();
  if (type == "UINT") return "a whole number of 0 or more";
  if (type == "INT") return "a whole number";
  return type == "FLOAT" ? "a number" : "what is taken here";
}

}  // namespace

Failure usage_failure(const CLI::App& app, const CLI::ParseError& error) {
  const auto& command = given_command(app);
  const auto help = "`" + path_of(command) + " --help` says what there is.";
  // What is missing was often given, and misspelt: `--titel T` for `--title T`.
  if (is_a<CLI::ExtrasError>(error) || (is_a<CLI::RequiredError>(error) && unknown_option(app)))
    return what_is_too_much(app, command, help);
  const std::string said = error.what();
  if (const auto pair = halves(said, " requires "); pair && is_a<CLI::RequiresError>(error))
    return {Fault::kMissingField, pair->first + " needs " + pair->second + ".", pair->first,
            "Give " + pair->second + " as well, or leave out " + pair->first + "."};
  if (const auto pair = halves(said, " excludes "); pair && is_a<CLI::ExcludesError>(error))
    return {Fault::kInvalidValue, pair->first + " does not go with " + pair->second + ".",
            pair->first, "Leave one of them out."};
  if (is_a<CLI::ConversionError>(error))
    if (const auto name = halves(said, "Could not convert: "))
      if (const auto value = halves(name->second, " = "))
        return {Fault::kInvalidValue,
                "'" + value->second + "' is not " + number_words(command, value->first) + ".",
                value->first, help};
  if (const auto pair = halves(said, ": "); pair && is_a<CLI::ArgumentMismatch>(error))
    return {Fault::kMissingField, "Something must stand behind " + pair->first + ".", pair->first,
            help};
  if (const auto pair = halves(said, ": "); pair && is_a<CLI::ValidationError>(error))
    return bad_value(pair->first, pair->second, help);
  return {Fault::kMissingField, sentence(said), "", help};
}

}  // namespace verbatim::tool
