// verbatim memo, quote, sign-off: what is said about things in a study.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/one_command.hpp"
#include "verbatim/output/fields.hpp"
#include "verbatim/output/terminal.hpp"
#include "verbatim/output/words.hpp"
#include "verbatim/served_pages.hpp"

namespace verbatim::tool {
namespace {

struct Note {
  std::string study, id, kind, thing, question, text, response, theme, statement;
  std::optional<std::string> about, as_of, after, limit, wording, why;
  bool is_private = false, is_team = false, consent = false, no_consent = false;
  std::uint64_t at = 0;
};

void say_noted(Session& session, const std::optional<Json>& answer, const std::string& done) {
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print(done + ", at position " + number_of(*answer, "position") + ".\n");
}

std::optional<std::string> if_given(const std::string& word) {
  return word.empty() ? std::nullopt : std::optional(word);
}

// One memo or quote.
void show_one(Session& session, const Note& note, const char* kind) {
  const auto answer =
      session.get(Target{"v1", "studies", note.study, kind, note.id}.with("as_of", note.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print(fields_of(*answer));
}

void write_memo(Session& session, const Note& note) {
  Json about = {{"kind", note.kind}};
  if (!note.thing.empty()) about["id"] = note.thing;
  if (!note.question.empty()) about["question"] = note.question;
  Json body = {{"about", about}, {"text", note.text}};
  if (note.is_private) body["audience"] = "private";
  if (note.is_team) body["audience"] = "team";
  say_noted(session, session.put({"v1", "studies", note.study, "memos", note.id}, body),
            "Noted " + printable(note.id));
}

void list_memos(Session& session, const Note& note) {
  const auto answer = all_pages(session,
                                Target{"v1", "studies", note.study, "memos"}
                                    .with("about", note.about)
                                    .with("question", if_given(note.question))
                                    .with("as_of", note.as_of),
                                "memos");
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Memo"}, {"Author"}, {"About"}, {"Audience"}, {"Text"}});
  for (const auto& memo : answer->at("memos")) {
    const auto& about = memo.at("about");
    const auto thing = about.contains("id") ? " " + text_of(about, "id") : "";
    table.add({text_of(memo, "memo"), text_of(memo, "author"), text_of(about, "kind") + thing,
               text_of(memo, "audience"), text_of(memo, "text")});
  }
  session.print(table);
}

void choose_quote(Session& session, const Note& note) {
  Json body = {{"question", note.question}, {"response", note.response}, {"theme", note.theme}};
  if (note.wording) body["wording"] = *note.wording;
  if (note.why) body["why"] = *note.why;
  if (note.consent || note.no_consent) body["consent"] = note.consent;
  const auto answer = session.put({"v1", "studies", note.study, "quotes", note.id}, body);
  say_noted(session, answer, "Chose quote " + printable(note.id));
  if (answer && !session.json && answer->at("verbatim").is_boolean() &&
      !answer->at("verbatim").get<bool>())
    session.note("The wording does not stand in the response so: say what was changed, and why.");
}

void list_quotes(Session& session, const Note& note) {
  const auto target = Target{"v1", "studies", note.study, "quotes"}
                          .with("theme", if_given(note.theme))
                          .with("question", if_given(note.question))
                          .with("after", note.after)
                          .with("limit", note.limit)
                          .with("as_of", note.as_of);
  const bool one_page = note.after || note.limit;
  const auto answer = one_page ? session.get(target) : all_pages(session, target, "quotes");
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Quote"}, {"Theme"}, {"Question"}, {"Response"}, {"Consent"}, {"Wording"}});
  for (const auto& quote : answer->at("quotes"))
    table.add({text_of(quote, "quote"), text_of(quote, "theme"), text_of(quote, "question"),
               text_of(quote, "response"), quote.at("consent").get<bool>() ? "yes" : "no",
               text_of(quote, "wording")});
  session.print(table);
  if (const auto next = text_of(*answer, "next"); !next.empty())
    session.note("There is more: --after " + printable(next) + ".");
}

void list_sign_offs(Session& session, const Note& note) {
  const auto answer =
      session.get(Target{"v1", "studies", note.study, "sign-offs"}.with("as_of", note.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table(
      {{"Position", Align::kRight}, {"Member"}, {"Signed at", Align::kRight}, {"Statement"}});
  for (const auto& one : answer->at("sign_offs"))
    table.add({number_of(one, "at"), text_of(one, "member"), number_of(one, "signed_at"),
               text_of(one, "statement")});
  session.print(table);
}

void sign_off(Session& session, const Note& note) {
  say_noted(session,
            session.post({"v1", "studies", note.study, "sign-offs"},
                         {{"at", note.at}, {"statement", note.statement}}),
            "Signed off position " + std::to_string(note.at));
}

void add_memo_commands(CLI::App& app, Session& session, const std::shared_ptr<Note>& note) {
  auto* memo =
      app.add_subcommand("memo", "Note something about anything in a study")->require_subcommand(1);
  auto* write = memo->add_subcommand("write", "Write a memo, or write it anew");
  write->add_option("study", note->study, "The study's id")->required()->check(an_id);
  write->add_option("memo", note->id, "The memo's id")->required()->check(an_id);
  write->add_option("--about", note->kind, "What kind of thing it is about")
      ->required()
      ->check(CLI::IsMember({"study", "member", "question", "group", "respondent", "framework",
                             "theme", "comment", "response", "memo", "quote", "round"}));
  write->add_option("--id", note->thing, "Its id")->check(an_id);
  write->add_option("--question", note->question, "The question of a comment or response");
  write->add_option("--text", note->text, "What to note")->required();
  auto* own = write->add_flag("--private", note->is_private,
                              "For your own eyes alone; as it was if "
                              "neither this nor --team is given");
  write->add_flag("--team", note->is_team, "For the team; so is a new one that is not --private")
      ->excludes(own);
  write->callback([&session, note] { write_memo(session, *note); });
  auto* list = memo->add_subcommand("list", "The memos that you may read");
  list->add_option("study", note->study, "The study's id")->required()->check(an_id);
  list->add_option("--about", note->about, "Only those about this: theme:ID, response:ID, ...");
  list->add_option("--question", note->question, "The question of a comment or response");
  add_as_of_option(*list, note->as_of);
  list->callback([&session, note] { list_memos(session, *note); });
  auto* show = memo->add_subcommand("show", "One memo");
  show->add_option("study", note->study, "The study's id")->required()->check(an_id);
  show->add_option("memo", note->id, "The memo's id")->required()->check(an_id);
  add_as_of_option(*show, note->as_of);
  show->callback([&session, note] { show_one(session, *note, "memos"); });
  auto* remove = memo->add_subcommand("remove", "Take a memo away; history keeps it");
  remove->add_option("study", note->study, "The study's id")->required()->check(an_id);
  remove->add_option("memo", note->id, "The memo's id")->required()->check(an_id);
  remove->callback([&session, note] {
    send_removal(session, {"v1", "studies", note->study, "memos", note->id},
                 "Removed " + printable(note->id));
  });
}

void add_quote_commands(CLI::App& app, Session& session, const std::shared_ptr<Note>& note) {
  auto* quote =
      app.add_subcommand("quote", "Choose responses that represent a theme")->require_subcommand(1);
  auto* choose =
      quote->add_subcommand("choose", "Choose a quote, or change it: what is not given stays");
  choose->add_option("study", note->study, "The study's id")->required()->check(an_id);
  choose->add_option("quote", note->id, "The quote's id")->required()->check(an_id);
  choose->add_option("--question", note->question, "Its question")->required()->check(an_id);
  choose->add_option("--response", note->response, "Which response")->required()->check(an_id);
  choose->add_option("--theme", note->theme, "What it represents")->required()->check(an_id);
  choose->add_option("--wording", note->wording, "As it may be published; a new one needs it");
  choose->add_option("--why", note->why, "Why this one; empty to take it away");
  auto* agreed = choose->add_flag("--consent", note->consent, "The respondent agreed");
  choose->add_flag("--no-consent", note->no_consent, "The respondent did not agree, or no more")
      ->excludes(agreed);
  choose->callback([&session, note] { choose_quote(session, *note); });
  auto* list = quote->add_subcommand("list", "The quotes of a study");
  list->add_option("study", note->study, "The study's id")->required()->check(an_id);
  list->add_option("--theme", note->theme, "Only those of this theme")->check(an_id);
  list->add_option("--question", note->question, "Only those to this question")->check(an_id);
  list->add_option("--after", note->after, "Go on behind this quote");
  list->add_option("--limit", note->limit, "At most so many; all of them if not given");
  add_as_of_option(*list, note->as_of);
  list->callback([&session, note] { list_quotes(session, *note); });
  auto* show = quote->add_subcommand("show", "One quote");
  show->add_option("study", note->study, "The study's id")->required()->check(an_id);
  show->add_option("quote", note->id, "The quote's id")->required()->check(an_id);
  add_as_of_option(*show, note->as_of);
  show->callback([&session, note] { show_one(session, *note, "quotes"); });
  auto* remove = quote->add_subcommand("remove", "Take a quote back; history keeps it");
  remove->add_option("study", note->study, "The study's id")->required()->check(an_id);
  remove->add_option("quote", note->id, "The quote's id")->required()->check(an_id);
  remove->callback([&session, note] {
    send_removal(session, {"v1", "studies", note->study, "quotes", note->id},
                 "Removed quote " + printable(note->id));
  });
}

void add_sign_off_commands(CLI::App& app, Session& session, const std::shared_ptr<Note>& note) {
  auto* command = app.add_subcommand("sign-off", "Stand for the figures as of a position")
                      ->require_subcommand(1);
  const auto of_position = [&](const char* name, const char* about) {
    auto* one = command->add_subcommand(name, about);
    one->add_option("study", note->study, "The study's id")->required()->check(an_id);
    one->add_option("position", note->at, "The position of the figures")->required();
    return one;
  };
  auto* add = of_position("add", "Sign off the figures of a position");
  add->add_option("--statement", note->statement, "What you stand for")->required();
  add->callback([&session, note] { sign_off(session, *note); });
  of_position("remove", "Take your own sign-off back")->callback([&session, note] {
    send_removal(session, {"v1", "studies", note->study, "sign-offs", std::to_string(note->at)},
                 "Took back the sign-off of position " + std::to_string(note->at));
  });
  auto* list = command->add_subcommand("list", "The sign-offs that stand");
  list->add_option("study", note->study, "The study's id")->required()->check(an_id);
  add_as_of_option(*list, note->as_of);
  list->callback([&session, note] { list_sign_offs(session, *note); });
}

}  // namespace

void add_note_commands(CLI::App& app, Session& session) {
  const auto note = std::make_shared<Note>();
  add_memo_commands(app, session, note);
  add_quote_commands(app, session, note);
  add_sign_off_commands(app, session, note);
}

}  // namespace verbatim::tool
