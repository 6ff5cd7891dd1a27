// verbatim member: who may do what in a study.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/terminal.hpp"
#include "verbatim/words.hpp"

namespace verbatim::tool {
namespace {

struct AskedMember {
  std::string study, member, role;
};

void run_of_member(Session& session, const AskedMember& asked, const Json& command,
                   const std::string& done) {
  const auto answer = session.post({"v1", "studies", asked.study, "commands"},
                                   {{"commands", Json::array({command})}});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  const bool changed = answer->at("events").get<int>() > 0;
  session.print(changed ? done + ", at position " + number_of(*answer, "position") + ".\n"
                        : "It is so already.\n");
}

}  // namespace

void add_member_commands(CLI::App& app, Session& session) {
  auto* member = app.add_subcommand("member", "Say who may do what in a study, and who is removed")
                     ->require_subcommand(1);
  const auto asked = std::make_shared<AskedMember>();
  const auto of_member = [&](const char* name, const char* about) {
    auto* command = member->add_subcommand(name, about);
    command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
    command->add_option("member", asked->member, "Who")->required()->check(an_id);
    return command;
  };
  const auto with_role = [&](CLI::App* command) {
    command->add_option("role", asked->role, "What they may do")
        ->required()
        ->check(CLI::IsMember({"owner", "lead", "coder", "adjudicator", "auditor", "viewer"}));
    return command;
  };
  with_role(of_member("add", "Let somebody into a study; again, nothing happens"))
      ->callback([&session, asked] {
        run_of_member(session, *asked,
                      {{"type", "add_member"}, {"member", asked->member}, {"role", asked->role}},
                      printable(asked->member) + " is in as " + asked->role);
      });
  with_role(of_member("role", "Give a member another role in this study"))
      ->callback([&session, asked] {
        run_of_member(session, *asked,
                      {{"type", "change_role"}, {"member", asked->member}, {"role", asked->role}},
                      printable(asked->member) + " is " + asked->role + " now");
      });
  of_member("remove", "Remove a member; what they said stays and counts")
      ->callback([&session, asked] {
        run_of_member(session, *asked, {{"type", "remove_member"}, {"member", asked->member}},
                      "Removed " + printable(asked->member));
      });
}

}  // namespace verbatim::tool
