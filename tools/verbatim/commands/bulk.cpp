// verbatim recode, send: much work at once, and work from elsewhere.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/file_bytes.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Recode {
  std::string study, question, group, reason;
  std::vector<std::string> with, without, coders, take, put;
  bool dry_run = false;
};

void recode(Session& session, const Recode& wanted) {
  Json body = {{"with", wanted.with}, {"without", wanted.without}, {"coders", wanted.coders},
               {"take", wanted.take}, {"put", wanted.put},         {"dry_run", wanted.dry_run}};
  if (!wanted.group.empty()) body["group"] = wanted.group;
  if (!wanted.reason.empty()) body["reason"] = wanted.reason;
  const auto answer =
      session.post({"v1", "studies", wanted.study, "questions", wanted.question, "recode"}, body);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  const auto& changed = answer->at("changed");
  session.print((wanted.dry_run ? "Would change " : "Changed ") + counted_of(changed, "codings") +
                " of " + counted_of(changed, "responses") + ": " +
                counted(changed.at("withdrawn").get<std::uint64_t>(), "assignment") +
                " withdrawn, " + number_of(changed, "assigned") + " made; position " +
                number_of(*answer, "position") + ".\n");
}

void send(Session& session, const std::string& study, const std::string& path) {
  const auto text = read_file(session, path);
  if (!text) return;
  const auto body = Json::parse(*text, nullptr, false);
  constexpr auto kShape =
      R"(Write {"commands": [{"id": "o1", "base": 12, "command": {"type": "set_coding", ...}}]}.)";
  if (body.is_discarded())
    return session.fail(Exit::kRefused,
                        {Fault::kMalformedJson, path + " is not JSON.", "FILE", kShape});
  if (!body.is_object())
    return session.fail(Exit::kRefused,
                        {Fault::kMalformedJson,
                         path + " is JSON, but not an object with a list in it.", "FILE", kShape});
  // What is wrong is in the file, where no option has it.
  session.option_for = [&path](const std::string& field) {
    return field.starts_with('/') ? path + " " + field : field;
  };
  const auto answer = session.post({"v1", "studies", study, "offline"}, body);
  if (!answer) return;
  if (answer->at("refused") != 0) session.end_with(Exit::kRefused);
  if (session.json) return session.print_json(*answer);
  session.print(number_of(*answer, "accepted") + " accepted, " + number_of(*answer, "refused") +
                " refused.\n");
  Table table({{"Command"}, {"Refused because"}, {"What to do"}});
  for (const auto& result : answer->at("results"))
    if (result.contains("problem"))
      table.add({text_of(result, "id"), text_of(result.at("problem"), "detail"),
                 text_of(result.at("problem"), "fix")});
  if (table.empty()) return;
  session.print(table);
  session.flush();
  session.note(
      "Keep " + printable(path) +
      ": what was refused is in no study. Mend it there, each under a new id, and send the "
      "file again: what was accepted is not done twice.");
}

}  // namespace

void add_bulk_commands(CLI::App& app, Session& session) {
  const auto wanted = std::make_shared<Recode>();
  auto* recoding = app.add_subcommand(
      "recode", "Change every coding that has some themes and lacks others, at once");
  recoding->footer(
      "A theme that is both taken and put is said again under the codebook as it is now: so what\n"
      "`verbatim stale` lists because it was revised is confirmed for all of them at once.\n"
      "\n"
      "Example:\n"
      "  verbatim recode pilot q1 --with Trust --take Trust --put Trust --dry-run");
  recoding->add_option("study", wanted->study, "The study's id")->required()->check(an_id);
  recoding->add_option("question", wanted->question, "The question")->required()->check(an_id);
  recoding->add_option("--with", wanted->with, "Codings that have this theme (each, if several)")
      ->required();
  recoding->add_option("--without", wanted->without, "and not this one (none, if several)");
  recoding->add_option("--group", wanted->group, "Only responses of this group");
  recoding->add_option("--coder", wanted->coders, "Only codings of this coder (or these)");
  recoding->add_option("--take", wanted->take, "Withdraw this theme");
  recoding->add_option("--put", wanted->put, "Assign this theme");
  recoding->add_option("--reason", wanted->reason, "Why; kept with the events");
  recoding->add_flag("--dry-run", wanted->dry_run, "Only say what would change");
  recoding->callback([&session, wanted] { recode(session, *wanted); });

  struct Place {
    std::string study, file;
  };
  const auto place = std::make_shared<Place>();
  auto* sending = app.add_subcommand("send", "Send commands that were queued without a connection");
  sending->footer(
      "Each command is accepted or refused by itself. Those that were refused are listed, with "
      "the\n"
      "reason and what to do; the file is not changed, and may be sent again: what was accepted "
      "is\n"
      "not done twice.\n"
      "\n"
      "Exit codes: 0 all were accepted, 1 some or all were refused, 3 the server cannot be "
      "reached:\n"
      "send the file again.");
  sending->add_option("study", place->study, "The study's id")->required()->check(an_id);
  sending
      ->add_option("file", place->file,
                   "JSON: {\"commands\": [{id, base, command}, ...]}; - for standard input")
      ->required();
  sending->callback([&session, place] { send(session, place->study, place->file); });
}

}  // namespace verbatim::tool
