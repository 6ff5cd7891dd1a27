// verbatim evidence, diff, history: where a figure comes from, what changed, and who decided it.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "verbatim/cli.hpp"
#include "verbatim/moment_words.hpp"
#include "verbatim/output/event_words.hpp"
#include "verbatim/output/terminal.hpp"
#include "verbatim/output/words.hpp"
#include "verbatim/served_pages.hpp"

namespace verbatim::tool {
namespace {

struct Asked {
  std::string study;
  std::optional<std::string> question, theme, with, basis, group, unit, limit, offset, as_of;
  std::optional<std::string> from, to, after;
  std::optional<std::string> kind, id, coder, actor, type, command, client;
  std::optional<std::string> progress, coefficient, framework, round, comment;
  std::vector<std::string> coders;
  bool roll_up = false, csv = false, finished = false, agreement = false, unitizing = false;
};

std::optional<std::string> if_set(bool is_set, const char* word) {
  return is_set ? std::optional<std::string>(word) : std::nullopt;
}

void print_as_served(Session& session, const Target& target) {
  if (const auto answer = session.call({"GET", target.text()})) session.print(answer->body);
}

// "settled by judge at 88: It is about that.", "majority, 2 of 3"
std::string standing_of(const Json& response) {
  const auto& stands = response.at("stands");
  const auto by = text_of(stands, "by");
  if (by != "adjudication") {
    std::vector<std::string> coders;
    for (const auto& one : response.at("assignments")) {
      if (!one.at("counted").get<bool>()) continue;
      const auto coder = text_of(one, "coder");
      if (std::find(coders.begin(), coders.end(), coder) == coders.end()) coders.push_back(coder);
    }
    return fmt::format("{}{}{} of {}", by, by.empty() ? "" : ", ", coders.size(),
                       number_of(response, "electorate"));
  }
  const auto reason = text_of(stands, "reason");
  return "settled by " + text_of(stands, "actor") + " at " + number_of(stands, "position") +
         (reason.empty() ? "" : ": " + reason);
}

// Whose codings the figure is made of.
std::string coders_of(const Json& response) {
  std::vector<std::string> coders;
  for (const auto& coding : response.at("codings"))
    if (coding.at("counted").get<bool>()) coders.push_back(text_of(coding, "coder"));
  return joined(coders);
}

// "ada (32), bo as wages (35)": who said it, as what, by which event.
std::string said_by(const Json& response) {
  std::vector<std::string> words;
  for (const auto& one : response.at("assignments")) {
    const auto theme = text_of(one, "theme"), counted_as = text_of(one, "counted_as");
    words.push_back(text_of(one, "coder") + (theme == counted_as ? "" : " as " + theme) + " (" +
                    number_of(one, "position") + ")" +
                    (one.at("counted").get<bool>() ? "" : " not counted"));
  }
  return joined(words);
}

// "agreement on Time, krippendorff_alpha"
std::string title_of_agreement(const Json& figure) {
  std::string title = "agreement";
  if (const auto label = text_of(figure, "label"); !label.empty()) title += " on " + label;
  if (const auto name = text_of(figure, "coefficient"); !name.empty()) title += ", " + name;
  std::vector<std::string> coders;
  for (const auto& coder : figure.at("coders")) coders.push_back(coder.get<std::string>());
  if (!coders.empty()) title += ", of " + joined(coders);
  if (const auto round = text_of(figure, "round"); !round.empty()) title += ", round " + round;
  return title;
}

std::string title_of(const Json& figure) {
  const auto kind = text_of(figure, "kind");
  if (kind == "progress")
    return "what " + text_of(figure, "coder") +
           (figure.at("finished").get<bool>() ? " has finished" : " has begun");
  auto title = kind == "agreement" ? title_of_agreement(figure) : text_of(figure, "label");
  if (figure.contains("other")) title += " and " + text_of(figure, "other");
  if (const auto& group = figure.at("group"); !group.is_null())
    title += ", " + text_of(group, "label");
  return title;
}

// Each response of each row on a line of its own; what the row is of stands on its first.
void show_evidence(Session& session, const Json& evidence) {
  const auto& figure = evidence.at("figure");
  session.print_title(text_of(evidence, "question") + ": " + title_of(figure));
  auto unit = text_of(evidence, "unit");
  unit.pop_back();  // counted() says how many there are
  const bool has_basis = figure.contains("basis");
  session.print(fmt::format(
      "{}; {}{}position {}\n", counted(evidence.at("total").get<std::uint64_t>(), unit),
      has_basis ? "basis " + text_of(figure, "basis") + ", " : "",
      figure.value("roll_up", false) ? "rolled up, " : "", number_of(evidence, "position")));
  Table table(
      {{"Respondent"}, {"Group"}, {"Response"}, {has_basis ? "Stands by" : "Coders"}, {"Said by"}});
  for (const auto& row : evidence.at("rows")) {
    auto respondent = text_of(row, "respondent"), group = text_of(row, "group");
    for (const auto& response : row.at("responses")) {
      table.add({respondent, group, text_of(response, "response"),
                 has_basis ? standing_of(response) : coders_of(response), said_by(response)});
      respondent.clear();
      group.clear();
    }
  }
  if (!table.empty()) session.print(table);
  if (const auto& next = evidence.at("next"); !next.is_null())
    session.note("There is more: go on with --offset " + number_of(evidence, "next") + " --as-of " +
                 number_of(evidence, "position") + ".");
}

// Each coder's layer of each row on a line of its own.
void show_layers(Session& session, const Json& evidence) {
  session.print_title(text_of(evidence, "question") + ": agreement on where units are");
  session.print(fmt::format("{}; framework {}, position {}\n",
                            counted(evidence.at("total").get<std::uint64_t>(), "comment"),
                            text_of(evidence.at("figure"), "framework"),
                            number_of(evidence, "position")));
  Table table({{"Respondent"}, {"Comment"}, {"Coder"}, {"At", Align::kRight}, {"Units"}});
  for (const auto& row : evidence.at("rows"))
    for (const auto& layer : row.at("layers")) {
      std::vector<std::string> units;
      for (const auto& span : layer.at("spans")) {
        auto unit = number_of(span, "begin") + ":" + number_of(span, "end");
        for (const auto& theme : span.at("themes")) unit += "=" + theme.get<std::string>();
        units.push_back(std::move(unit));
      }
      table.add({text_of(row, "respondent"), text_of(row, "comment"), text_of(layer, "coder"),
                 number_of(layer, "position"), joined(units)});
    }
  if (!table.empty()) session.print(table);
  if (!evidence.at("next").is_null())
    session.note("There is more: go on with --offset " + number_of(evidence, "next") + " --as-of " +
                 number_of(evidence, "position") + ".");
}

// Where the figure stands in the API, and what of its kind it is.
Target figure_of(const Asked& asked) {
  Target target{"v1", "studies", asked.study, "questions", *asked.question};
  if (asked.unitizing)
    target.below("agreement").below("unitizing");
  else if (asked.agreement)
    target.below("agreement");
  else if (asked.progress)
    target.below("progress").below(*asked.progress);
  else
    target.below(asked.with ? "connections" : "counts").below(*asked.theme);
  if (asked.with) target.below(*asked.with);
  return target;
}

void add_figure(Target& target, const Asked& asked) {
  if (asked.agreement) target.with("theme", asked.theme);
  target.with("coder", asked.coders);
  target.with("basis", asked.basis)
      .with("group", asked.group)
      .with("roll_up", if_set(asked.roll_up, "true"))
      .with("finished", if_set(asked.finished, "true"))
      .with("coefficient", asked.coefficient)
      .with("framework", asked.framework)
      .with("round", asked.round)
      .with("comment", asked.comment);
}

// Whether it is said which figure; where not, that was said.
bool names_figure(Session& session, const Asked& asked) {
  if (asked.theme || asked.agreement || asked.progress || asked.unitizing) return true;
  session.fail(Exit::kUsage, {Fault::kMissingField, "It is not said which figure.", "",
                              "Name a theme, --progress CODER, --agreement or --unitizing."});
  return false;
}

void evidence(Session& session, const Asked& asked) {
  if (!names_figure(session, asked)) return;
  auto target = figure_of(asked);
  target.below("evidence");
  add_figure(target, asked);
  target.with("unit", asked.unit)
      .with("offset", asked.offset)
      .with("limit", asked.limit)
      .with("as_of", asked.as_of);
  if (asked.csv) return print_as_served(session, target.with("format", "csv"));
  const auto answer = session.get(target);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  (asked.unitizing ? show_layers : show_evidence)(session, *answer);
}

std::string signed_number(const Json& difference, const char* unit) {
  return fmt::format("{:+}", difference.at(unit).get<std::int64_t>());
}

std::string moment_of(const Json& end) {
  const auto time = text_of(end, "time");
  return "position " + number_of(end, "position") + (time.empty() ? "" : " (" + time + ")");
}

// "43 responses", "0.652 of 12 units"
std::string figure_at(const Json& at) {
  if (!at.contains("agreement")) return counted_of(at.at("units"), "responses");
  const auto& agreement = at.at("agreement");
  const auto units = counted_of(agreement, "units");
  const auto& value = agreement.at("value");
  if (!value.is_null()) return coefficient_of(value) + " of " + units;
  const auto reason = text_of(agreement, "reason");
  return units + (reason.empty() ? "" : " (" + spaced(reason) + ")");
}

// A figure at two moments, and the events that moved it.
void show_figure_diff(Session& session, const Json& diff) {
  session.print_title(text_of(diff, "question") + ": " + title_of(diff.at("figure")));
  const auto &from = diff.at("from"), &to = diff.at("to");
  const bool is_count = !to.contains("agreement");
  session.print(fmt::format(
      "{} at {}, {} at {}{}\n", figure_at(from), moment_of(from), figure_at(to), moment_of(to),
      is_count ? ": " + signed_number(diff.at("difference"), "responses") : ""));
  for (const auto& one : diff.at("events")) {
    const auto line = line_of(one.at("event"));
    session.print(is_count ? fmt::format("{:>4} to {:<6} {}\n",
                                         signed_number(one.at("difference"), "responses"),
                                         number_of(one.at("units"), "responses"), line)
                           : fmt::format("{:>24} {}\n", figure_at(one), line));
  }
  if (!diff.at("next").is_null())
    session.note("There is more: go on with --after " + number_of(diff, "next") + " --to " +
                 number_of(to, "position") + ".");
}

void show_diff(Session& session, const Json& diff) {
  session.print_title("From " + moment_of(diff.at("from")) + " to " + moment_of(diff.at("to")));
  if (diff.at("words").empty()) session.print("Nothing is other than it was.\n");
  for (const auto& sentence : diff.at("words"))
    session.print(printable(sentence.get<std::string>()) + "\n");
  Table table({{"Question"},
               {"Theme"},
               {"Responses before", Align::kRight},
               {"after", Align::kRight},
               {"Assignments before", Align::kRight},
               {"after", Align::kRight}});
  for (const auto& figure : diff.at("figures")) {
    const auto &before = figure.at("before"), &after = figure.at("after");
    table.add({text_of(figure, "question"), text_of(figure, "label"),
               number_of(before, "responses"), number_of(after, "responses"),
               number_of(before, "assignments"), number_of(after, "assignments")});
  }
  if (table.empty()) return;
  session.print("\n");
  session.print(table);
}

void diff(Session& session, const Asked& asked) {
  if (asked.question && !names_figure(session, asked)) return;
  auto target = asked.question ? figure_of(asked) : Target{"v1", "studies", asked.study};
  target.below("diff").with("from", since(asked.from)).with("to", until(asked.to));
  add_figure(target, asked);
  target.with("after", asked.after).with("limit", asked.limit);
  const auto answer = session.get(target);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  (asked.question ? show_figure_diff : show_diff)(session, *answer);
}

void history(Session& session, const Asked& asked) {
  Target target{"v1", "studies", asked.study, "history"};
  target.with("kind", asked.kind)
      .with("id", asked.id)
      .with("question", asked.question)
      .with("coder", asked.coder)
      .with("actor", asked.actor)
      .with("type", asked.type)
      .with("command", asked.command)
      .with("client", asked.client)
      .with("from", since(asked.from))
      .with("to", until(asked.to))
      .with("after", asked.after)
      .with("limit", asked.limit)
      .with("as_of", asked.as_of);
  if (asked.csv || session.json)
    return print_all_as_served(session, target.with("format", asked.csv ? "csv" : "ndjson"),
                               asked.csv, asked.limit.has_value());
  const auto answer = session.get(target);
  if (!answer) return;
  for (const auto& event : answer->at("events")) {
    const auto client = text_of(event, "client");
    session.print(line_of(event) + (client.empty() ? "" : "  [" + printable(client) + "]") + "\n");
  }
  if (!answer->at("next").is_null())
    session.note("There is more: go on with --after " + number_of(*answer, "next") + ".");
}

// Which figure of a question it is, beside its theme.
void add_figure_options(CLI::App& command, const std::shared_ptr<Asked>& asked) {
  auto* with = command.add_option("--with", asked->with, "The connection with this theme");
  with->check(an_id);
  auto* progress =
      command.add_option("--progress", asked->progress, "What this coder has done, not a theme");
  progress->check(an_id)->excludes(with);
  command.add_flag("--finished", asked->finished, "Only what they have finished")->needs(progress);
  auto* agreement = command.add_flag("--agreement", asked->agreement,
                                     "Agreement: on the theme or, without one, "
                                     "of whole codings");
  agreement->excludes(with)->excludes(progress);
  command
      .add_option("--coefficient", asked->coefficient,
                  "Which coefficient: krippendorff_alpha, gwet_ac1, ...")
      ->needs(agreement);
  command.add_option("--coder", asked->coders, "Only between these coders; give it several times")
      ->check(an_id);
  command.add_option("--round", asked->round, "Only of this round")->check(an_id)->needs(agreement);
  command.add_option("--framework", asked->framework, "Of agreement: only this framework")
      ->check(an_id);
  command.add_option("--basis", asked->basis,
                     "Whose assignments count: settled, majority, any, all or coder:ID");
  command.add_option("--group", asked->group, "Only of this group; empty: of those in no group");
  command.add_flag("--roll-up", asked->roll_up, "Count the theme where a sub-theme counts");
}

CLI::App* audit_command(CLI::App& app, const char* name, const char* about,
                        const std::shared_ptr<Asked>& asked) {
  auto* command = app.add_subcommand(name, about);
  command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  return command;
}

}  // namespace

void add_evidence_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<Asked>();
  auto* why = audit_command(app, "evidence",
                            "Where a figure comes from: what it counts, and who "
                            "decided it",
                            asked);
  why->add_option("question", asked->question, "Its question")->required()->check(an_id);
  why->add_option("theme", asked->theme, "Its theme")->check(an_id);
  add_figure_options(*why, asked);
  why->add_flag("--unitizing", asked->unitizing,
                "Agreement on where units are: the coders' own segmentations")
      ->excludes("--agreement")
      ->excludes("--progress")
      ->excludes("--with");
  why->add_option("--comment", asked->comment, "Of such agreement: only this comment")
      ->check(an_id)
      ->needs("--unitizing");
  why->add_option("--unit", asked->unit, "A row for each of these")
      ->check(CLI::IsMember({"responses", "comments", "respondents", "assignments"}));
  why->add_option("--limit", asked->limit, "At most so many rows");
  why->add_option("--offset", asked->offset, "Leave out so many rows");
  why->add_flag("--csv", asked->csv, "As CSV, for spreadsheets and statistics programs");
  add_as_of_option(*why, asked->as_of);
  why->callback([&session, asked] { evidence(session, *asked); });

