#include "verbatim/cli.hpp"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>

#include "base/word_list.hpp"
#include "verbatim/command_line.hpp"
#include "verbatim/moment_words.hpp"
#include "verbatim/option_words.hpp"
#include "verbatim/usage_words.hpp"

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

// What --help and --version print, or what is wrong.
void say(Session& session, const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() != 0) return session.fail(Exit::kUsage, usage_failure(app, error));
  std::ostringstream out, err;
  app.exit(error, out, err);
  session.print(out.str());
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
