// verbatim agreement compute: every coefficient of reliability data from anywhere, without a
// server.
#include "verbatim/commands/compute.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "exchange/reliability.hpp"
#include "verbatim/cli.hpp"
#include "verbatim/commands/compute_reasons.hpp"
#include "verbatim/file_bytes.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

using agreement::Figure;
using agreement::ReliabilityData;

struct Compute {
  std::string file;
  std::optional<std::string> format, data_set;
  std::vector<std::string> coefficients, distances;  // as they were asked for
  exchange::ReliabilityForm form;
  agreement::ComputeOptions options;
  bool on_server = false, draws_asked = false;
};

// As is asked for; else by the file's name and, where that says nothing, by how JSON begins.
bool is_csv(const Compute& wanted, const std::string& text) {
  if (wanted.format) return *wanted.format == "csv";
  if (wanted.file.ends_with(".csv")) return true;
  if (wanted.file.ends_with(".json")) return false;
  const auto first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != text.npos && text[first] != '{' && text[first] != '[';
}

Result<std::vector<ReliabilityData>> read(const Compute& wanted, const std::string& text) {
  if (!is_csv(wanted, text)) return exchange::read_reliability_json(text, wanted.form);
  auto data = exchange::read_reliability_csv(text, wanted.form);
  if (!data) return std::move(data).error();
  std::vector<ReliabilityData> all;
  all.push_back(std::move(*data));
  return all;
}

// The alphas whose distance was asked for, for data of whichever kind.
std::vector<std::string> alphas_of(const std::string& distance) {
  if (distance == "nominal")
    return {"krippendorff_alpha", "krippendorff_alpha_nominal_sets", "per_category_alpha"};
  return {"krippendorff_alpha_" + distance};
}

std::string number(double value) {
  return fmt::format("{:.4f}", value);
}

std::string value_of(const Figure& figure) {
  if (figure.range) return number(figure.range->first) + " to " + number(figure.range->second);
  if (!figure.estimate.value) return "-";
  return number(*figure.estimate.value);
}

std::string note_of(const Figure& figure) {
  if (figure.estimate.reason && !figure.estimate.value && !figure.range)
    return spaced(std::string(slug_of(*figure.estimate.reason)));
  if (!figure.summary) return "";
  return fmt::format("applied {} of {}", figure.summary->applied, figure.summary->codings);
}

// One row a coefficient, whoever computed it.
Table table_of_figures() {
  return Table({{"Coefficient"},
                {"Of"},
                {"Value", Align::kRight},
                {"SE", Align::kRight},
                {"95 % interval", Align::kRight},
                {"By"},
                {"Units", Align::kRight},
                {""}});
}

void show(Session& session, const std::vector<Figure>& figures) {
  auto table = table_of_figures();
  for (const auto& figure : figures) {
    const auto& interval = figure.estimate.interval;
    table.add({figure.coefficient, figure.label.value_or(""), value_of(figure),
               interval ? number(interval->se) : "",
               interval ? number(interval->low) + " to " + number(interval->high) : "",
               interval ? spaced(std::string(slug_of(interval->method))) : "",
               std::to_string(figure.estimate.units), note_of(figure)});
  }
  session.print(table);
}

// " (a, b)", and nothing where they are too many to read.
std::string names_of(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 12;
  if (names.empty() || names.size() > kMost) return "";
  return fmt::format(" ({})", fmt::join(names, ", "));
}

void show_data(Session& session, const ReliabilityData& data, const std::vector<Figure>& figures) {
  if (!data.id.empty()) session.print_title(data.id);
  session.print(counted(data.coders.size(), "coder") + names_of(data.coders) + ", " +
                counted(data.categories.size(), "label") + names_of(data.categories) +
                "; units are those that two coders or more coded\n");
  show(session, figures);
}

// What is computed of each data set of a file, in its order.
using Computed = std::vector<std::vector<Figure>>;

