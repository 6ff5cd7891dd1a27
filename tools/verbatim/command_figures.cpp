// verbatim counts, agreement, progress.
#include <functional>

#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/figure_tables.hpp"
#include "verbatim/words.hpp"

namespace verbatim::tool {
namespace {

struct Figures {
  std::string study;
  std::optional<std::string> question, framework, as_of;
  std::optional<std::string> basis, by;             // of counts
  std::optional<std::string> coefficients, coders;  // of agreement
};

// The questions asked for: the one named, or all of them.
std::optional<std::vector<std::string>> questions_of(Session& session, const Figures& figures) {
  if (figures.question) return std::vector{*figures.question};
  const auto study =
      session.get(Target{"v1", "studies", figures.study}.with("as_of", figures.as_of));
  if (!study) return std::nullopt;
  std::vector<std::string> questions;
  for (const auto& question : study->at("questions"))
    questions.push_back(text_of(question, "question"));
  return questions;
}

// One answer a question: with --json one line each.
void each_question(Session& session, const Figures& figures,
                   const std::function<Target(const std::string&)>& target,
                   const std::function<void(Session&, const Json&)>& show) {
  const auto questions = questions_of(session, figures);
  if (!questions) return;
  if (questions->empty())
    return session.note("Study " + printable(figures.study) + " has no questions.");
  for (const auto& question : *questions) {
    const auto answer = session.get(target(question));
    if (!answer) return;
    if (session.json) {
      session.print_json(*answer);
      continue;
    }
    if (&question != &questions->front()) session.print("\n");
    show(session, *answer);
  }
}

Target below_question(const Figures& figures, const std::string& question,
                      std::string_view figure) {
  return {"v1", "studies", figures.study, "questions", question, figure};
}

void counts(Session& session, const Figures& figures) {
  each_question(
      session, figures,
      [&](const std::string& question) {
        return below_question(figures, question, "counts")
            .with("basis", figures.basis)
            .with("by", figures.by)
            .with("framework", figures.framework)
            .with("as_of", figures.as_of);
      },
      show_counts);
}

void agreement(Session& session, const Figures& figures) {
  each_question(
      session, figures,
      [&](const std::string& question) {
        return below_question(figures, question, "agreement")
            .with("coefficient", figures.coefficients)
            .with("coders", figures.coders)
            .with("framework", figures.framework)
            .with("as_of", figures.as_of);
      },
      show_agreement);
}

void progress(Session& session, const Figures& figures) {
  const auto answer =
      session.get(Target{"v1", "studies", figures.study, "progress"}.with("as_of", figures.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  show_progress(session, *answer);
}

CLI::App* figure_command(CLI::App& app, const char* name, const char* about,
                         const std::shared_ptr<Figures>& figures) {
  auto* command = app.add_subcommand(name, about);
  command->add_option("study", figures->study, "The study's id")->required()->check(an_id);
  command->add_option("--as-of", figures->as_of,
                      "As of this moment: a position, or a time like 2026-11-22T23:51:32Z");
  return command;
}

void add_question_options(CLI::App& command, const std::shared_ptr<Figures>& figures) {
  command.add_option("question", figures->question, "One question; all of them if not given")
      ->check(an_id);
  command.add_option("--framework", figures->framework, "Only the themes of this framework");
}

}  // namespace

void add_figure_commands(CLI::App& app, Session& session) {
  const auto figures = std::make_shared<Figures>();

  auto* count = figure_command(app, "counts", "How often each theme was mentioned", figures);
  add_question_options(*count, figures);
  count->add_option("--basis", figures->basis,
                    "Whose assignments count: majority (of the coders finished with a response), "
                    "any, all or coder:ID");
  count->add_option("--by", figures->by, "Break down by group")->check(CLI::IsMember({"group"}));
  count->callback([&session, figures] { counts(session, *figures); });

  auto* agree = figure_command(app, "agreement", "How far coders agree", figures);
  add_question_options(*agree, figures);
  agree->add_option("--coefficient", figures->coefficients,
                    "Only these, separated by commas: percent_agreement, cohen_kappa, "
                    "krippendorff_alpha, gwet_ac1, percent_exact_sets, ...");
  agree->add_option("--coders", figures->coders, "Only these, separated by commas");
  agree->callback([&session, figures] { agreement(session, *figures); });

  auto* done = figure_command(app, "progress", "How far each coder is", figures);
  done->callback([&session, figures] { progress(session, *figures); });
}

}  // namespace verbatim::tool
