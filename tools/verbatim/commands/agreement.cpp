// verbatim agreement questions, timeline, diagnosis, same-texts, unitizing, data: of a study's own
// codings.
#include "verbatim/commands/agreement.hpp"

#include <algorithm>
#include <map>

#include "base/word_list.hpp"
#include "verbatim/cli.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Asked {
  std::string study, question;
  std::optional<std::string> framework, coders, round, group, as_of, coefficients;
  std::optional<std::string> theme, points, at;        // of a timeline
  std::optional<std::string> comment;                  // of units
  std::vector<std::string> coder;                      // beside `coders`: one each
  std::optional<std::string> distance, limit, format;  // of why coders differ
  bool roll_up = false, pairs = false;
};

constexpr auto kNotShown =
    "Not shown: too few people of this group, or of another one that would follow from it, "
    "answered "
    "(policy suppress_below).\n";

std::optional<std::string> yes(bool flag) {
  return flag ? std::optional<std::string>("true") : std::nullopt;
}

Target about(Target target, const Asked& asked) {
  target.with("framework", asked.framework)
      .with("coders", asked.coders)
      .with("coder", asked.coder)
      .with("round", asked.round)
      .with("group", asked.group)
      .with("roll_up", yes(asked.roll_up))
      .with("as_of", asked.as_of);
  return target;
}

Target below_question(const Asked& asked, std::string_view what) {
  return about({"v1", "studies", asked.study, "questions", asked.question, "agreement", what},
               asked);
}

std::string heading(const Json& answer) {
  return "framework " + text_of(answer, "framework") + ", position " +
         number_of(answer, "position") + "\n";
}

std::string listed(const Json& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name.get<std::string>();
  return text.empty() ? "-" : text;
}

// "ada: pay, time; bo: -"
std::string what_they_said(const Json& coders, const ThemeLabels& labels) {
  std::string text;
  for (const auto& one : coders) {
    auto themes = Json::array();
    for (const auto& theme : one.at("themes"))
      themes.push_back(labels.of(theme.get<std::string>()));
    text += (text.empty() ? "" : "; ") + text_of(one, "coder") + ": " + listed(themes);
  }
  return text;
}

// A value, or why there is none.
std::string value_of(const Json& estimate) {
  const auto& value = estimate.at("value");
  return value.is_null() ? spaced(text_of(estimate, "reason")) : coefficient_of(value);
}

// --- All questions side by side ------------------------------------------------------------------

void questions(Session& session, const Asked& asked) {
  const auto answer = session.get(about({"v1", "studies", asked.study, "agreement"}, asked)
                                      .with("coefficient", asked.coefficients));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Question"},
               {"Framework"},
               {"Coefficient"},
               {"Sets of themes", Align::kRight},
               {"Themes: lowest", Align::kRight},
               {"Median", Align::kRight},
               {"Highest", Align::kRight},
               {"Undefined", Align::kRight},
               {"Responses", Align::kRight},
               {"Coders", Align::kRight}});
  for (const auto& question : answer->at("questions")) {
    const auto id = text_of(question, "question");
    if (question.at("suppressed").get<bool>()) {
      table.add({id, "not shown", "", "", "", "", "", "", "", ""});
      continue;
    }
    struct Row {
      std::string whole;
      std::vector<double> themes;
      std::size_t undefined = 0;
    };
    std::vector<std::pair<std::string, std::string>> order;
    std::map<std::pair<std::string, std::string>, Row> rows;
    for (const auto& result : question.at("results")) {
      const std::pair key(text_of(result, "framework"), text_of(result, "coefficient"));
      if (rows.count(key) == 0) order.push_back(key);
      auto& row = rows[key];
      if (result.at("theme").is_null())
        row.whole = value_of(result);
      else if (result.at("value").is_null())
        ++row.undefined;
      else
        row.themes.push_back(result.at("value").get<double>());
    }
    for (const auto& key : order) {
      auto& row = rows[key];
      std::sort(row.themes.begin(), row.themes.end());
      const auto of = [&](std::size_t place) {
        return row.themes.empty() ? std::string("-") : coefficient_of(Json(row.themes[place]));
      };
      table.add({id, key.first, key.second, row.whole, of(0), of(row.themes.size() / 2),
                 of(std::max<std::size_t>(row.themes.size(), 1) - 1), std::to_string(row.undefined),
                 number_of(question, "units"), std::to_string(question.at("coders").size())});
    }
  }
  session.print(table);
}

