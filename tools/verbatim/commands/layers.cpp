// verbatim layer: how coders split comments for themselves, and making one split the shared one.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/output/words.hpp"
#include "verbatim/span_words.hpp"

namespace verbatim::tool {
namespace {

struct LayerWords {
  std::string study, question, comment, coder, reason, codings = "refuse";
  std::vector<std::string> units, coders;
  std::optional<std::uint64_t> revision;
  std::optional<std::string> as_of;
  bool uncoded = false, unfinished = false, finished_only = false, dry_run = false;
};

// "0:5=pay,time" or "0:5"; nothing where it is neither.
std::optional<Json> unit_from(std::string_view text) {
  const auto equals = text.find('=');
  const auto span = text.substr(0, equals);
  const auto place = span_from(span);
  if (!place) return std::nullopt;
  auto themes = Json::array();
  auto rest = equals == std::string_view::npos ? std::string_view() : text.substr(equals + 1);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    if (comma != 0) themes.push_back(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return Json{{"begin", place->first}, {"end", place->second}, {"themes", std::move(themes)}};
}

std::string a_unit(const std::string& text) {
  return unit_from(text) ? "" : "A unit is BEGIN:END or BEGIN:END=THEME,THEME, in code points.";
}

std::string units_of(const Json& layer) {
  std::string units;
  for (const auto& unit : layer.at("units")) {
    std::string themes;
    for (const auto& theme : unit.at("themes"))
      themes += (themes.empty() ? "" : ", ") + theme.get<std::string>();
    units += (units.empty() ? "" : "; ") + number_of(unit, "begin") + ":" + number_of(unit, "end") +
             (themes.empty() ? "" : " " + themes);
  }
  return units.empty() ? "no unit" : units;
}

Target place_of(const LayerWords& words, const std::string& coder) {
  return {"v1",       "studies",     words.study, "questions", words.question,
          "comments", words.comment, "layers",    coder};
}

// One layer, with the revision that `layer set --revision` takes.
void show_layer(Session& session, const LayerWords& words) {
  const auto coder = words.coders.empty() ? session.my_name() : words.coders.front();
  if (!coder) return;
  const auto layer = session.get(place_of(words, *coder).with("as_of", words.as_of));
  if (!layer) return;
  if (session.json) return session.print_json(*layer);
  session.print_title(text_of(*layer, "comment") + ", " +
                      counted(layer->at("code_points").get<std::uint64_t>(), "code point") +
                      ", as " + text_of(*layer, "coder") + " splits it");
  session.print("revision " + number_of(*layer, "revision") +
                (layer->at("finished").get<bool>() ? ", finished\n" : ", not finished\n"));
  Table table({{"Begin", Align::kRight}, {"End", Align::kRight}, {"Themes"}});
  for (const auto& unit : layer->at("units")) {
    std::string themes;
    for (const auto& one : unit.at("assignments"))
      themes += (themes.empty() ? "" : ", ") + text_of(one, "theme");
    table.add({number_of(unit, "begin"), number_of(unit, "end"), themes});
  }
  if (!table.empty()) session.print(table);
}

// All of a question, page by page; with --json one answer a line.
void show_layers(Session& session, const LayerWords& words) {
  Table table({{"Comment"}, {"Length", Align::kRight}, {"Coder"}, {"Finished"}, {"Units"}});
  std::optional<std::string> after;
  do {
    Target target({"v1", "studies", words.study, "questions", words.question, "layers"});
    for (const auto& coder : words.coders) target.with("coder", coder);
    if (words.finished_only) target.with("finished", "true");
    const auto answer = session.get(target.with("after", after).with("as_of", words.as_of));
    if (!answer) return;
    if (session.json) session.print_json(*answer);
    for (const auto& comment : answer->at("comments"))
      for (const auto& layer : comment.at("layers"))
        table.add({text_of(comment, "comment"), number_of(comment, "code_points"),
                   text_of(layer, "coder"), layer.at("finished").get<bool>() ? "yes" : "no",
                   units_of(layer)});
    after.reset();
    if (!answer->at("next").is_null()) after = text_of(*answer, "next");
  } while (after);
  if (!session.json) session.print(table);
}

void set_layer(Session& session, const LayerWords& words) {
  const auto me = session.my_name();
  if (!me) return;
  auto units = Json::array();
  for (const auto& unit : words.units) units.push_back(*unit_from(unit));
  const auto answer =
      session.send("PUT", place_of(words, *me),
                   {{"units", std::move(units)}, {"finished", !words.unfinished}}, words.revision);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  const auto& layer = answer->at("layer");
  session.print((answer->at("events").get<int>() > 0 ? "Set " : "It is so already: ") +
                counted(layer.at("units").size(), "unit") + " of comment " +
                printable(words.comment) +
                (layer.at("finished").get<bool>() ? ", finished" : ", not finished") +
                "; position " + number_of(*answer, "position") + ".\n");
}

void adopt(Session& session, const LayerWords& words) {
  Json body = {{"coder", words.coder},
               {"codings", words.codings},
               {"reason", words.reason},
               {"dry_run", words.dry_run}};
  if (!words.comment.empty()) body["comment"] = words.comment;
  const auto answer =
      session.post({"v1", "studies", words.study, "questions", words.question, "adoption"}, body);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  const auto& adopted = answer->at("adopted");
  const auto outside = adopted.at("outside").get<std::uint64_t>();
  session.print(std::string(words.dry_run ? "Would adopt " : "Adopted ") + printable(words.coder) +
                "'s split of " + counted(adopted.at("comments").get<std::uint64_t>(), "comment") +
                ": " + number_of(adopted, "split") + " split anew, " +
                counted(adopted.at("assigned").get<std::uint64_t>(), "assignment") + " made, " +
                number_of(adopted, "withdrawn") + " withdrawn" +
                (outside == 0 ? ""
                              : "; " + counted(outside, "assignment") +
                                    " of layers in none of the responses") +
                "; position " + number_of(*answer, "position") + ".\n");
}

CLI::App* of_a_question(CLI::App& layer, const char* name, const char* what, LayerWords& words) {
  auto* command = layer.add_subcommand(name, what);
  command->add_option("study", words.study, "The study's id")->required()->check(an_id);
  command->add_option("question", words.question, "The question")->required()->check(an_id);
  return command;
}

}  // namespace

void add_layer_commands(CLI::App& app, Session& session) {
  auto* layer = app.add_subcommand("layer", "Split comments in a layer of one's own, and adopt one")
                    ->require_subcommand(1);
  const auto words = std::make_shared<LayerWords>();

  auto* show = of_a_question(*layer, "show", "How coders split the comments", *words);
  show->add_option("--coder", words->coders, "Only this one's (each, if several)");
  show->add_flag("--finished", words->finished_only, "Only what they are finished with");
  show->add_option("--comment", words->comment,
                   "Of this comment, with its revision: --coder's layer, or mine")
      ->check(an_id);
  add_as_of_option(*show, words->as_of);
  show->callback([&session, words] {
    words->comment.empty() ? show_layers(session, *words) : show_layer(session, *words);
  });

  auto* set = of_a_question(*layer, "set", "Say all of one comment, in units of my own", *words);
  set->add_option("comment", words->comment, "The comment")->required()->check(an_id);
  auto* units =
      set->add_option("--unit", words->units, "BEGIN:END=THEME,THEME in code points (each)")
          ->check(a_unit);
  set->add_flag("--uncoded", words->uncoded, "I have seen it, and nothing in it is a unit")
      ->excludes(units);
  set->add_option("--revision", words->revision, "Only if my layer is still at this revision");
  set->add_flag("--unfinished", words->unfinished, "There is more to say of it");
  set->callback([&session, words] {
    if (words->units.empty() && !words->uncoded) throw CLI::RequiredError("--unit or --uncoded");
    set_layer(session, *words);
  });

  auto* adopting =
      of_a_question(*layer, "adopt", "Make one coder's split the one that all share", *words);
  adopting->add_option("coder", words->coder, "Whose split")->required()->check(an_id);
  adopting->add_option("--comment", words->comment,
                       "Of this comment; of every one they are finished with if not given");
  adopting
      ->add_option("--codings", words->codings,
                   "What becomes of earlier codings: refuse, keep, copy or withdraw")
      ->check(CLI::IsMember({"refuse", "keep", "copy", "withdraw"}));
  adopting->add_option("--reason", words->reason, "Why; kept with the events")->required();
  adopting->add_flag("--dry-run", words->dry_run, "Only say what it would be");
  adopting->callback([&session, words] { adopt(session, *words); });
}

}  // namespace verbatim::tool
