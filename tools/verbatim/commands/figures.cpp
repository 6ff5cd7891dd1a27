// verbatim counts, connections, agreement, progress.
#include <functional>

#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/commands/agreement.hpp"
#include "verbatim/commands/compute.hpp"
#include "verbatim/output/figure_tables.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Figures {
  std::string study;
  std::optional<std::string> question, framework, as_of;
  std::optional<std::string> basis, layer, by;  // of counts
  std::optional<std::string> share_of, sort, limit;
  std::optional<std::string> to, group;  // of connections
  bool roll_up = false, csv = false;
  std::optional<std::string> coefficients, coders, round, resamples, seed;  // of agreement
  std::vector<std::string> coder;  // beside `coders`: one each
  bool pairs = false, intervals = false;
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

// CSV as the server makes it, of one question.
void each_question_as_csv(Session& session, const Figures& figures,
                          const std::vector<std::string>& questions,
                          const std::function<Target(const std::string&)>& target) {
  if (questions.size() > 1)
    return session.fail(
        Exit::kUsage,
        {Fault::kMissingField, "Rows of several questions could not be told apart in one CSV.",
         "question", "Name one question; --json has all of them."});
  for (const auto& question : questions) {
    auto wanted = target(question);
    const auto answer = session.call({"GET", wanted.with("format", "csv").text()});
    if (!answer) return;
    session.print(answer->body);
    session.flush();
    if (figures.group) note_if_suppressed(session, answer->body, target(question));
  }
}

// One answer a question: with --json one line each.
void each_question(Session& session, const Figures& figures,
                   const std::function<Target(const std::string&)>& target,
                   const std::function<void(Session&, const Json&)>& show) {
  const auto questions = questions_of(session, figures);
  if (!questions) return;
  if (questions->empty())
    return session.note("Study " + printable(figures.study) + " has no questions.");
  if (figures.csv) return each_question_as_csv(session, figures, *questions, target);
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
            .with("layer", figures.layer)
            .with("by", figures.by)
            .with("framework", figures.framework)
            .with("roll_up", figures.roll_up ? std::optional<std::string>("true") : std::nullopt)
            .with("share_of", figures.share_of)
            .with("sort", figures.sort)
            .with("limit", figures.limit)
            .with("as_of", figures.as_of);
      },
      show_counts);
}

void connections(Session& session, const Figures& figures) {
  each_question(
      session, figures,
      [&](const std::string& question) {
        return below_question(figures, question, "connections")
            .with("basis", figures.basis)
            .with("framework", figures.framework)
            .with("to", figures.to)
            .with("group", figures.group)
            .with("limit", figures.limit)
            .with("as_of", figures.as_of);
      },
      show_connections);
}

void agreement(Session& session, const Figures& figures) {
  each_question(
      session, figures,
      [&](const std::string& question) {
        return below_question(figures, question, "agreement")
            .with("coefficient", figures.coefficients)
            .with("coders", figures.coders)
            .with("coder", figures.coder)
            .with("framework", figures.framework)
            .with("round", figures.round)
            .with("group", figures.group)
            .with("roll_up", figures.roll_up ? std::optional<std::string>("true") : std::nullopt)
            .with("resamples", figures.resamples)
            .with("seed", figures.seed)
            .with("pairs", figures.pairs ? std::optional<std::string>("true") : std::nullopt)
            .with("as_of", figures.as_of);
      },
      [&](Session& to, const Json& answer) { show_agreement(to, answer, figures.intervals); });
}

