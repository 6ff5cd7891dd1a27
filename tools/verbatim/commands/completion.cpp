// verbatim completion: scripts for shells.
#include "verbatim/completion.hpp"

#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"

namespace verbatim::tool {

void add_completion_command(CLI::App& app, Session& session) {
  auto* completion =
      app.add_subcommand("completion", "Print a script that completes commands in your shell")
          ->require_subcommand(1);
  const auto add = [&](const char* name, const char* about, Shell shell) {
    completion->add_subcommand(name, about)->callback([&app, &session, shell] {
      session.print(completion_script(app, shell));
    });
  };
  add("bash", "source <(verbatim completion bash)", Shell::kBash);
  add("zsh", "source <(verbatim completion zsh)", Shell::kZsh);
  add("fish", "verbatim completion fish | source", Shell::kFish);
}

}  // namespace verbatim::tool