void print_json(Session& session, const std::vector<ReliabilityData>& all,
                const Computed& computed) {
  if (all.size() == 1) {
    session.print(exchange::figures_json(computed.front()) + "\n");
    return;
  }
  auto sets = Json::array();
  for (std::size_t at = 0; at < all.size(); ++at)
    sets.push_back(
        {{"data_set", all[at].id}, {"results", Json::parse(exchange::figures_json(computed[at]))}});
  session.print_json(sets);
}

bool is_there(const std::vector<Figure>& figures, const std::string& coefficient) {
  return std::any_of(figures.begin(), figures.end(),
                     [&](const Figure& figure) { return figure.coefficient == coefficient; });
}

// Why what was asked for is not among the figures, a sentence each.
std::vector<std::string> why_not_there(const Compute& wanted, const ReliabilityData& data,
                                       const std::vector<Figure>& figures) {
  std::vector<std::string> reasons;
  for (const auto& coefficient : wanted.coefficients)
    if (!is_there(figures, coefficient)) reasons.push_back(why_no_figure(data, coefficient));
  for (const auto& distance : wanted.distances) {
    const auto alphas = alphas_of(distance);
    if (std::none_of(alphas.begin(), alphas.end(),
                     [&](const auto& name) { return is_there(figures, name); }))
      reasons.push_back(why_no_distance(data, distance));
  }
  return reasons;
}

// Says so where nothing that was asked for applies; beside figures, what does not.
void say_what_is_missing(Session& session, const Compute& wanted,
                         const std::vector<ReliabilityData>& all, const Computed& computed) {
  const bool any = std::any_of(computed.begin(), computed.end(),
                               [](const auto& figures) { return !figures.empty(); });
  std::vector<std::string> said;
  for (std::size_t at = 0; at < all.size(); ++at)
    for (auto& reason : why_not_there(wanted, all[at], computed[at])) {
      if (any)
        session.note(all.size() == 1 ? reason : printable(all[at].id) + ": " + reason);
      else if (std::find(said.begin(), said.end(), reason) == said.end())
        said.push_back(std::move(reason));
    }
  if (any) return;
  session.fail(Exit::kRefused,
               {Fault::kInvalidValue,
                "Nothing that was asked for applies to these data. " +
                    fmt::format("{}", fmt::join(said, " ")),
                "", "Without --coefficient and --distance everything that applies is printed."});
}

// Of labels in CSV, what may be meant otherwise than it was read.
void note_doubtful_labels(Session& session, const std::vector<std::string>& labels, bool sets) {
  for (const auto* word : {"NA", "N/A", "NaN", "null"})
    if (std::find(labels.begin(), labels.end(), word) != labels.end())
      session.note(
          fmt::format("'{0}' is read as a label. If it stands for not coded: --missing {0}", word));
  if (sets) return;
  const auto joined = std::find_if(labels.begin(), labels.end(),
                                   [](const auto& label) { return label.find(';') != label.npos; });
  if (joined != labels.end())
    session.note("'" + printable(*joined) +
                 "' is read as one label. If ; stands between the labels of a set: --sets");
}

