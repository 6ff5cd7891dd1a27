// verbatim token: the tokens of a data folder, while the server runs or not.
#include <CLI/CLI.hpp>

#include "access/data_folder.hpp"
#include "access/tokens.hpp"
#include "eventlog/rocks_log.hpp"
#include "record/record.hpp"
#include "verbatim/cli.hpp"
#include "verbatim/output/terminal.hpp"

namespace verbatim::tool {
namespace {

struct Tokens {
  std::string data, name, role, id;
  std::optional<std::string> study;
};

std::unique_ptr<access::TokenStore> open_store(Session& session, const std::string& data) {
  if (auto ours = access::existing_data_folder(data); !ours) {
    session.fail(Exit::kRefused, ours.error());
    return nullptr;
  }
  auto store = access::TokenStore::open(data);
  if (store) return std::move(*store);
  session.fail(Exit::kRefused, store.error());
  return nullptr;
}

// What somebody is in a study, as its log says.
struct Membership {
  bool known = false, removed = false;
  coding::Role role = coding::Role::kViewer;
};

Result<Membership> membership_in(const eventlog::EventLog& log, const std::string& study,
                                 const std::string& name) {
  Membership membership;
  record::Record record;
  Result<void> decoded;
  const auto read = log.read(study, 0, [&](eventlog::Position, std::string_view bytes) {
    decoded = record::decode(bytes, record);
    if (!decoded) return false;
    if (const auto* added = std::get_if<coding::MemberAdded>(&record.event)) {
      if (added->member == name) membership = {true, false, added->role};
    } else if (const auto* changed = std::get_if<coding::RoleChanged>(&record.event)) {
      if (changed->member == name) membership.role = changed->role;
    } else if (const auto* removed = std::get_if<coding::Removed>(&record.event)) {
      if (removed->thing.kind == coding::Kind::kMember && removed->thing.id == name)
        membership.removed = true;
    }
    return true;
  });
  if (!read) return read.error();
  if (!decoded) return decoded.error();
  return membership;
}

std::string listed(const std::vector<std::string>& studies) {
  constexpr std::size_t kShown = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(studies.size(), kShown); ++i)
    list += (i == 0 ? "" : ", ") + printable(studies[i]);
  return studies.size() > kShown
             ? list + " and " + std::to_string(studies.size() - kShown) + " more"
             : list;
}

// What the token will not do, although whoever asked for it may think so; empty: nothing is known.
// A member's role in the study stands above their token's, unless that is an owner's.
Result<std::string> what_it_is_not(const Tokens& asked, coding::Role role) {
  const auto place = access::look_at_data_folder(asked.data);
  if (!place) return place.error();
  std::unique_ptr<eventlog::EventLog> log;
  if (*place == access::DataFolder::kServed) {
    auto opened = eventlog::open_rocks_log({.directory = asked.data + "/log", .read_only = true});
    if (!opened) return std::move(opened).error();
    log = std::move(*opened);
  }
  const auto& study = *asked.study;
  if (!log || log->last_position(study) == 0) {
    const auto there = log ? listed(log->studies()) : std::string();
    return "There is no study '" + printable(study) + "' in " + printable(asked.data) +
           ": the token is for one of that id alone, once it is opened. " +
           (there.empty() ? "There is none yet." : "There is: " + there + ".");
  }
  if (role == coding::Role::kOwner) return std::string();
  const auto member = membership_in(*log, study, asked.name);
  if (!member) return member.error();
  const auto name = printable(asked.name), in = printable(study);
  if (member->removed)
    return "'" + name + "' was removed from study '" + in +
           "': the token does nothing there until they are added again (`verbatim member add`).";
  if (!member->known || member->role == role) return std::string();
  const auto is = std::string(access::word_of(member->role));
  return "'" + name + "' has the role " + is + " in study '" + in +
         "', and that is what counts there, not " + std::string(access::word_of(role)) +
         ". `verbatim member role " + in + " " + name + " " + std::string(access::word_of(role)) +
         "` changes it.";
}

// The token is made, whatever is said here.
void warn(Session& session, const Tokens& asked, coding::Role role) {
  if (!asked.study) return;
  const auto said = what_it_is_not(asked, role);
  if (!said)
    return session.note("Note: it could not be seen whether the token fits the study: " +
                        printable(said.error().detail));
  if (!said->empty()) session.note("Note: " + *said);
}

void create(Session& session, const Tokens& asked) {
  const auto store = open_store(session, asked.data);
  if (!store) return;
  const auto role = access::role_from(asked.role);
  if (!role)
    return session.fail(Exit::kUsage, {Fault::kInvalidValue,
                                       "There is no role \"" + asked.role + "\".", "--role", ""});
  const auto token = store->create(asked.name, *role, asked.study);
  if (!token) return session.fail(Exit::kRefused, token.error());
  warn(session, asked, *role);
  if (session.json) return session.print_json(Json{{"token", *token}});
  session.print(*token + "\n");
}

Json json_of(const access::TokenInfo& token) {
  Json json;
  json["id"] = token.id;
  json["name"] = token.caller.name;
  json["role"] = access::word_of(token.caller.role);
  json["study"] = token.caller.study ? Json(*token.caller.study) : Json();
  json["created"] = token.created;
  return json;
}

void list(Session& session, const Tokens& asked) {
  const auto store = open_store(session, asked.data);
  if (!store) return;
  const auto tokens = store->list();
  if (session.json) {
    auto all = Json::array();
    for (const auto& token : tokens) all.push_back(json_of(token));
    return session.print_json(Json{{"tokens", std::move(all)}});
  }
  Table table({{"Id"}, {"Name"}, {"Role"}, {"Study"}, {"Created"}});
  for (const auto& token : tokens)
    table.add({token.id, token.caller.name, std::string(access::word_of(token.caller.role)),
               token.caller.study.value_or("(all)"), token.created});
  session.print(table);
}

// The public id of a token that is given whole: who has it at hand need not look for the id.
std::string public_id(const std::string& token) {
  constexpr std::string_view kPrefix = "vbt_";
  if (!token.starts_with(kPrefix)) return token;
  const auto rest = token.substr(kPrefix.size());
  return rest.substr(0, rest.find('_'));
}

void revoke(Session& session, const Tokens& asked) {
  const auto store = open_store(session, asked.data);
  if (!store) return;
  if (auto revoked = store->revoke(public_id(asked.id)); !revoked)
    session.fail(Exit::kRefused, revoked.error());
}

}  // namespace

