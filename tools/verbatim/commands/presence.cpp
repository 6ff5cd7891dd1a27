// verbatim who, look: who looks at which question now. It is no part of a study's history.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct AskedPresence {
  std::string study, question;
  bool away = false;
};

void show_presence(Session& session, const std::optional<Json>& answer) {
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Member"}, {"Question"}, {"Seconds ago", Align::kRight}});
  for (const auto& seen : answer->at("there"))
    table.add({text_of(seen, "member"), text_of(seen, "question"), number_of(seen, "seconds_ago")});
  session.print(table);
}

void say_presence(Session& session, const AskedPresence& asked) {
  const Target target{"v1", "studies", asked.study, "presence"};
  if (asked.away) return show_presence(session, session.send("DELETE", target));
  Json body = Json::object();
  if (!asked.question.empty()) body["question"] = asked.question;
  show_presence(session, session.put(target, body));
}

}  // namespace

void add_presence_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<AskedPresence>();
  auto* who = app.add_subcommand("who", "Who is in a study now, and what each looks at");
  who->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  who->callback([&session, asked] {
    show_presence(session, session.get({"v1", "studies", asked->study, "presence"}));
  });

  auto* looking = app.add_subcommand("look", "Say that I look at a question, for a minute");
  looking->footer("Examples:\n  verbatim look iep q1\n  verbatim look iep --away");
  looking->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  auto* question =
      looking->add_option("question", asked->question, "The question; the study if not given");
  question->check(an_id);
  looking->add_flag("--away", asked->away, "Say that I look away")->excludes(question);
  looking->callback([&session, asked] { say_presence(session, *asked); });
}

}  // namespace verbatim::tool
