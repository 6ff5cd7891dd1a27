// verbatim member: who may do what in a study.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/one_command.hpp"
#include "verbatim/terminal.hpp"

namespace verbatim::tool {
namespace {

struct AskedMember {
  std::string study, member, role, reason;
};

}  // namespace

void add_member_commands(CLI::App& app, Session& session) {
  auto* member = app.add_subcommand("member", "Say who may do what in a study, and who is removed")
                     ->require_subcommand(1);
  const auto asked = std::make_shared<AskedMember>();
  const auto of_member = [&](const char* name, const char* about) {
    auto* command = member->add_subcommand(name, about);
    command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
    command->add_option("member", asked->member, "Who")->required()->check(an_id);
    add_reason_option(*command, asked->reason);
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
        send_command(session, asked->study,
                     {{"type", "add_member"}, {"member", asked->member}, {"role", asked->role}},
                     asked->reason, printable(asked->member) + " is in as " + asked->role);
      });
  with_role(of_member("role", "Give a member another role in this study"))
      ->callback([&session, asked] {
        send_command(session, asked->study,
                     {{"type", "change_role"}, {"member", asked->member}, {"role", asked->role}},
                     asked->reason, printable(asked->member) + " is " + asked->role + " now");
      });
  of_member("remove", "Remove a member; what they said stays and counts")
      ->callback([&session, asked] {
        send_command(session, asked->study, {{"type", "remove_member"}, {"member", asked->member}},
                     asked->reason, "Removed " + printable(asked->member));
      });
}

}  // namespace verbatim::tool