// --- Timeline ------------------------------------------------------------------------------------

// Of one theme, or of whole sets.
bool is_about(const Json& result, const std::optional<std::string>& theme) {
  return theme ? text_of(result, "theme") == *theme : result.at("theme").is_null();
}

void show_drift(Session& session, const Json& answer) {
  session.print("\n");
  Table table({{"Position", Align::kRight},
               {"Coder against the rest"},
               {"Theme"},
               {"Cohen's kappa", Align::kRight}});
  for (const auto& point : answer.at("points")) {
    if (point.at("against_the_rest").is_null()) continue;
    const ThemeLabels labels(point.at("results"));
    for (const auto& coder : point.at("against_the_rest"))
      for (const auto& theme : coder.at("themes"))
        table.add({number_of(point, "position"), text_of(coder, "coder"),
                   labels.of(text_of(theme, "theme")), coefficient_of(theme.at("cohen_kappa"))});
  }
  session.print(table);
}

// What happened to the codebook up to a position, beginning at `change`, which moves on.
std::string changes_until(const Json& changes, std::size_t& change, std::uint64_t position) {
  constexpr std::size_t kNamed = 2;
  std::string text;
  std::size_t more = 0, named = 0;
  for (; change < changes.size() && changes[change].at("position").get<std::uint64_t>() <= position;
       ++change) {
    if (named == kNamed) {
      ++more;
      continue;
    }
    text += (named++ == 0 ? "" : ", ") + spaced(text_of(changes[change], "type")) + " " +
            text_of(changes[change], "theme");
  }
  return more == 0 ? text : text + " and " + std::to_string(more) + " more";
}

// The coefficients of the table's columns: those that were asked for, else one of agreement and one
// beyond chance.
std::vector<std::string> columns_of(const Asked& asked) {
  return between_commas(asked.coefficients.value_or("percent_agreement,krippendorff_alpha"));
}

// One line a point and framework: what is asked for side by side, and what happened to the codebook
// since the point before.
void timeline(Session& session, const Asked& asked) {
  const auto answer = session.get(below_question(asked, "timeline")
                                      .with("coefficient", asked.coefficients)
                                      .with("points", asked.points)
                                      .with("at", asked.at)
                                      .with("pairs", yes(asked.pairs)));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print_title(text_of(*answer, "question"));
  session.print((asked.theme ? "Theme " + *asked.theme : std::string("Whole sets of themes")) +
                ", up to position " + number_of(*answer, "position") + "; times are UTC\n");
  const auto names = columns_of(asked);
  std::vector<Column> columns = {
      {"Position", Align::kRight}, {"Time"}, {"Responses", Align::kRight}, {"Framework"}};
  for (const auto& name : names) columns.push_back({name, Align::kRight});
  columns.push_back({"Codebook"});
  Table table(columns);
  std::size_t change = 0;
  for (const auto& point : answer->at("points")) {
    auto time = text_of(point, "time").substr(0, 16);  // to the minute
    std::replace(time.begin(), time.end(), 'T', ' ');
    auto changes = changes_until(answer->at("codebook_changes"), change,
                                 point.at("position").get<std::uint64_t>());
    std::vector<std::string> frameworks;
    std::map<std::pair<std::string, std::string>, std::string> values;
    for (const auto& result : point.at("results")) {
      if (!is_about(result, asked.theme)) continue;
      const auto framework = text_of(result, "framework");
      if (std::find(frameworks.begin(), frameworks.end(), framework) == frameworks.end())
        frameworks.push_back(framework);
      values[{framework, text_of(result, "coefficient")}] = value_of(result);
    }
    const bool suppressed = point.at("suppressed").get<bool>();
    if (frameworks.empty()) frameworks.emplace_back();
    bool first = true;
    for (const auto& framework : frameworks) {
      std::vector<Cell> row = {first ? number_of(point, "position") : "", first ? time : "",
                               !first       ? ""
                               : suppressed ? "not shown"
                                            : number_of(point, "units"),
                               framework};
      for (const auto& name : names) {
        const auto found = values.find({framework, name});
        row.emplace_back(found == values.end() ? "-" : found->second);
      }
      row.emplace_back(first ? changes : "");
      table.add(std::move(row));
      first = false;
    }
  }
  session.print(table);
  if (asked.pairs) show_drift(session, *answer);
}

