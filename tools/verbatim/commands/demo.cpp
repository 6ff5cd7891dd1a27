// verbatim demo: a real event, rebuilt from its published figures, and the proof that it is.
#include <algorithm>
#include <chrono>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "verbatim/cli.hpp"
#include "verbatim/demo/demo_answers.hpp"
#include "verbatim/demo/demo_load.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Demo {
  std::string study, data;
  bool check = false;
};

void run_load(Session& session, const Demo& demo) {
  if (demo.data.empty())
    return session.fail(Exit::kUsage,
                        {Fault::kMissingField,
                         "The demo's coders code with tokens of their own, which are made in the "
                         "server's data folder and revoked again.",
                         "--data", "Name that folder: verbatim demo load --data DIR."});
  const auto begin = std::chrono::steady_clock::now();
  if (!load_demo(session, demo.study, demo.data)) return;
  const auto seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const auto study = session.get({"v1", "studies", demo.study});
  if (!study) return;
  if (session.json) return session.print_json(*study);
  const auto& totals = study->at("totals");
  const auto coders = static_cast<std::uint64_t>(
      std::count_if(study->at("members").begin(), study->at("members").end(),
                    [](const Json& member) { return member.at("role") == "coder"; }));
  session.print(fmt::format("Loaded study {}: {} in {}, coded by {}; {:.1f} s.\n",
                            printable(demo.study), counted_of(totals, "comments"),
                            counted_of(totals, "responses"), counted(coders, "coder"), seconds));
}

Cell verdict_cell(FigureVerdict verdict) {
  const auto colour = verdict == FigureVerdict::kMatches   ? Colour::kGreen
                      : verdict == FigureVerdict::kFinding ? Colour::kYellow
                      : verdict == FigureVerdict::kDiffers ? Colour::kRed
                                                           : Colour::kDim;
  return {word_of(verdict), colour};
}

std::size_t number_with(const std::vector<DemoFigure>& figures, FigureVerdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(figures.begin(), figures.end(),
                    [&](const auto& figure) { return figure.verdict == verdict; }));
}

void print_json(Session& session, const Demo& demo, const DemoFacts& facts,
                const DemoAnswers& answers, const std::vector<DemoFigure>& figures) {
  Json json = {{"study", demo.study}, {"position", answers.position}};
  for (const auto& figure : figures)
    json["figures"].push_back({{"figure", figure.name},
                               {"unit", figure.unit},
                               {"published", figure.published},
                               {"answered", figure.answered ? Json(*figure.answered) : Json()},
                               {"verdict", word_of(figure.verdict)}});
  for (const auto& finding : facts.does_not_follow)
    json["findings"].push_back(
        {{"where", finding.where}, {"published", finding.published}, {"follows", finding.follows}});
  json["differences"] = number_with(figures, FigureVerdict::kDiffers);
  session.print_json(json);
}

void print_tables(Session& session, const DemoFacts& facts,
                  const std::vector<DemoFigure>& figures) {
  Table table({{"Figure"}, {"Published", Align::kRight}, {"Answered", Align::kRight}, {"Verdict"}});
  for (const auto& figure : figures)
    table.add({figure.name, std::to_string(figure.published) + figure.unit,
               figure.answered ? std::to_string(*figure.answered) + figure.unit : "-",
               verdict_cell(figure.verdict)});
  session.print(table);
  session.print("\n");
  session.print_title("Findings: what does not follow from the report's own counts");
  Table findings({{"Where"}, {"Published"}, {"Follows"}});
  for (const auto& finding : facts.does_not_follow)
    findings.add({finding.where, finding.published, finding.follows});
  session.print(findings);
  session.print(fmt::format(
      "\n{} published figures: {} match, {} do not follow from the report, "
      "{} not coded, {} differ.\n",
      figures.size(), number_with(figures, FigureVerdict::kMatches),
      number_with(figures, FigureVerdict::kFinding), number_with(figures, FigureVerdict::kOutside),
      number_with(figures, FigureVerdict::kDiffers)));
}

// Whether the server has the demo; where not, that was said.
bool is_loaded(Session& session, const std::string& study) {
  const auto answer = session.ask({.target = Target{"v1", "studies", study}.text()});
  if (!answer) return false;
  if (answer->status != 404) return true;  // what else is wrong, the questions below are told
  session.fail(
      Exit::kRefused,
      {Fault::kUnknownStudy, "The demo is not here: the server has no study '" + study + "'.",
       "--study", "`verbatim demo load` loads it; --study names it where its id is another."});
  return false;
}

void run_check(Session& session, const Demo& demo) {
  if (!is_loaded(session, demo.study)) return;
  const auto answers = ask_for_demo(session, demo.study);
  if (!answers) return;
  const auto facts = demo_facts();
  const auto figures = compare(facts, *answers);
  if (session.json)
    print_json(session, demo, facts, *answers, figures);
  else
    print_tables(session, facts, figures);
  if (number_with(figures, FigureVerdict::kDiffers) > 0) session.end_with(Exit::kDifferences);
}

}  // namespace

void add_demo_commands(CLI::App& app, Session& session) {
  const auto demo = std::make_shared<Demo>();
  demo->study = demo_facts().study;
  auto* group =
      app.add_subcommand("demo", "A real event of 94 people, rebuilt from its published figures");
  group->require_subcommand(0, 1);
  group->add_option("--study", demo->study, "Its id here")->capture_default_str();
  auto* check_flag = group->add_flag("--check", demo->check, "The same as `demo check`");

  auto* load = group->add_subcommand("load", "Load it; again, nothing happens");
  load->add_option("--data", demo->data,
                   "The server's data folder, where the demo's coders get short-lived tokens");
  load->callback([&session, demo] { run_load(session, *demo); });

  auto* check =
      group->add_subcommand("check", "Compare what the server answers with every published figure");
  check->callback([&session, demo] { run_check(session, *demo); });

  group->callback([&session, demo, group, check_flag] {
    if (!group->get_subcommands().empty()) return;
    if (!*check_flag) throw CLI::RequiredError("demo: load, check or --check");
    run_check(session, *demo);
  });
}

}  // namespace verbatim::tool
