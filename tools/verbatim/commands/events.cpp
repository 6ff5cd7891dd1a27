// verbatim events: the history of a study, to its end or as it happens.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/lines.hpp"
#include "verbatim/output/event_words.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Events {
  std::string study;
  std::uint64_t after = 0;
  std::optional<std::uint64_t> limit;
  bool follow = false;
};

// Prints events as they come, up to the limit, and remembers how far it got.
class Printer {
 public:
  Printer(Session& session, const Events& asked)
      : session_(session), left_(asked.limit), last_(asked.after) {}

  // False where there is nothing more to print.
  bool show(const std::string& text) {
    const auto event = session_.parse(text);
    if (!event) return false;
    session_.print(session_.json ? text + "\n" : line_of(*event) + "\n");
    last_ = event->at("position").get<std::uint64_t>();
    return !left_ || --*left_ > 0;
  }

  std::uint64_t last() const { return last_; }

 private:
  Session& session_;
  std::optional<std::uint64_t> left_;
  std::uint64_t last_;
};

void print_to_end(Session& session, const Target& target, Printer& printer) {
  Lines lines;
  HttpRequest request{.target = target.text()};
  request.headers = {{"Accept", "application/x-ndjson"}};
  request.on_piece = [&](std::string_view piece) {
    return lines.add(piece, [&](const std::string& line) { return printer.show(line); });
  };
  session.call(std::move(request));
}

// Server-sent events: of each, the line "data: ..." is the event; everything else is for browsers.
void print_for_ever(Session& session, const Target& target, Printer& printer) {
  constexpr std::string_view kData = "data: ";
  Lines lines;
  bool done = false;
  HttpRequest request{.target = target.text()};
  request.headers = {{"Accept", "text/event-stream"}};
  request.on_piece = [&](std::string_view piece) {
    done = !lines.add(piece, [&](const std::string& line) {
      return !line.starts_with(kData) || printer.show(line.substr(kData.size()));
    });
    session.flush();
    return !done;
  };
  const auto before = session.exit();
  session.call(std::move(request));
  if (done || session.exit() == Exit::kRefused) return;
  if (session.exit() == before)
    session.fail(Exit::kUnreachable, {Fault::kTimeout, "The server ended the stream.", "", ""});
  session.note("Go on with --after " + std::to_string(printer.last()) + ".");
}

void run_events(Session& session, const Events& asked) {
  Printer printer(session, asked);
  Target target{"v1", "studies", asked.study, "events"};
  target.with("after", std::to_string(asked.after));
  if (asked.follow) return print_for_ever(session, target, printer);
  if (asked.limit) target.with("limit", std::to_string(*asked.limit));
  print_to_end(session, target, printer);
}

}  // namespace

void add_events_command(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<Events>();
  auto* command = app.add_subcommand(
      "events", "What happened in a study, a line an event; with --json as NDJSON");
  command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  command->add_option("--after", asked->after, "Begin behind this position")->capture_default_str();
  command->add_option("--limit", asked->limit, "At most so many")
      ->check([](const std::string& number) {
        return number == "0" ? "There is no list of 0 events: give 1 or more." : "";
      });
  command->add_flag("--follow", asked->follow, "Go on as events happen, until stopped");
  command->callback([&session, asked] { run_events(session, *asked); });
}

}  // namespace verbatim::tool
