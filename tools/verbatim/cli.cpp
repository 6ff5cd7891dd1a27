#include "verbatim/cli.hpp"

#include <CLI/CLI.hpp>

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
    "\n"
    "Colours are for terminals, and not where NO_COLOR is set.";

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
  app->add_flag("--json", session.json, "For programs: the server's JSON as it is");
  add_study_commands(*app, session);
  add_import_command(*app, session);
  add_figure_commands(*app, session);
  add_events_command(*app, session);
  add_token_commands(*app, session);
  add_demo_commands(*app, session);
  add_replay_command(*app, session);
  add_completion_command(*app, session);
  return app;
}

}  // namespace verbatim::tool
