#include "verbatim/one_command.hpp"

#include <CLI/CLI.hpp>

#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

void say(Session& session, const Json& answer, const std::string& done) {
  if (session.json) return session.print_json(answer);
  session.print(answer.at("events").get<std::uint64_t>() == 0
                    ? "It is so already.\n"
                    : done + ", at position " + number_of(answer, "position") + ".\n");
}

}  // namespace

void send_command(Session& session, const std::string& study, const Json& command,
                  const std::string& reason, const std::string& done) {
  Json body = {{"commands", Json::array({command})}};
  if (!reason.empty()) body["reason"] = reason;
  if (const auto answer = session.post({"v1", "studies", study, "commands"}, body))
    say(session, *answer, done);
}

void send_removal(Session& session, const Target& target, const std::string& done) {
  const auto called = session.call({.method = "DELETE", .target = target.text()});
  if (!called) return;
  if (const auto answer = session.parse(called->body)) say(session, *answer, done);
}

void add_reason_option(CLI::App& command, std::string& reason) {
  command.add_option("--reason", reason, "Why; kept with the events");
}

}  // namespace verbatim::tool
