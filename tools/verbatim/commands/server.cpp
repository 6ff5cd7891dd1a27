// verbatim server, whoami: what the server says of itself, and of whoever asks.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

// What the server answers, as it is.
void print_as_text(Session& session, const Target& target, const char* accepted) {
  HttpRequest request{.method = "GET", .target = target.text()};
  request.headers = {{"Accept", accepted}};
  const auto answer = session.call(std::move(request));
  if (!answer) return;
  session.print(answer->body);
  if (!answer->body.ends_with('\n')) session.print("\n");
}

// Whether it lives, and may be sent work: a server that may not answers 503, and why.
void say_status(Session& session) {
  if (!session.get({"healthz"})) return;
  const auto answer = session.ask({.target = "/readyz"});
  if (!answer) return;
  const auto ready = session.parse(answer->body);
  if (!ready) return;
  const bool serves = answer->status == 200;
  if (!serves) session.end_with(Exit::kRefused);
  if (session.json) return session.print_json(*ready);
  if (!serves)
    return session.print(spaced(text_of(*ready, "status")) + ": " + text_of(*ready, "reason") +
                         "\n");
  session.print("Ready, and takes writes; " +
                counted(ready->at("studies").get<std::uint64_t>(), "study") + ".\n");
}

void say_who(Session& session) {
  const auto me = session.get({"v1", "me"});
  if (!me) return;
  if (session.json) return session.print_json(*me);
  const auto study = text_of(*me, "study");
  session.print(printable(text_of(*me, "name")) + ", " + text_of(*me, "role") + ", of " +
                (study.empty() ? "all studies" : "study " + printable(study)) + "\n");
}

}  // namespace

void add_server_commands(CLI::App& app, Session& session) {
  auto* server =
      app.add_subcommand("server", "What the server says of itself")->require_subcommand(1);
  server->add_subcommand("status", "Whether it lives and may be sent work; exit code 1 where not")
      ->callback([&session] { say_status(session); });
  server->add_subcommand("metrics", "Its metrics, for Prometheus")->callback([&session] {
    print_as_text(session, {"metrics"}, "text/plain");
  });
  server->add_subcommand("page", "The page that a browser is shown at its address")
      ->callback([&session] { print_as_text(session, {""}, "text/html"); });
  server->add_subcommand("openapi", "The document of its API, in YAML; with --json as JSON")
      ->callback([&session] {
        print_as_text(session, {"v1", session.json ? "openapi.json" : "openapi.yaml"}, "*/*");
      });
  const auto slug = std::make_shared<std::string>();
  auto* problem = server->add_subcommand("problem", "What a problem means, and what to do");
  problem->footer("Example:\n  verbatim server problem stale_condition");
  problem->add_option("problem", *slug, "The last part of its type")->required()->check(an_id);
  problem->callback([&session, slug] {
    print_as_text(session, {"problems", *slug}, "text/plain");
  });

  app.add_subcommand("whoami", "Whose token this is, and what it may do")->callback([&session] {
    say_who(session);
  });
}

}  // namespace verbatim::tool