// --- Where units are -----------------------------------------------------------------------------

void unitizing(Session& session, const Asked& asked) {
  const auto answer =
      session.get(below_question(asked, "unitizing").with("comment", asked.comment));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print_title(text_of(*answer, "question"));
  session.print((answer->at("comment").is_null() ? counted_of(*answer, "comments") +
                                                       " that two coders or more finished splitting"
                                                 : "comment " + text_of(*answer, "comment")) +
                ", " + counted(answer->at("coders").size(), "coder") + ", " + heading(*answer));
  Table table({{"Coefficient"},
               {"Of"},
               {"Value", Align::kRight},
               {"Observed", Align::kRight},
               {"Expected", Align::kRight}});
  for (const auto& result : answer->at("results")) {
    const auto& label = result.at("label");
    table.add({text_of(result, "coefficient"),
               label.is_null()                    ? "all"
               : label.get<std::string>().empty() ? "no theme"
                                                  : label.get<std::string>(),
               value_of(result), coefficient_of(result.at("observed_disagreement")),
               coefficient_of(result.at("expected_disagreement"))});
  }
  session.print(table);
  if (answer->at("comment").is_null())
    session.note("Krippendorff's unitizing family is of one text: name it with --comment.");
}

// --- Why coders differ ---------------------------------------------------------------------------

void show_matrices(Session& session, const Json& answer, const ThemeLabels& labels) {
  session.print("\n");
  Table themes({{"One applies"}, {"the other applies"}, {"Pairs of codings", Align::kRight}});
  for (const auto& cell : answer.at("theme_matrix"))
    themes.add({labels.of(text_of(cell, "theme")),
                cell.at("other").is_null() ? "nothing else" : labels.of(text_of(cell, "other")),
                number_of(cell, "times")});
  session.print(themes);
  session.print("\n");
  if (answer.at("coder_matrix").is_null())
    return session.print("Too many coders for pairs: choose some with --coders.\n");
  Table coders({{"Coder"},
                {"with"},
                {"Responses", Align::kRight},
                {"% exact sets", Align::kRight},
                {"Cohen's kappa", Align::kRight}});
  for (const auto& pair : answer.at("coder_matrix"))
    coders.add({text_of(pair, "first"), text_of(pair, "second"),
                number_of(pair.at("percent_exact_sets"), "units"),
                percent_of(pair.at("percent_exact_sets").at("value")),
                value_of(pair.at("cohen_kappa"))});
  session.print(coders);
}

