// verbatim coding: what a coder says of a response.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/one_command.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct AskedCoding {
  std::string study, question, response, theme, reason;
  std::vector<std::string> themes;
  std::optional<std::string> coder, as_of;
  std::optional<std::uint64_t> revision;
  bool uncoded = false, unfinished = false;

  Target target(const std::string& of) const {
    return {"v1", "studies", study, "questions", question, "responses", response, "codings", of};
  }
};
using SharedCoding = std::shared_ptr<AskedCoding>;

std::string said_in(const Json& coding) {
  std::string themes;
  for (const auto& one : coding.at("assignments"))
    themes += (themes.empty() ? "" : ", ") + text_of(one, "theme");
  const bool finished = coding.at("finished").get<bool>();
  if (coding.at("revision").get<std::uint64_t>() == 0) return "not seen yet";
  return (themes.empty() ? "no theme" : themes) + (finished ? ", finished" : ", not finished");
}

void show_coding(Session& session, const AskedCoding& asked) {
  const auto coder = asked.coder ? asked.coder : session.my_name();
  if (!coder) return;
  const auto coding = session.get(asked.target(*coder).with("as_of", asked.as_of));
  if (!coding) return;
  if (session.json) return session.print_json(*coding);
  session.print(printable(asked.response) + " by " + printable(*coder) + ": " +
                printable(said_in(*coding)) + "; revision " + number_of(*coding, "revision") +
                ".\n");
}

void set_coding(Session& session, const AskedCoding& asked) {
  const auto me = session.my_name();
  if (!me) return;
  const auto answer =
      session.send("PUT", asked.target(*me),
                   {{"themes", asked.themes}, {"finished", !asked.unfinished}}, asked.revision);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  const auto& coding = answer->at("coding");
  session.print((answer->at("events").get<int>() > 0 ? "" : "It is so already: ") +
                printable(asked.response) + ": " + printable(said_in(coding)) + "; position " +
                number_of(*answer, "position") + ".\n");
}

void change_theme(Session& session, const AskedCoding& asked, const char* method,
                  const char* done) {
  const auto me = session.my_name();
  if (!me) return;
  auto target = asked.target(*me);
  target.below("themes").below(asked.theme);
  const auto answer = session.send(method, target, {}, asked.revision);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print((answer->at("events").get<int>() > 0 ? done + (" theme " + printable(asked.theme))
                                                     : std::string("It is so already")) +
                "; position " + number_of(*answer, "position") + ".\n");
}

CLI::App* command_on_coding(CLI::App& app, const char* name, const char* about,
                            const SharedCoding& asked) {
  auto* command = app.add_subcommand(name, about);
  command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  command->add_option("question", asked->question, "The question")->required()->check(an_id);
  command->add_option("response", asked->response, "The response")->required()->check(an_id);
  return command;
}

void add_coding_revision(CLI::App& command, const SharedCoding& asked) {
  command.add_option("--revision", asked->revision,
                     "Only if my coding is still at this revision, as `coding show` says it");
}

void add_coding_set(CLI::App& coding, Session& session, const SharedCoding& asked) {
  auto* command = command_on_coding(coding, "set",
                                    "Say all that I have to say of a response, and be done", asked);
  command->footer(
      "Examples:\n"
      "  verbatim coding set iep q1 c17 --theme pay --theme time\n"
      "  verbatim coding set iep q1 c18 --uncoded     # seen, and no theme applies");
  auto* themes = command->add_option("--theme", asked->themes, "A theme of it (each, if several)");
  themes->expected(1)->take_all();
  command->add_flag("--uncoded", asked->uncoded, "I have seen it, and no theme applies")
      ->excludes(themes);
  command->add_flag("--unfinished", asked->unfinished, "There is more to say of it");
  add_coding_revision(*command, asked);
  command->callback([&session, asked] {
    if (asked->themes.empty() && !asked->uncoded) throw CLI::RequiredError("--theme or --uncoded");
    set_coding(session, *asked);
  });
}

void add_theme_change(CLI::App& coding, const char* name, const char* about, const char* method,
                      const char* done, Session& session, const SharedCoding& asked) {
  auto* command = command_on_coding(coding, name, about, asked);
  command->footer(std::string("Example:\n  verbatim coding ") + name + " iep q1 c17 pay");
  command->add_option("theme", asked->theme, "The theme")->required()->check(an_id);
  add_coding_revision(*command, asked);
  command->callback(
      [&session, asked, method, done] { change_theme(session, *asked, method, done); });
}

void add_coding_state(CLI::App& coding, const char* name, const char* about, const char* type,
                      const char* done, Session& session, const SharedCoding& asked) {
  auto* command = command_on_coding(coding, name, about, asked);
  command->footer(std::string("Example:\n  verbatim coding ") + name + " iep q1 c17");
  add_reason_option(*command, asked->reason);
  command->callback([&session, asked, type, done] {
    send_command(session, asked->study,
                 {{"type", type}, {"question", asked->question}, {"response", asked->response}},
                 asked->reason, done);
  });
}

}  // namespace

void add_coding_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<AskedCoding>();
  auto* coding = app.add_subcommand("coding", "Say what themes a response has, with my token")
                     ->require_subcommand(1);
  auto* shown = command_on_coding(*coding, "show", "What a coder said of a response", asked);
  shown->footer("Example:\n  verbatim coding show iep q1 c17 --coder ada");
  shown->add_option("--coder", asked->coder, "Whose; mine if not given")->check(an_id);
  add_as_of_option(*shown, asked->as_of);
  shown->callback([&session, asked] { show_coding(session, *asked); });

  add_coding_set(*coding, session, asked);
  add_theme_change(*coding, "put", "Put a theme on a response; the rest stays", "PUT", "Put",
                   session, asked);
  add_theme_change(*coding, "take", "Take a theme from a response; the rest stays", "DELETE",
                   "Took", session, asked);
  add_coding_state(*coding, "finish", "Say that I am finished with a response", "finish_coding",
                   "Finished", session, asked);
  add_coding_state(*coding, "reopen", "Say that I am not finished with it after all",
                   "reopen_coding", "Reopened", session, asked);
}

}  // namespace verbatim::tool