void add_token_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<Tokens>();
  auto* token = app.add_subcommand("token",
                                   "Who may call: the tokens of a data folder. No server is "
                                   "needed; one that runs sees the change within a second")
                    ->require_subcommand(1);
  const auto with_data = [&](const char* name, const char* about) {
    auto* command = token->add_subcommand(name, about);
    command
        ->add_option("--data", asked->data,
                     "The server's data folder; before its first start, an empty one")
        ->required();
    return command;
  };

  auto* make = with_data("create", "Make a token and print it alone: it is never shown again");
  make->add_option("--name", asked->name, "The member it stands for")->required();
  make->add_option("--role", asked->role, "What it may do")
      ->required()
      ->check(CLI::IsMember({"owner", "lead", "coder", "adjudicator", "auditor", "viewer"}));
  make->add_option("--study", asked->study, "For this study alone; for all if not given");
  make->callback([&session, asked] { create(session, *asked); });

  with_data("list", "List the tokens that are good, without their secrets")
      ->callback([&session, asked] { list(session, *asked); });

  auto* end = with_data("revoke", "Make a token useless, for good");
  end->add_option("id", asked->id, "Its id, as `token list` has it, or all of it")->required();
  end->callback([&session, asked] { revoke(session, *asked); });
}

}  // namespace verbatim::tool