void diagnosis(Session& session, const Asked& asked) {
  const auto answer = session.get(below_question(asked, "diagnosis")
                                      .with("distance", asked.distance)
                                      .with("limit", asked.limit));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print_title(text_of(*answer, "question"));
  if (says_suppressed(session, *answer)) return;
  session.print(counted_of(*answer, "units") + " with two codings or more, " + heading(*answer));
  const ThemeLabels labels(answer->at("themes"));
  Table themes({{"Theme"}, {"Alpha", Align::kRight}, {"Advice"}});
  for (const auto& theme : answer->at("themes"))
    themes.add({labels.of(text_of(theme, "theme")), value_of(theme.at("krippendorff_alpha")),
                text_of(theme, "words")});
  session.print(themes);
  show_matrices(session, *answer, labels);
  session.print("\n");
  Table costliest({{"Response"}, {"% of disagreement", Align::kRight}, {"What coders said"}});
  for (const auto& one : answer->at("costliest"))
    costliest.add({text_of(one, "response"), percent_of(one.at("share")),
                   what_they_said(one.at("coders"), labels)});
  session.print(costliest);
}

void same_texts(Session& session, const Asked& asked) {
  const auto answer = session.get(below_question(asked, "same-texts").with("limit", asked.limit));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print_title(text_of(*answer, "question"));
  if (says_suppressed(session, *answer)) return;
  const auto total = answer->at("total").get<std::uint64_t>();
  session.print(counted(total, "text") + " that " + (total == 1 ? "was" : "were") +
                " coded differently, " + heading(*answer));
  Table table({{"Text"}, {"Inconsistent"}, {"Response"}, {"What coders said"}});
  for (const auto& text : answer->at("texts")) {
    bool first = true;
    for (const auto& response : text.at("responses")) {
      table.add({first ? text_of(text, "text") : "",
                 first ? listed(text.at("inconsistent_coders")) : "", text_of(response, "response"),
                 what_they_said(response.at("coders"), ThemeLabels(Json::array()))});
      first = false;
    }
  }
  session.print(table);
}

// Asks for data of one framework, the first where none was named. CSV has no place to say so:
// `note` then does. Nothing where that failed, which was said.
std::optional<Asked> with_its_framework(Session& session, Asked asked, std::string& note) {
  if (asked.framework) return asked;
  const auto study = session.get(Target{"v1", "studies", asked.study}.with("as_of", asked.as_of));
  if (!study) return std::nullopt;
  const auto& frameworks = study->at("frameworks");
  if (frameworks.size() < 2) return asked;
  asked.framework = text_of(frameworks.front(), "framework");
  std::string others;
  for (std::size_t at = 1; at < frameworks.size(); ++at)
    others += (at == 1 ? "" : ", ") + text_of(frameworks[at], "framework");
  note = "These are the themes of the framework " + printable(*asked.framework) +
         "; --framework gives those of another: " + printable(others) + ".";
  return asked;
}

// The data as the server makes them.
void data(Session& session, const Asked& given) {
  std::string framework_note;
  const auto of_framework = with_its_framework(session, given, framework_note);
  if (!of_framework) return;
  const auto& asked = *of_framework;
  const auto format = asked.format ? *asked.format : std::string(session.json ? "json" : "csv");
  const auto answer =
      session.call({"GET", below_question(asked, "data").with("format", format).text()});
  if (!answer) return;
  session.print(answer->body);
  if (format == "json") return session.print("\n");
  session.flush();
  if (!framework_note.empty()) session.note(framework_note);
  if (asked.group)
    note_if_suppressed(session, answer->body, below_question(asked, "data").with("format", "json"));
}

CLI::App* add(CLI::App& agreement, const char* name, const char* about_it,
              const std::shared_ptr<Asked>& asked, bool of_question) {
  auto* command = agreement.add_subcommand(name, about_it);
  command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  if (of_question)
    command->add_option("question", asked->question, "The question")->required()->check(an_id);
  command->add_option("--framework", asked->framework, "Only the themes of this framework");
  command->add_option("--coders", asked->coders, "Only these, separated by commas");
  command->add_option("--coder", asked->coder, "Only this one, and each other that is so named");
  command->add_option("--round", asked->round, "Only a round's responses and coders");
  command->add_option("--group", asked->group, "Only responses of this group");
  command->add_flag("--roll-up", asked->roll_up, "Who says a theme says those above it as well");
  return command;
}

