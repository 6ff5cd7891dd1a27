// verbatim erasure: a respondent asks that their texts be erased, and what becomes of it.
#include <ctime>

#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/output/fields.hpp"
#include "verbatim/output/terminal.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct AskedErasure {
  std::string study, id, respondent, by = "respondent", received, reference, ground, reason, status;
  bool grant = false, refuse = false, despite_repeats = false;
  std::vector<std::string> told;
  std::optional<std::string> as_of;

  Target target(std::initializer_list<std::string> more = {}) const {
    Target path{"v1", "studies", study, "erasures", id};
    for (const auto& part : more) path.below(part);
    return path;
  }
};

void say_done(Session& session, const std::optional<Json>& answer, const std::string& done) {
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print(done + ", at position " + number_of(*answer, "position") + ".\n");
}

std::string today() {
  const auto now = std::time(nullptr);
  std::tm day{};
  gmtime_r(&now, &day);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &day);
  return text;
}

void request_erasure(Session& session, const AskedErasure& erasure) {
  Json body = {{"respondent", erasure.respondent},
               {"requested_by", erasure.by},
               {"received_on", erasure.received.empty() ? today() : erasure.received}};
  if (!erasure.reference.empty()) body["reference"] = erasure.reference;
  say_done(session, session.put(erasure.target(), body),
           "Requested erasure " + printable(erasure.id));
}

void review_erasure(Session& session, const AskedErasure& erasure) {
  say_done(session,
           session.put(erasure.target({"review"}),
                       {{"ground", erasure.ground}, {"reason", erasure.reason}}),
           "Reviewed erasure " + printable(erasure.id));
}

void decide_erasure(Session& session, const AskedErasure& erasure) {
  say_done(session,
           session.put(erasure.target({"decision"}),
                       {{"granted", erasure.grant}, {"reason", erasure.reason}}),
           (erasure.grant ? "Granted erasure " : "Refused erasure ") + printable(erasure.id));
}

void execute_erasure(Session& session, const AskedErasure& erasure) {
  const auto answer =
      session.post(erasure.target({"execution"}),
                   {{"told", erasure.told}, {"despite_repeats", erasure.despite_repeats}});
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print("Executed erasure " + printable(erasure.id) + ", at position " +
                number_of(*answer, "position") + ": the texts can be read no more.\n" +
                "The certificate: verbatim erasure certificate " + printable(erasure.study) + " " +
                printable(erasure.id) + "\n");
}

// The server's answers know no clock; the days that are left are counted here.
std::string due_of(const Json& erasure, const std::string& now) {
  const auto due = text_of(erasure, "due_on"), status = text_of(erasure, "status");
  const bool open = status == "requested" || status == "reviewed" || status == "granted";
  return open && due < now ? due + " (overdue)" : due;
}

