#include "verbatim/cli.hpp"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>

#include "base/word_list.hpp"
#include "verbatim/command_line.hpp"
#include "verbatim/moment_words.hpp"
#include "verbatim/option_words.hpp"

namespace verbatim::tool {
namespace {

constexpr const char* kFooter =
    "Exit codes:\n"
    "  0  done\n"
    "  1  refused: by the server, whose reason is printed, or a file or data folder that cannot\n"
    "     be used\n"
    "  2  the command line is wrong\n"
    "  3  the server cannot be reached\n"
    "  4  a check found differences\n"
    "  5  a check found none, but could not compare all that was named\n"
    "\n"
    "Colours are for terminals, and not where NO_COLOR is set.";

// For --help and completion: `help counts` is read as `counts --help` before it comes here.
void add_help_command(CLI::App& app) {
  auto* help = app.add_subcommand("help", "Say how a command is used");
  help->add_option("command", "Which one; the program if not given")->expected(0, 2);
}

// The first word that looks like an option and is none.
std::optional<std::string> unknown_option(const CLI::App& root) {
  for (const auto& word : root.remaining(true))
    if (word.size() > 1 && word.starts_with("-")) return word;
  return std::nullopt;
}

// The first word that the command does not know, and what may have been meant by it.
Failure what_is_too_much(const CLI::App& command) {
  const auto* root = &command;
  while (root->get_parent() != nullptr) root = root->get_parent();
  const auto words = root->remaining(true);
  const auto path = path_of(command);
  const auto help = "`" + path + " --help` says what there is.";
  if (words.empty()) return {Fault::kInvalidValue, "There are words too many.", "", help};
  const auto unknown = unknown_option(*root);
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

// CLI11's words for --help, --version and what is wrong with an option.
void say(Session& session, const CLI::App& app, const CLI::ParseError& error) {
  // What is missing was often given, and misspelt: `--titel T` for `--title T`.
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr || (missing && unknown_option(app)))
    return session.fail(Exit::kUsage, what_is_too_much(given_command(app)));
  std::ostringstream out, err;
  if (app.exit(error, out, err) != 0) session.end_with(Exit::kUsage);
  session.print(out.str());
  auto wrong = err.str();
  if (wrong.ends_with('\n')) wrong.pop_back();
  if (!wrong.empty()) session.note(wrong);
}

}  // namespace

std::unique_ptr<CLI::App> make_cli(Session& session) {
  auto app = std::make_unique<CLI::App>(
      "Verbatim: the record of who assigned which answer to "
      "which theme, from the command line.",
      "verbatim");
  app->footer(kFooter);
  app->set_version_flag("--version", "verbatim " VERBATIM_VERSION);
  app->require_subcommand(1);
  app->fallthrough();  // options of all commands may stand behind the command
  app->get_formatter()->column_width(34);
  app->add_option("--server", session.server, "Where the server is")
      ->envname("VERBATIM_SERVER")
      ->capture_default_str();
  app->add_option("--token", session.token, "Who is calling: a token of `verbatim token create`")
      ->envname("VERBATIM_TOKEN");
  app->add_option("--ca-file", session.ca_file,
                  "Of an https server: the certificates (PEM) to believe instead of the system's")
      ->envname("VERBATIM_CA_FILE");
  app->add_flag("--json", session.json, "For programs: the server's JSON as it is");
  add_study_commands(*app, session);
  add_setup_commands(*app, session);
  add_response_commands(*app, session);
  add_coding_commands(*app, session);
  add_theme_commands(*app, session);
  add_import_command(*app, session);
  add_figure_commands(*app, session);
  add_round_commands(*app, session);
  add_layer_commands(*app, session);
  add_bulk_commands(*app, session);
  add_evidence_commands(*app, session);
  add_events_command(*app, session);
  add_undo_command(*app, session);
  add_note_commands(*app, session);
  add_member_check_commands(*app, session);
  add_presence_commands(*app, session);
  add_erasure_commands(*app, session);
  add_key_commands(*app, session);
  add_subscription_commands(*app, session);
  add_member_commands(*app, session);
  add_token_commands(*app, session);
  add_demo_commands(*app, session);
  add_rebuild_command(*app, session);
  add_audit_commands(*app, session);
  add_backup_commands(*app, session);
  add_fsck_command(*app, session);
  add_replay_command(*app, session);
  add_server_commands(*app, session);
  add_completion_command(*app, session);
  add_help_command(*app);
  return app;
}

std::string an_id(const std::string& word) {
  return word.empty() ? "An id has at least one character." : "";
}

void add_as_of_option(CLI::App& command, std::optional<std::string>& as_of) {
  command.add_option_function<std::string>(
      "--as-of", [&as_of](const std::string& moment) { as_of = until(moment); },
      "As of this moment: a position, a time like 2026-11-22T23:51:32Z, or the end of a day (UTC)");
}

CLI::Option* add_list_option(CLI::App& command, const std::string& name,
                             std::vector<std::string>& list, const std::string& about) {
  return command.add_option(name, list, about)
      ->delimiter(',')
      ->transform([](const std::string& word) { return std::string(trimmed(word)); });
}

void run_cli(Session& session, std::vector<std::string> words) {
  const auto app = make_cli(session);
  auto known = with_known_commands(*app, std::move(words));
  if (!known) return session.fail(Exit::kUsage, known.error());
  std::reverse(known->begin(), known->end());  // as CLI11 takes them
  session.option_for = [&app = *app](const std::string& field) {
    return option_for(given_command(app), field);
  };
  try {
    app->parse(*known);
  } catch (const CLI::ParseError& error) {
    say(session, *app, error);
  }
}

}  // namespace verbatim::tool