void add_coefficients(CLI::App& command, const std::shared_ptr<Asked>& asked) {
  command.add_option("--coefficient", asked->coefficients,
                     "Only these, separated by commas: percent_agreement, krippendorff_alpha, ...");
}

void add_limit(CLI::App& command, const std::shared_ptr<Asked>& asked, const char* of_what) {
  command.add_option("--limit", asked->limit, of_what);
}

}  // namespace

bool says_suppressed(Session& session, const Json& answer) {
  if (!answer.at("suppressed").get<bool>()) return false;
  session.print(kNotShown);
  return true;
}

void note_if_suppressed(Session& session, const std::string& csv, const Target& target) {
  if (std::count(csv.begin(), csv.end(), '\n') > 1) return;
  const auto answer = session.get(target);
  if (answer && answer->value("suppressed", false))
    session.note(std::string_view(kNotShown).substr(0, std::string_view(kNotShown).size() - 1));
}

void add_agreement_commands(CLI::App& agreement, Session& session) {
  const auto asked = std::make_shared<Asked>();
  auto* all = add(agreement, "questions", "All questions of a study side by side", asked, false);
  add_as_of_option(*all, asked->as_of);
  add_coefficients(*all, asked);
  all->callback([&session, asked] { questions(session, *asked); });

  auto* over_time = add(agreement, "timeline",
                        "How agreement developed, and what happened to the codebook", asked, true);
  add_coefficients(*over_time, asked);
  over_time->add_option("--theme", asked->theme, "Of this theme, not of whole sets");
  over_time->add_option("--points", asked->points, "How many evenly spaced points; 20");
  over_time->add_option("--at", asked->at, "These positions instead, separated by commas");
  add_as_of_option(*over_time, asked->as_of);
  over_time->add_flag("--pairs", asked->pairs, "Each coder against the rest, too: who drifts");
  over_time->callback([&session, asked] { timeline(session, *asked); });

  auto* why = add(agreement, "diagnosis", "Why coders differ, and what to talk about", asked, true);
  add_as_of_option(*why, asked->as_of);
  why->add_option("--distance", asked->distance, "Between sets of themes, for what responses cost")
      ->check(CLI::IsMember({"jaccard", "masi", "nominal"}));
  add_limit(*why, asked, "At most so many responses; 20");
  why->callback([&session, asked] { diagnosis(session, *asked); });

  auto* texts = add(agreement, "same-texts", "The same text coded differently", asked, true);
  add_as_of_option(*texts, asked->as_of);
  add_limit(*texts, asked, "At most so many texts; 20");
  texts->callback([&session, asked] { same_texts(session, *asked); });

  auto* units = agreement.add_subcommand(
      "unitizing", "How far coders agree on where units are, in layers of their own");
  units->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  units->add_option("question", asked->question, "The question")->required()->check(an_id);
  units->add_option("--framework", asked->framework, "Units of this framework's themes");
  units->add_option("--coders", asked->coders, "Only these, separated by commas");
  units->add_option("--coder", asked->coder, "Only this one, and each other that is so named");
  units->add_option("--comment", asked->comment, "Of this comment alone: all coefficients");
  add_as_of_option(*units, asked->as_of);
  units->callback([&session, asked] { unitizing(session, *asked); });

  auto* rows = add(agreement, "data",
                   "One row a response, one column a coder, and which rows were used; what "
                   "agreement compute --sets takes. Of one framework: the first if none is named",
                   asked, true);
  add_as_of_option(*rows, asked->as_of);
  rows->add_option("--format", asked->format, "csv, which it is without, json or ndjson")
      ->check(CLI::IsMember({"csv", "json", "ndjson"}));
  rows->callback([&session, asked] { data(session, *asked); });
}

}  // namespace verbatim::tool
