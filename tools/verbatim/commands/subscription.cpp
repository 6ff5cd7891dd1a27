// verbatim subscription: who else is told what happens in a study.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/output/terminal.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct AskedOfSubscription {
  std::string study, name, url;
  std::vector<std::string> types;
  std::optional<std::uint64_t> after;
  std::vector<std::uint64_t> positions;
  bool all = false;
};

Target place_of(const AskedOfSubscription& asked, std::string_view below = {}) {
  Target target{"v1", "studies", asked.study, "subscriptions", asked.name};
  if (!below.empty()) target.below(below);
  return target;
}

// A number that is not told to whoever codes in a blind round.
std::string told_number(const Json& one, const char* name) {
  return one.at(name).is_null() ? "-" : number_of(one, name);
}

std::string state_of(const Json& one) {
  if (one.at("paused").get<bool>()) return "paused";
  return one.at("trouble").is_null() ? "active" : "in trouble";
}

void show_secret(Session& session, const Json& answer) {
  if (!answer.contains("secret")) return;
  session.print(text_of(answer, "secret") + "\n");
  session.note("The secret is shown this once: the receiver needs it to check signatures.");
}

void add_one(Session& session, const AskedOfSubscription& asked) {
  Json body = {{"kind", asked.url.empty() ? "pull" : "webhook"}, {"types", asked.types}};
  if (!asked.url.empty()) body["url"] = asked.url;
  if (asked.after) body["after"] = *asked.after;
  const auto answer = session.send("PUT", place_of(asked), body);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.note("Subscription " + printable(asked.name) + " stands, from behind position " +
               told_number(*answer, "checkpoint") + ".");
  show_secret(session, *answer);
}

void list_all(Session& session, const AskedOfSubscription& asked) {
  const auto answer = session.get({"v1", "studies", asked.study, "subscriptions"});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Subscription"}, {"Kind"}, {"State"}, {"Lag"}, {"Dead"}, {"Made by"}, {"Url"}});
  for (const auto& one : answer->at("subscriptions"))
    table.add({text_of(one, "subscription"), text_of(one, "kind"), state_of(one),
               told_number(one, "lag"), told_number(one, "dead"), text_of(one, "made_by"),
               text_of(one, "url")});
  session.print(table);
}

void show_one(Session& session, const AskedOfSubscription& asked) {
  const auto answer = session.get(place_of(asked));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Subscription"}, {printable(asked.name)}});
  table.add({"kind", text_of(*answer, "kind")});
  table.add({"url", text_of(*answer, "url")});
  std::string types;
  for (const auto& type : answer->at("types"))
    types += (types.empty() ? "" : ", ") + type.get<std::string>();
  table.add({"types", types.empty() ? "all" : types});
  table.add({"made by", text_of(*answer, "made_by")});
  table.add({"state", state_of(*answer)});
  if (!answer->at("paused_because").is_null())
    table.add({"because", text_of(*answer, "paused_because")});
  table.add({"checkpoint", told_number(*answer, "checkpoint")});
  table.add({"lag", told_number(*answer, "lag")});
  table.add({"dead letters", told_number(*answer, "dead")});
  const auto& trouble = answer->at("trouble");
  if (!trouble.is_null()) {
    table.add({"trouble", text_of(trouble, "reason")});
    table.add({"attempts", number_of(trouble, "attempts")});
    table.add({"next attempt", text_of(trouble, "next_attempt")});
  }
  session.print(table);
}

void remove_one(Session& session, const AskedOfSubscription& asked) {
  const auto answer = session.send("DELETE", place_of(asked), {});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print(answer->at("removed").get<bool>() ? "Removed " + printable(asked.name) + ".\n"
                                                  : "It is so already.\n");
}

void set_paused(Session& session, const AskedOfSubscription& asked, bool paused) {
  const auto answer = session.send("PUT", place_of(asked, "paused"), {{"paused", paused}});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print(printable(asked.name) + (paused ? " is paused.\n" : " goes on.\n"));
}

