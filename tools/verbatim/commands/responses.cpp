// verbatim response: what respondents said, and what coders said of it.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/commands/segments.hpp"
#include "verbatim/output/words.hpp"
#include "verbatim/served_pages.hpp"

namespace verbatim::tool {
namespace {

struct AskedResponses {
  std::string study, question, response;
  std::optional<std::string> comment, coder, state, after, limit, as_of, basis;
  bool csv = false;
};

// "ada: pay, time; bo: none; cem: pay (not finished)"
std::string words_of_codings(const Json& response) {
  std::string all;
  for (const auto& coding : response.at("codings")) {
    std::string themes;
    for (const auto& one : coding.at("assignments"))
      themes += (themes.empty() ? "" : ", ") + text_of(one, "theme");
    all += (all.empty() ? "" : "; ") + text_of(coding, "coder") + ": " +
           (themes.empty() ? "none" : themes) +
           (coding.at("finished").get<bool>() ? "" : " (not finished)");
  }
  return all;
}

// "time, pay" or "none"; nothing where nobody has settled it.
std::string words_of_settlement(const Json& response) {
  const auto& settled = response.at("settled");
  if (settled.is_null()) return {};
  const auto themes = joined(settled.at("themes"));
  return themes.empty() ? "none" : themes;
}

std::string text_of_response(const Json& response) {
  if (response.at("erased").get<bool>()) return "(erased)";
  return response.at("text").is_null() ? "(no text)" : text_of(response, "text");
}

void list_responses(Session& session, const AskedResponses& asked) {
  auto target = Target{"v1", "studies", asked.study, "questions", asked.question, "responses"}
                    .with("comment", asked.comment)
                    .with("coder", asked.coder)
                    .with("state", asked.state)
                    .with("after", asked.after)
                    .with("limit", asked.limit)
                    .with("basis", asked.basis)
                    .with("as_of", asked.as_of);
  if (asked.csv)
    return print_all_as_served(session, target.with("format", "csv"), true,
                               asked.limit.has_value());
  const auto answer = session.get(target);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table(
      {{"Response"}, {"Comment"}, {"At"}, {"Respondent"}, {"Codings"}, {"Settled"}, {"Text"}});
  for (const auto& one : answer->at("responses"))
    table.add({text_of(one, "response"), text_of(one, "comment"),
               number_of(one, "begin") + ":" + number_of(one, "end"), text_of(one, "respondent"),
               words_of_codings(one), words_of_settlement(one), text_of_response(one)});
  if (table.empty()) return session.note("There is no such response.");
  session.print(table);
  if (const auto next = text_of(*answer, "next"); !next.empty())
    session.note("There is more: --after " + printable(next) + ".");
}

void show_response(Session& session, const AskedResponses& asked) {
  const auto answer = session.get(
      Target{"v1", "studies", asked.study, "questions", asked.question, "responses", asked.response}
          .with("as_of", asked.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print_title(text_of(*answer, "response") + ", " + number_of(*answer, "begin") + ":" +
                      number_of(*answer, "end") + " of comment " + text_of(*answer, "comment"));
  const auto group = text_of(*answer, "group");
  session.print("respondent " + printable(text_of(*answer, "respondent")) +
                (group.empty() ? "" : ", group " + printable(group)) + "\n" +
                printable_lines(text_of_response(*answer)) + "\n");
  Table table({{"Coder"}, {"Themes"}, {"Finished"}, {"Revision", Align::kRight}});
  for (const auto& coding : answer->at("codings")) {
    std::string themes;
    for (const auto& one : coding.at("assignments"))
      themes += (themes.empty() ? "" : ", ") + text_of(one, "theme");
    table.add({text_of(coding, "coder"), themes, coding.at("finished").get<bool>() ? "yes" : "no",
               number_of(coding, "revision")});
  }
  if (!table.empty()) session.print(table);
  const auto& settled = answer->at("settled");
  if (settled.is_null()) return;
  const auto reason = text_of(settled, "reason");
  session.print("Settled as " + printable(words_of_settlement(*answer)) + " by " +
                printable(text_of(settled, "by")) + ", " + text_of(settled, "time") +
                ", at position " + number_of(settled, "position") +
                (reason.empty() ? "." : ": " + printable(reason)) + "\n");
}

CLI::App* command_on_responses(CLI::App& app, const char* name, const char* about,
                               const std::shared_ptr<AskedResponses>& asked) {
  auto* command = app.add_subcommand(name, about);
  command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  command->add_option("question", asked->question, "The question")->required()->check(an_id);
  add_as_of_option(*command, asked->as_of);
  return command;
}

}  // namespace

void add_response_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<AskedResponses>();
  auto* response = app.add_subcommand("response", "Read responses, and split and join them")
                       ->require_subcommand(1);

  auto* all =
      command_on_responses(*response, "list", "The responses to a question, with codings", asked);
  all->footer(
      "Examples:\n"
      "  verbatim response list iep q1 --coder ada --state unseen\n"
      "  verbatim response list iep q1 --comment c17\n"
      "  verbatim response list iep q1 --csv > responses.csv    # all of them, for other programs");
  all->add_option("--comment", asked->comment, "Only those of this comment")->check(an_id);
  auto* coder = all->add_option("--coder", asked->coder, "Only this coder's codings");
  coder->check(an_id);
  all->add_option("--state", asked->state, "Only those that are so for --coder")
      ->check(CLI::IsMember({"unseen", "begun", "finished"}))
      ->needs(coder);
  all->add_option("--after", asked->after, "Go on behind this response");
  all->add_option("--limit", asked->limit, "At most so many; 100, and of CSV all");
  auto* csv = all->add_flag("--csv", asked->csv,
                            "As CSV, for spreadsheets and other programs: a row a response, with "
                            "its text and a column of themes for each coder");
  all->add_option("--basis", asked->basis,
                  "Of CSV, one column instead: what stands for the team, settled, majority, any "
                  "or all; and whether the response is settled, and disputed")
      ->check(CLI::IsMember({"settled", "majority", "any", "all"}))
      ->needs(csv);
  all->callback([&session, asked] { list_responses(session, *asked); });

  auto* one = command_on_responses(*response, "show", "One response and every coding of it", asked);
  one->footer("Example:\n  verbatim response show iep q1 c17");
  one->add_option("response", asked->response, "The response")->required()->check(an_id);
  one->callback([&session, asked] { show_response(session, *asked); });

  add_response_segments(*response, session);
}

}  // namespace verbatim::tool