void progress(Session& session, const Figures& figures) {
  auto target = figures.question ? below_question(figures, *figures.question, "progress")
                                 : Target{"v1", "studies", figures.study, "progress"};
  const auto answer = session.get(target.with("as_of", figures.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  show_progress(session, figures.question ? Json{{"questions", Json::array({*answer})}} : *answer);
}

CLI::App* figure_command(CLI::App& app, const char* name, const char* about,
                         const std::shared_ptr<Figures>& figures) {
  auto* command = app.add_subcommand(name, about);
  command->add_option("study", figures->study, "The study's id")->required()->check(an_id);
  add_as_of_option(*command, figures->as_of);
  return command;
}

void add_question_options(CLI::App& command, const std::shared_ptr<Figures>& figures) {
  command.add_option("question", figures->question, "One question; all of them if not given")
      ->check(an_id);
  command.add_option("--framework", figures->framework, "Only the themes of this framework");
}

void add_table_options(CLI::App& command, const std::shared_ptr<Figures>& figures) {
  command.add_option("--limit", figures->limit, "At most so many rows a question");
  command.add_flag("--csv", figures->csv, "As CSV, for spreadsheets and statistics programs");
}

}  // namespace

void add_figure_commands(CLI::App& app, Session& session) {
  const auto figures = std::make_shared<Figures>();

  auto* count = figure_command(app, "counts", "How often each theme was mentioned", figures);
  add_question_options(*count, figures);
  count->add_option("--basis", figures->basis,
                    "Whose assignments count: settled (by an adjudicator, else as the study's "
                    "policy says), majority (of the coders finished with a response), "
                    "any, all or coder:ID");
  count
      ->add_option("--layer", figures->layer,
                   "Of this coder's own segmentation instead, with its own bases")
      ->excludes("--basis");
  count->add_option("--by", figures->by, "Break down by group")->check(CLI::IsMember({"group"}));
  count->add_flag("--roll-up", figures->roll_up,
                  "Count a theme where one of its sub-themes counts");
  count->add_option("--share-of", figures->share_of, "What shares are of")
      ->check(CLI::IsMember({"responses", "comments", "respondents", "assignments"}));
  count->add_option(
      "--sort", figures->sort,
      "By added, theme, label, responses, comments, respondents or assignments; with - "
      "before it, from the most");
  add_table_options(*count, figures);
  count->callback([&session, figures] { counts(session, *figures); });

  auto* connect =
      figure_command(app, "connections", "Which themes stand in the same responses", figures);
  add_question_options(*connect, figures);
  connect->add_option("--to", figures->to, "To the themes of this framework: a crosswalk");
  connect->add_option("--group", figures->group, "Only responses of this group");
  connect->add_option("--basis", figures->basis,
                      "Whose assignments count: settled, majority, any or all");
  add_table_options(*connect, figures);
  connect->callback([&session, figures] { connections(session, *figures); });

  auto* agree = figure_command(app, "agreement", "How far coders agree", figures);
  add_question_options(*agree, figures);
  agree->add_option("--coefficient", figures->coefficients,
                    "Only these, separated by commas: percent_agreement, cohen_kappa, "
                    "scott_pi, holsti, krippendorff_alpha, gwet_ac1, percent_exact_sets, ...");
  agree->add_option("--coders", figures->coders, "Only these, separated by commas");
  agree->add_option("--coder", figures->coder, "Only this one, and each other that is so named");
  agree->add_option("--round", figures->round, "Only a round's responses and coders");
  agree->add_option("--group", figures->group, "Only responses of this group");
  agree->add_flag("--roll-up", figures->roll_up, "Who says a theme says those above it as well");
  agree->add_flag("--pairs", figures->pairs, "Each pair of coders by itself, too");
  agree->add_flag("--intervals", figures->intervals,
                  "The standard error and 95 % interval of each value, too");
  auto* resamples = agree->add_option(
      "--resamples", figures->resamples,
      "Bootstrapped intervals, too, of so many resamples of the responses; up to 10000");
  agree->add_option("--seed", figures->seed, "Of the resamples: the same seed, the same intervals")
      ->needs(resamples);
  // A study is required where no command below takes its place.
  agree->get_option("study")->required(false);
  add_compute_command(*agree, session);
  add_agreement_commands(*agree, session);
  agree->callback([&session, figures, agree] {
    if (!agree->get_subcommands().empty()) return;
    if (figures->study.empty()) throw CLI::RequiredError("study");
    agreement(session, *figures);
  });

  auto* done = figure_command(app, "progress", "How far each coder is", figures);
  done->add_option("question", figures->question, "One question; all of them if not given")
      ->check(an_id);
  done->callback([&session, figures] { progress(session, *figures); });
}

}  // namespace verbatim::tool
