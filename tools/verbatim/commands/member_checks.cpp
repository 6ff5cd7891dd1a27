// verbatim member-check: what participants said of the findings.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/one_command.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct AskedCheck {
  std::string study, check, question, theme, by, outcome;
  std::optional<std::string> as_of;

  Target target() const { return {"v1", "studies", study, "member-checks", check}; }
};

void record_check(Session& session, const AskedCheck& asked) {
  Json body = {{"question", asked.question}, {"by", asked.by}, {"outcome", asked.outcome}};
  if (!asked.theme.empty()) body["theme"] = asked.theme;
  const auto answer = session.put(asked.target(), body);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print("Recorded " + printable(asked.check) + ", at position " +
                number_of(*answer, "position") + ".\n");
}

void list_checks(Session& session, const AskedCheck& asked) {
  const auto answer =
      session.get(Target{"v1", "studies", asked.study, "member-checks"}.with("as_of", asked.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Check"}, {"Question"}, {"Theme"}, {"By"}, {"Outcome"}});
  for (const auto& one : answer->at("member_checks"))
    table.add({text_of(one, "check"), text_of(one, "question"), text_of(one, "theme"),
               text_of(one, "by"), text_of(one, "outcome")});
  session.print(table);
}

}  // namespace

void add_member_check_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<AskedCheck>();
  auto* group = app.add_subcommand("member-check", "Record what participants said of the findings")
                    ->require_subcommand(1);
  const auto of_one = [&](const char* name, const char* about) {
    auto* command = group->add_subcommand(name, about);
    command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
    command->add_option("check", asked->check, "The member check's id")->required()->check(an_id);
    return command;
  };
  auto* recorded = of_one("record", "Record one, or record it anew");
  recorded->footer(
      "Example:\n"
      "  verbatim member-check record iep k1 --question q1 --by \"Four participants\" \\\n"
      "    --outcome \"It is what we said.\"");
  recorded->add_option("--question", asked->question, "The question")->required()->check(an_id);
  recorded->add_option("--theme", asked->theme, "The theme; the whole question if not given");
  recorded->add_option("--by", asked->by, "Who was asked, without their names")->required();
  recorded->add_option("--outcome", asked->outcome, "What they said")->required();
  recorded->callback([&session, asked] { record_check(session, *asked); });

  of_one("remove", "Take one back; history keeps it")->callback([&session, asked] {
    send_removal(session, asked->target(), "Removed " + printable(asked->check));
  });

  auto* all = group->add_subcommand("list", "What participants said");
  all->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  add_as_of_option(*all, asked->as_of);
  all->callback([&session, asked] { list_checks(session, *asked); });
}

}  // namespace verbatim::tool