  auto* differs = audit_command(app, "diff",
                                "What changed between two moments, in the study or in one "
                                "figure",
                                asked);
  auto* question = differs->add_option("question", asked->question, "Of one figure: its question");
  auto* theme = differs->add_option("theme", asked->theme, "Of one figure: its theme");
  question->check(an_id);
  theme->check(an_id);
  differs
      ->add_option("--from", asked->from,
                   "The earlier moment: a position, a time, or the beginning of a day (UTC)")
      ->required();
  differs->add_option("--to", asked->to, "The later one, or the end of a day; now if not given");
  add_figure_options(*differs, asked);
  differs->add_option("--after", asked->after, "Leave out the events of a figure up to here");
  differs->add_option("--limit", asked->limit, "At most so many events of a figure");
  differs->callback([&session, asked] { diff(session, *asked); });

  auto* past = audit_command(app, "history",
                             "What happened with anything, and who decided it; with --json as "
                             "NDJSON",
                             asked);
  past->add_option("kind", asked->kind,
                   "What kind of thing: theme, comment, response, coding, member, round, question, "
                   "framework, memo, quote, ...; everything if not given");
  past->add_option("id", asked->id, "Its id; of a coding, the response's")->check(an_id);
  past->add_option("--question", asked->question, "Of a comment, response or coding");
  past->add_option("--coder", asked->coder, "Whose coding");
  past->add_option("--actor", asked->actor, "Only what this one did");
  past->add_option("--type", asked->type,
                   "Only these events, separated by commas: theme_assigned, ...");
  past->add_option("--command", asked->command, "Only what came under this command id");
  past->add_option("--client", asked->client, "Only what came from this program");
  past->add_option("--from", asked->from, "From this position, time or day (UTC) on");
  past->add_option("--to", asked->to, "Up to this position, time or the end of this day");
  past->add_option("--after", asked->after, "Begin behind this position");
  past->add_option("--limit", asked->limit, "At most so many events");
  past->add_flag("--csv", asked->csv, "As CSV, for spreadsheets and statistics programs");
  add_as_of_option(*past, asked->as_of);
  past->callback([&session, asked] { history(session, *asked); });
}

}  // namespace verbatim::tool
