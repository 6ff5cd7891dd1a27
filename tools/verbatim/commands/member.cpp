// verbatim member: who may do what in a study.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/one_command.hpp"
#include "verbatim/output/table.hpp"
#include "verbatim/output/terminal.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct AskedMember {
  std::string study, member, role, name, reason;
  std::optional<std::string> as_of;
};

Target place_of(const AskedMember& asked, const char* what) {
  return {"v1", "studies", asked.study, "members", asked.member, what};
}

void list_members(Session& session, const AskedMember& asked) {
  const auto answer =
      session.get(Target{"v1", "studies", asked.study, "members"}.with("as_of", asked.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Member"}, {"Role"}, {"Name"}, {""}});
  for (const auto& member : answer->at("members")) {
    const bool pseudonymised = !member.at("pseudonymised_at").is_null();
    table.add({text_of(member, "member"), text_of(member, "role"), text_of(member, "name"),
               member.at("removed").get<bool>()
                   ? pseudonymised ? "removed, pseudonymised" : "removed"
               : pseudonymised ? "pseudonymised"
                               : ""});
  }
  session.print(table);
}

void name_member(Session& session, const AskedMember& asked) {
  const auto answer = session.put(place_of(asked, "name"), {{"name", asked.name}});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print("Noted what " + printable(asked.member) + " is called, at position " +
                number_of(*answer, "position") + ".\n");
}

void pseudonymise_member(Session& session, const AskedMember& asked) {
  const auto answer = session.post(place_of(asked, "pseudonymisation"), {{"reason", asked.reason}});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print("From position " + number_of(*answer, "position") + " on nobody can read what " +
                printable(asked.member) + " was called. What they did stays.\n");
}

}  // namespace

void add_member_commands(CLI::App& app, Session& session) {
  auto* member = app.add_subcommand("member", "Say who may do what in a study, and who is removed")
                     ->require_subcommand(1);
  const auto asked = std::make_shared<AskedMember>();
  const auto named = [&](const char* name, const char* about) {
    auto* command = member->add_subcommand(name, about);
    command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
    command->add_option("member", asked->member, "Who")->required()->check(an_id);
    return command;
  };
  const auto of_member = [&](const char* name, const char* about) {
    auto* command = named(name, about);
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
  auto* list = member->add_subcommand("list", "Who takes part, and what they are called");
  list->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  add_as_of_option(*list, asked->as_of);
  list->callback([&session, asked] { list_members(session, *asked); });
  auto* name = named("name", "Note what a member is called, sealed so that it can be forgotten");
  name->add_option("name", asked->name, "For example \"Ada Lovelace\"")->required();
  name->callback([&session, asked] { name_member(session, *asked); });
  auto* forget = named("pseudonymise",
                       "Forget what a member is called, for good; what they did stays and counts");
  forget->add_option("--reason", asked->reason, "Why; it stays for ever, so name nobody")
      ->required();
  forget->callback([&session, asked] { pseudonymise_member(session, *asked); });
}

}  // namespace verbatim::tool