void new_secret(Session& session, const AskedOfSubscription& asked) {
  const auto answer = session.send("POST", place_of(asked, "secret"), {});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  show_secret(session, *answer);
  session.note("The old one is good until " + text_of(*answer, "old_secret_until") + ".");
}

void list_dead(Session& session, const AskedOfSubscription& asked) {
  const auto answer = session.get(place_of(asked, "dead"));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Position"}, {"Attempts"}, {"Given up"}, {"Again"}, {"Reason"}});
  for (const auto& letter : answer->at("dead"))
    table.add({number_of(letter, "position"), number_of(letter, "attempts"),
               text_of(letter, "failed_at"), letter.at("again").get<bool>() ? "yes" : "no",
               text_of(letter, "reason")});
  session.print(table);
}

void redeliver(Session& session, const AskedOfSubscription& asked) {
  const auto body = asked.all ? Json{{"all", true}} : Json{{"positions", asked.positions}};
  const auto answer = session.send("POST", place_of(asked, "redelivery"), body);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print("To be sent again: " + counted(answer->at("asked").get<std::uint64_t>(), "event") +
                ".\n");
}

void read_next(Session& session, const AskedOfSubscription& asked) {
  const auto answer = session.get(place_of(asked, "events"));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  for (const auto& event : answer->at("events")) session.print(event.dump() + "\n");
  session.note("When they are handled: verbatim subscription ack " + asked.study + " " +
               asked.name + " " + number_of(*answer, "acknowledge"));
}

void acknowledge(Session& session, const AskedOfSubscription& asked) {
  const auto answer =
      session.send("POST", place_of(asked, "checkpoint"), {{"position", asked.positions.front()}});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print("The checkpoint is " + number_of(*answer, "checkpoint") + ".\n");
}

}  // namespace

void add_subscription_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<AskedOfSubscription>();
  auto* all = app.add_subcommand("subscription", "Tell others what happens in a study")
                  ->require_subcommand(1);
  const auto of_study = [&](const char* name, const char* about, auto run) {
    auto* command = all->add_subcommand(name, about);
    command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
    command->callback([&session, asked, run] { run(session, *asked); });
    return command;
  };
  const auto of_one = [&](const char* name, const char* about, auto run) {
    auto* command = of_study(name, about, run);
    command->add_option("subscription", asked->name, "Its name")->required()->check(an_id);
    return command;
  };
  auto* add = of_one("add", "Make a subscription, or change it", add_one);
  add->add_option("--webhook", asked->url,
                  "Send events there; without it, its reader asks for them");
  add->add_option("--type", asked->types, "Only events of this type; may be repeated");
  add->add_option("--after", asked->after, "A new one begins behind this position; else from now");
  of_study("list", "The subscriptions of a study", list_all);
  of_one("show", "How one does", show_one);
  of_one("remove", "Remove one, with its checkpoint and dead letters", remove_one);
  of_one("pause", "Send or hand out nothing until it is resumed",
         [](Session& in, const AskedOfSubscription& of) { set_paused(in, of, true); });
  of_one("resume", "Go on where it stopped",
         [](Session& in, const AskedOfSubscription& of) { set_paused(in, of, false); });
  of_one("secret", "Exchange a webhook's secret; both are good for a day", new_secret);
  of_one("dead", "What could not be delivered", list_dead);
  auto* again = of_one("redeliver", "Send dead letters again", redeliver);
  again->add_option("position", asked->positions, "Which");
  again->add_flag("--all", asked->all, "All of them");
  of_one("read", "The next events of a pull subscription, a CloudEvent a line", read_next);
  auto* ack = of_one("ack", "Say how far a pull subscription was handled", acknowledge);
  ack->add_option("position", asked->positions, "The last that was handled")
      ->required()
      ->expected(1);
}

}  // namespace verbatim::tool
