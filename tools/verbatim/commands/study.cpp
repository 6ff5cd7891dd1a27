// verbatim study: open, list, show.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

void open_study(Session& session, const std::string& study, const std::string& title) {
  const Json body = {{"study", study}, {"title", title}};
  const auto answer = session.post({"v1", "studies"}, body);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  const bool opened = answer->at("events").get<int>() > 0;
  session.print((opened ? "Opened study " : "There is already study ") + printable(study) + ".\n");
}

void list_studies(Session& session) {
  const auto answer = session.get({"v1", "studies"});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Study"}, {"Title"}, {"Position", Align::kRight}});
  for (const auto& study : answer->at("studies"))
    table.add({text_of(study, "study"), text_of(study, "title"), number_of(study, "position")});
  session.print(table);
}

void print_questions(Session& session, const Json& study) {
  Table table({{"Question"}, {"Comments", Align::kRight}, {"Responses", Align::kRight}, {"Text"}});
  for (const auto& question : study.at("questions"))
    table.add({text_of(question, "question"), number_of(question, "comments"),
               number_of(question, "responses"), text_of(question, "text")});
  session.print("\n");
  session.print(table);
}

void print_groups(Session& session, const Json& study) {
  Table table({{"Group"}, {"Respondents", Align::kRight}, {"Label"}});
  for (const auto& group : study.at("groups"))
    table.add({text_of(group, "group"), number_of(group, "respondents"), text_of(group, "label")});
  if (table.empty()) return;
  session.print("\n");
  session.print(table);
}

void print_frameworks(Session& session, const Json& study) {
  Table table({{"Framework"}, {"Themes", Align::kRight}, {"Revision", Align::kRight}, {"Label"}});
  for (const auto& framework : study.at("frameworks"))
    table.add({text_of(framework, "framework"), number_of(framework, "themes"),
               number_of(framework, "revision"), text_of(framework, "label")});
  if (table.empty()) return;
  session.print("\n");
  session.print(table);
}

void print_members(Session& session, const Json& study) {
  Table table({{"Member"}, {"Role"}});
  for (const auto& member : study.at("members"))
    table.add({text_of(member, "member"),
               text_of(member, "role") + (member.at("removed").get<bool>() ? ", removed" : "")});
  session.print("\n");
  session.print(table);
}

void show_study(Session& session, const std::string& study,
                const std::optional<std::string>& as_of) {
  const auto answer = session.get(Target{"v1", "studies", study}.with("as_of", as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  const auto& totals = answer->at("totals");
  session.print_title(text_of(*answer, "title"));
  session.print("opened " + text_of(*answer, "opened_at") + ", last event " +
                text_of(*answer, "last_event_at") + ", position " + number_of(*answer, "position") +
                "\n" + counted_of(totals, "respondents") + ", " + counted_of(totals, "comments") +
                ", " + counted_of(totals, "responses") + ", " + counted_of(totals, "assignments") +
                " in " + counted_of(totals, "codings") + " (" + number_of(totals, "finished") +
                " finished)\n");
  print_questions(session, *answer);
  print_groups(session, *answer);
  print_frameworks(session, *answer);
  print_members(session, *answer);
}

}  // namespace

void add_study_commands(CLI::App& app, Session& session) {
  auto* study = app.add_subcommand("study", "Open, list and show studies")->require_subcommand(1);

  struct Options {
    std::string study, title;
    std::optional<std::string> as_of;
  };
  const auto options = std::make_shared<Options>();
  auto* open = study->add_subcommand("open", "Open a study; again, nothing happens");
  open->add_option("study", options->study, "Its id: 1 to 128 bytes")->required()->check(an_id);
  open->add_option("--title", options->title, "What people call it")->required();
  open->callback([&session, options] { open_study(session, options->study, options->title); });

  study->add_subcommand("list", "List the studies this token may see")->callback([&session] {
    list_studies(session);
  });

  auto* show = study->add_subcommand("show", "Show what a study holds");
  show->add_option("study", options->study, "Its id")->required()->check(an_id);
  add_as_of_option(*show, options->as_of);
  show->callback([&session, options] { show_study(session, options->study, options->as_of); });
}

}  // namespace verbatim::tool
