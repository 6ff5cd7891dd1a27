// verbatim token: the tokens of a data folder, while the server runs or not.
#include <CLI/CLI.hpp>

#include "access/data_folder.hpp"
#include "access/tokens.hpp"
#include "verbatim/cli.hpp"

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

void create(Session& session, const Tokens& asked) {
  const auto store = open_store(session, asked.data);
  if (!store) return;
  const auto role = access::role_from(asked.role);
  if (!role)
    return session.fail(Exit::kUsage, {Fault::kInvalidValue,
                                       "There is no role \"" + asked.role + "\".", "--role", ""});
  const auto token = store->create(asked.name, *role, asked.study);
  if (!token) return session.fail(Exit::kRefused, token.error());
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
