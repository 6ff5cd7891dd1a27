// verbatim rebuild: make a study's figures anew from its log, beside the live ones.
#include <chrono>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "verbatim/cli.hpp"
#include "verbatim/output/fields.hpp"
#include "verbatim/output/progress_bar.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(200);

void say_outcome(Session& session, const Json& state) {
  if (text_of(state, "stage") == "failed")
    return session.fail(Exit::kRefused, {Fault::kInternal, text_of(state, "reason"), "", ""});
  if (session.json) return session.print_json(state);
  session.print(
      fmt::format("Rebuilt {} from {} in {:.1f} s, {:.0f} a second; switched at position {}.\n",
                  printable(text_of(state, "study")), counted_of(state, "events"),
                  state.at("seconds").get<double>(), state.at("events_per_second").get<double>(),
                  number_of(state, "position")));
  const auto& differences = state.at("differences");
  if (differences.empty()) return session.print("The live figures were the same, bit for bit.\n");
  std::string parts;
  for (const auto& part : differences)
    parts += (parts.empty() ? "" : ", ") + printable(part.get<std::string>());
  session.print("The live figures were others in: " + parts +
                ". Those from the log are used from now on.\n");
  session.end_with(Exit::kDifferences);
}

// How far the one is that runs, or how the last one ended.
void say_state(Session& session, const std::string& study) {
  const auto state = session.get({"v1", "studies", study, "rebuild"});
  if (!state) return;
  if (session.json) return session.print_json(*state);
  session.print(fields_of(*state));
}

void run_rebuild(Session& session, const std::string& study) {
  const Target target{"v1", "studies", study, "rebuild"};
  auto answer = session.call({.method = "POST", .target = target.text()});
  if (!answer) return;
  auto state = session.parse(answer->body);
  {
    ProgressBar bar(session.progress(), "Rebuilding " + printable(study), 100);
    while (state && text_of(*state, "stage") != "done" && text_of(*state, "stage") != "failed") {
      const auto of = state->at("of").get<std::uint64_t>();
      if (of > 0) bar.show(state->at("events").get<std::uint64_t>() * 100 / of);
      if (state->at("seconds_left").is_number())
        bar.relabel(fmt::format("Rebuilding {}, {:.0f} s left", printable(study),
                                state->at("seconds_left").get<double>()));
      std::this_thread::sleep_for(kLookEvery);
      state = session.get(target);
    }
  }
  if (state) say_outcome(session, *state);
}

}  // namespace

void add_rebuild_command(CLI::App& app, Session& session) {
  const auto study = std::make_shared<std::string>();
  auto* command = app.add_subcommand(
      "rebuild", "Make a study's figures anew from its log, while reads and writes go on");
  command->footer(
      "The server replays the log beside the live figures, compares the two bit for bit and\n"
      "switches in one step. Exit code 4 where they were not the same.");
  command->add_option("study", *study, "The study's id")->required()->check(an_id);
  const auto status = std::make_shared<bool>(false);
  command->add_flag("--status", *status,
                    "Only say how far the one is that runs, or how the last ended");
  command->callback([&session, study, status] {
    *status ? say_state(session, *study) : run_rebuild(session, *study);
  });
}

}  // namespace verbatim::tool
