// verbatim undo: take back what was done.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Undo {
  std::string study, reason;
  std::uint64_t position = 0;
  bool dry_run = false;
};

// "2 theme_withdrawn, 1 coding_reopened", as `history --type` takes the names.
std::string words_of_kinds(const Json& kinds) {
  std::string words;
  for (const auto& [kind, number] : kinds.items())
    words += (words.empty() ? "" : ", ") + std::to_string(number.get<std::uint64_t>()) + " " + kind;
  return words.empty() ? "nothing is to be done" : words;
}

void run_undo(Session& session, const Undo& asked) {
  // No key of its own: what was taken back, put again and taken back once more is another undo. One
  // whose answer was lost is refused when it is repeated, with what took it back.
  const auto answer = session.post(
      {"v1", "studies", asked.study, "undo"},
      {{"position", asked.position}, {"reason", asked.reason}, {"dry_run", asked.dry_run}});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  if (asked.dry_run)
    return session.print("Would take back position " + number_of(*answer, "undoes") + " with " +
                         counted_of(*answer, "events") + ": " +
                         printable(words_of_kinds(answer->at("would"))) + "; position " +
                         number_of(*answer, "position") + ".\n");
  session.print("Took back position " + number_of(*answer, "undoes") + " with " +
                counted_of(*answer, "events") + ", up to position " +
                number_of(*answer, "position") + ".\n");
}

}  // namespace

void add_undo_command(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<Undo>();
  auto* command = app.add_subcommand(
      "undo", "Take back everything that one request did: a coding, a batch, an import, an undo");
  command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  command->add_option("position", asked->position, "The position of any event of it")->required();
  command->add_option("--reason", asked->reason, "Why; it stands in the history for good")
      ->required();
  command->add_flag("--dry-run", asked->dry_run,
                    "Only say what it would do, or what stands in the way");
  command->callback([&session, asked] { run_undo(session, *asked); });
}

}  // namespace verbatim::tool
