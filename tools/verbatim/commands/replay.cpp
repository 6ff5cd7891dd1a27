// verbatim replay --verify: proves a data folder, with or without its server.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "eventlog/rocks_log.hpp"
#include "verbatim/audit/replay_verify.hpp"
#include "verbatim/cli.hpp"
#include "verbatim/log_folder.hpp"
#include "verbatim/output/progress_bar.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Replay {
  std::string data;
  std::optional<std::string> study;
  bool verify = false;
};

double per_second(std::uint64_t events, double seconds) {
  return seconds > 0 ? static_cast<double>(events) / seconds : 0;
}

Json json_of(const Verdict& verdict) {
  Json json;
  json["study"] = verdict.study;
  json["events"] = verdict.events;
  json["figures"] = verdict.figures;
  json["snapshots"] = verdict.snapshots;
  json["seconds"] = verdict.rebuild_seconds;
  json["events_per_second"] = per_second(verdict.events, verdict.rebuild_seconds);
  json["fault"] = nullptr;
  if (verdict.flaw)
    json["fault"] = {{"position", verdict.flaw->position}, {"reason", verdict.flaw->reason}};
  return json;
}

void print_json(Session& session, const std::vector<Verdict>& verdicts, const Verdict& total) {
  auto studies = Json::array();
  for (const auto& verdict : verdicts) studies.push_back(json_of(verdict));
  session.print_json(Json{{"studies", std::move(studies)},
                          {"events", total.events},
                          {"seconds", total.rebuild_seconds},
                          {"events_per_second", per_second(total.events, total.rebuild_seconds)}});
}

void print_table(Session& session, const std::vector<Verdict>& verdicts, const Verdict& total) {
  Table table({{"Study"},
               {"Events", Align::kRight},
               {"Events/s", Align::kRight},
               {"Figures", Align::kRight},
               {"Verdict"}});
  const auto add = [&](const Verdict& of, const Cell& verdict) {
    table.add({of.study, std::to_string(of.events),
               fmt::format("{:.0f}", per_second(of.events, of.rebuild_seconds)),
               std::to_string(of.figures), verdict});
  };
  for (const auto& one : verdicts)
    add(one, one.flaw ? Cell("WRONG at " + std::to_string(one.flaw->position), Colour::kRed)
                      : Cell("as it should be", Colour::kGreen));
  if (verdicts.size() > 1) add(total, "");
  session.print(table);
  for (const auto& verdict : verdicts)
    if (verdict.flaw)
      session.print(fmt::format("{}, position {}: {}\n", printable(verdict.study),
                                verdict.flaw->position, printable(verdict.flaw->reason)));
}

std::vector<Verdict> verify_all(Session& session, const eventlog::EventLog& log,
                                const std::vector<std::string>& studies,
                                const std::string& snapshots) {
  std::uint64_t events = 0, before = 0;
  for (const auto& study : studies) events += log.last_position(study);
  ProgressBar bar(session.progress(), "Verifying", events);
  std::vector<Verdict> verdicts;
  for (const auto& study : studies) {
    bar.relabel("Verifying " + printable(study));
    verdicts.push_back(verify(
        log, study, [&](std::uint64_t seen) { bar.show(before + seen); }, snapshots));
    before += verdicts.back().events;
  }
  return verdicts;
}

// All studies as if they were one.
Verdict total_of(const std::vector<Verdict>& verdicts) {
  Verdict total;
  total.study = "all";
  for (const auto& verdict : verdicts) {
    total.events += verdict.events;
    total.figures += verdict.figures;
    total.rebuild_seconds += verdict.rebuild_seconds;
    if (!total.flaw) total.flaw = verdict.flaw;
  }
  return total;
}

void run_replay(Session& session, const Replay& asked) {
  if (auto log = has_log(asked.data); !log) return session.fail(Exit::kRefused, log.error());
  const auto log = eventlog::open_rocks_log({.directory = asked.data + "/log", .read_only = true});
  if (!log) {
    const bool damaged = log.error().fault == Fault::kCorruptStore;
    return session.fail(damaged ? Exit::kDifferences : Exit::kRefused, log.error());
  }
  auto studies = (*log)->studies();
  if (asked.study) {
    if ((*log)->last_position(*asked.study) == 0)
      return session.fail(
          Exit::kRefused,
          {Fault::kUnknownStudy, "There is no study '" + *asked.study + "' in " + asked.data + ".",
           "--study", ""});
    studies = {*asked.study};
  }
  const auto verdicts = verify_all(session, **log, studies, asked.data + "/snapshots");
  const auto total = total_of(verdicts);
  session.json ? print_json(session, verdicts, total) : print_table(session, verdicts, total);
  if (total.flaw) session.end_with(Exit::kDifferences);
}

}  // namespace

void add_replay_command(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<Replay>();
  auto* command = app.add_subcommand("replay", "Prove that studies are what their log says");
  command->footer(
      "Reads the log of a data folder and changes nothing; the server may run. Checks that\n"
      "positions are dense, every event decodes and encodes to the same bytes, times never go\n"
      "back, commits are whole and the index of commands agrees with the log. Then every\n"
      "projection is rebuilt from the log in two ways and compared, figure by figure, with a\n"
      "recount from the state. Every snapshot is compared with a replay up to its position.\n"
      "Exit code 4, with the position and the reason, at the first fault of a study.");
  command->add_flag("--verify", asked->verify, "Do so")->required();
  command->add_option("--data", asked->data, "The server's data folder")->required();
  command->add_option("--study", asked->study, "Only this study");
  command->callback([&session, asked] { run_replay(session, *asked); });
}

}  // namespace verbatim::tool