// The same, counted by the server: POST /v1/agreement.
void run_on_server(Session& session, const Compute& wanted, const std::string& text) {
  Target target{"v1", "agreement"};
  const auto with_list = [&](const char* name, const std::vector<std::string>& words) {
    std::string list;
    for (const auto& word : words) list += (list.empty() ? "" : ",") + word;
    if (!list.empty()) target.with(name, list);
  };
  with_list("coefficient", wanted.options.coefficients);
  with_list("coders", wanted.form.coders);
  target.with("scale", wanted.form.scale);
  if (wanted.form.sets) target.with("sets", "true");
  if (!wanted.form.missing.empty()) target.with("missing", wanted.form.missing);
  if (wanted.draws_asked)
    target.with("resamples", std::to_string(wanted.options.resampling.resamples))
        .with("seed", std::to_string(wanted.options.resampling.seed));
  HttpRequest request{.method = "POST", .target = target.text(), .body = text};
  request.headers = {{"Content-Type", is_csv(wanted, text) ? "text/csv" : "application/json"}};
  const auto called = session.call(std::move(request));
  if (!called) return;
  const auto answer = session.parse(called->body);
  if (!answer) return;
  if (is_csv(wanted, text))
    note_doubtful_labels(session, answer->at("categories"), wanted.form.sets);
  if (answer->at("results").empty())
    if (const auto all = read(wanted, text))
      return say_what_is_missing(session, wanted, *all, Computed(all->size()));
  if (session.json) return session.print_json(*answer);
  const auto in = [](const Json& value) {
    if (value.is_array()) return number(value[0]) + " to " + number(value[1]);
    return value.is_null() ? std::string("-") : number(value);
  };
  auto table = table_of_figures();
  for (const auto& one : answer->at("results")) {
    const bool has_interval = !one.at("ci").is_null();
    table.add({text_of(one, "coefficient"), text_of(one, "label"), in(one.at("value")),
               has_interval ? in(one.at("se")) : "", has_interval ? in(one.at("ci")) : "",
               spaced(text_of(one, "method")), number_of(one, "units"),
               spaced(text_of(one, "reason"))});
  }
  session.print(table);
}

// The coders whose columns look as if they were none's, but named the items or noted something:
// such a column says something else in every row, and nothing that another coder says.
std::vector<std::string> unlike_coders(const ReliabilityData& data) {
  constexpr std::size_t kFewest = 3;
  if (data.kind != agreement::DataKind::kValues || data.coders.size() < 2) return {};
  const auto codings = data.codings.view(data.categories.size());
  std::vector<std::size_t> said(data.categories.size());  // by anybody
  for (const auto value : codings.values) ++said[value];
  struct Column {
    std::size_t codings = 0, unlike = 0;
  };
  std::vector<Column> columns(data.coders.size());
  for (std::size_t at = 0; at < codings.values.size(); ++at) {
    auto& column = columns[codings.coders[at]];
    ++column.codings;
    if (said[codings.values[at]] == 1) ++column.unlike;
  }
  std::vector<std::string> unlike;
  for (std::size_t coder = 0; coder < columns.size(); ++coder)
    if (columns[coder].codings >= kFewest && columns[coder].unlike == codings.units())
      unlike.push_back(data.coders[coder]);
  return unlike;
}

// What a reader of the figures should know of how the file was read.
void note_doubts(Session& session, const Compute& wanted, const ReliabilityData& data) {
  if (wanted.form.coders.empty())
    for (const auto& coder : unlike_coders(data))
      session.note("Column '" + coder +
                   "' is read as a coder, but says something else in every row, and nothing that "
                   "others say. If it is none: --coders with the columns that are coders.");
  note_doubtful_labels(session, data.categories, data.kind == agreement::DataKind::kSets);
}

// The nominal alpha is refused where the scale is another; where it may be any, that is said.
bool has_its_alpha(Session& session, const Compute& wanted,
                   const std::vector<ReliabilityData>& all) {
  for (const auto& data : all) {
    auto right = exchange::has_alpha_of_scale(data, wanted.options.coefficients);
    if (right) continue;
    auto failure = std::move(right).error();
    failure.field = session.option_for(failure.field);
    session.fail(Exit::kRefused, failure);
    return false;
  }
  const auto& names = wanted.coefficients;
  const bool numeric =
      std::any_of(all.begin(), all.end(), [](const auto& data) { return data.scale == "numeric"; });
  if (numeric && std::find(names.begin(), names.end(), "krippendorff_alpha") != names.end())
    session.note(
        "krippendorff_alpha is the nominal one; krippendorff_alpha_ordinal, _interval and "
        "_ratio are those of numbers.");
  return true;
}