void list_erasures(Session& session, const AskedErasure& erasure) {
  Target target{"v1", "studies", erasure.study, "erasures"};
  if (!erasure.status.empty()) target.with("status", erasure.status);
  const auto answer = session.get(target.with("as_of", erasure.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Erasure"}, {"Respondent"}, {"Status"}, {"Received"}, {"Due"}, {"Ground"}});
  const auto now = today();
  for (const auto& one : answer->at("erasures"))
    table.add({text_of(one, "erasure"), text_of(one, "respondent"), text_of(one, "status"),
               text_of(one, "received_on"), due_of(one, now), spaced(text_of(one, "ground"))});
  session.print(table);
}

void show_erasure(Session& session, const AskedErasure& erasure) {
  const auto answer = session.get(erasure.target().with("as_of", erasure.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print(fields_of(*answer));
}

void read_certificate(Session& session, const AskedErasure& erasure) {
  auto target = erasure.target({"certificate"});
  if (!session.json) target.with("format", "text");
  HttpRequest ask{.method = "GET", .target = target.with("as_of", erasure.as_of).text()};
  const auto answer = session.call(std::move(ask));
  if (!answer) return;
  if (!session.json) return session.print(answer->body);
  if (const auto json = session.parse(answer->body)) session.print_json(*json);
}

CLI::App* on_one(CLI::App* group, const std::shared_ptr<AskedErasure>& erasure, const char* name,
                 const char* what) {
  auto* command = group->add_subcommand(name, what);
  command->add_option("study", erasure->study, "The study's id")->required()->check(an_id);
  command->add_option("erasure", erasure->id, "The erasure's id")->required()->check(an_id);
  return command;
}

}  // namespace

void add_erasure_commands(CLI::App& app, Session& session) {
  const auto erasure = std::make_shared<AskedErasure>();
  auto* group = app.add_subcommand("erasure", "Erase the texts of a respondent who asks for it")
                    ->require_subcommand(1);
  auto* asked = on_one(group, erasure, "request", "Note that somebody asked");
  asked->add_option("--respondent", erasure->respondent, "Whose texts")->required()->check(an_id);
  asked->add_option("--by", erasure->by, "Who asked")
      ->check(CLI::IsMember({"respondent", "representative", "controller"}))
      ->capture_default_str();
  asked->add_option("--received", erasure->received, "The day it came in, YYYY-MM-DD; else today");
  asked->add_option("--reference", erasure->reference, "How the request is filed");
  asked->callback([&session, erasure] { request_erasure(session, *erasure); });

  auto* reviewed = on_one(group, erasure, "review", "Say which ground or exemption there is");
  reviewed->add_option("--ground", erasure->ground, "What was found")
      ->required()
      ->check(CLI::IsMember({"no_longer_necessary", "consent_withdrawn", "objection",
                             "unlawful_processing", "legal_obligation", "child",
                             "freedom_of_expression", "legal_duty_or_public_task", "public_health",
                             "research_impaired", "legal_claims"}));
  reviewed->add_option("--reason", erasure->reason, "Why, without their words")->required();
  reviewed->callback([&session, erasure] { review_erasure(session, *erasure); });

  auto* decided = on_one(group, erasure, "decide", "Grant or refuse it");
  auto* grant = decided->add_flag("--grant", erasure->grant, "Grant it");
  decided->add_flag("--refuse", erasure->refuse, "Refuse it")->excludes(grant);
  decided->add_option("--reason", erasure->reason, "Why, without their words")->required();
  decided->callback([&session, erasure] {
    if (!erasure->grant && !erasure->refuse) throw CLI::RequiredError("--grant or --refuse");
    decide_erasure(session, *erasure);
  });

  auto* executed = on_one(group, erasure, "execute", "Destroy the key of their texts, for good");
  executed->add_option("--told", erasure->told, "Who else had the texts and was told; repeatable");
  executed->add_flag("--despite-repeats", erasure->despite_repeats,
                     "Also where fields that are not sealed repeat what they wrote");
  executed->callback([&session, erasure] { execute_erasure(session, *erasure); });

  auto* listed =
      group->add_subcommand("list", "The erasures of a study, with the day they are due");
  listed->add_option("study", erasure->study, "The study's id")->required()->check(an_id);
  listed->add_option("--status", erasure->status, "Only these")
      ->check(CLI::IsMember({"requested", "reviewed", "granted", "refused", "executed"}));
  add_as_of_option(*listed, erasure->as_of);
  listed->callback([&session, erasure] { list_erasures(session, *erasure); });

  auto* shown =
      on_one(group, erasure, "show", "One erasure: what was asked, found, decided and done");
  add_as_of_option(*shown, erasure->as_of);
  shown->callback([&session, erasure] { show_erasure(session, *erasure); });

  auto* certified = on_one(group, erasure, "certificate", "What was destroyed, and what remains");
  add_as_of_option(*certified, erasure->as_of);
  certified->callback([&session, erasure] { read_certificate(session, *erasure); });
}

}  // namespace verbatim::tool