void run(Session& session, Compute wanted) {
  wanted.options.coefficients = wanted.coefficients;
  for (const auto& distance : wanted.distances)
    for (auto& name : alphas_of(distance)) wanted.options.coefficients.push_back(std::move(name));
  const auto text = read_file(session, wanted.file);
  if (!text) return;
  if (wanted.on_server) return run_on_server(session, wanted, *text);
  auto all = read(wanted, *text);
  if (!all) return session.fail(Exit::kRefused, all.error());
  if (wanted.data_set)
    std::erase_if(*all, [&](const auto& data) { return data.id != *wanted.data_set; });
  if (all->empty())
    return session.fail(
        Exit::kRefused,
        {Fault::kInvalidValue,
         wanted.data_set ? "The file has no data set of that id." : "The file has no data set.",
         "data_sets", "Give the id of one of the file's data sets."});
  if (is_csv(wanted, *text)) note_doubts(session, wanted, all->front());
  if (!has_its_alpha(session, wanted, *all)) return;
  Computed computed;
  for (const auto& data : *all) computed.push_back(compute(data, wanted.options));
  say_what_is_missing(session, wanted, *all, computed);
  if (session.exit() != Exit::kDone) return;
  if (session.json) return print_json(session, *all, computed);
  for (std::size_t at = 0; at < all->size(); ++at)
    if (!computed[at].empty()) show_data(session, (*all)[at], computed[at]);
}

std::string a_coefficient(const std::string& name) {
  if (agreement::is_coefficient(name)) return {};
  return "there is no coefficient " + name + "; without --coefficient all are printed by name";
}

}  // namespace

void add_compute_command(CLI::App& agreement, Session& session) {
  const auto wanted = std::make_shared<Compute>();
  auto* command = agreement.add_subcommand(
      "compute", "Every coefficient of reliability data in a file, without a server");
  command
      ->add_option("file", wanted->file,
                   "JSON: {\"items\": [[..]]} or the list alone, one list an item, one entry a "
                   "coder, null for not coded, a list for a set of labels; or spans. CSV: one row "
                   "an item, one column a coder. - is standard input")
      ->required();
  command
      ->add_option("--format", wanted->format,
                   "json or csv, whatever the file's name ends in and the data look like")
      ->check(CLI::IsMember({"json", "csv"}));
  command
      ->add_option("--scale", wanted->form.scale,
                   "What the categories are, whatever the file says. krippendorff_alpha stays the "
                   "nominal one; of the scale there is krippendorff_alpha_ordinal, _interval or "
                   "_ratio")
      ->check(CLI::IsMember({"nominal", "ordinal", "interval", "ratio", "numeric"}));
  command->add_flag("--sets", wanted->form.sets,
                    "CSV: labels apart by ; are a set of labels, [] is the empty one");
  add_list_option(*command, "--coders", wanted->form.coders,
                  "CSV: the columns that are coders, separated by commas. Else all but a first one "
                  "that is called item, unit, id, subject, response or respondent");
  command->add_option("--missing", wanted->form.missing,
                      "CSV: what stands for not coded, beside an empty field: NA");
  add_list_option(*command, "--coefficient", wanted->coefficients,
                  "Only these, separated by commas, by the names that are printed")
      ->check(a_coefficient);
  add_list_option(*command, "--distance", wanted->distances,
                  "Only Krippendorff's alpha with these distances, separated by commas: nominal, "
                  "ordinal, interval, ratio; for sets nominal, jaccard, masi")
      ->check(CLI::IsMember({"nominal", "ordinal", "interval", "ratio", "jaccard", "masi"}));
  command->add_option("--data-set", wanted->data_set, "Only this one of a file of many");
  command
      ->add_option("--resamples", wanted->options.resampling.resamples,
                   "Draws of a bootstrapped interval, where none is published; 0: no bootstrap")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  command
      ->add_option("--seed", wanted->options.resampling.seed,
                   "Of the draws: the same seed, the same interval")
      ->capture_default_str();
  command->add_flag("--on-server", wanted->on_server, "Let the server compute it")
      ->excludes("--data-set");
  command->callback([&session, wanted, command] {
    wanted->draws_asked = command->count("--resamples") > 0;
    run(session, *wanted);
  });
}

}  // namespace verbatim::tool
