#include "verbatim/output/figure_tables.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "verbatim/commands/agreement.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

// Calls visit(theme, depth) for themes with their sub-themes below them, siblings in their order.
// A theme whose parent is not among them stands at the top.
void each_in_tree(const Json& themes, const std::function<void(const Json&, std::size_t)>& visit) {
  std::map<std::string, std::vector<const Json*>> children;
  std::map<std::string, bool> known;
  for (const auto& theme : themes) known[text_of(theme, "theme")] = true;
  for (const auto& theme : themes) {
    const auto parent = text_of(theme, "parent");
    children[known.count(parent) > 0 ? parent : ""].push_back(&theme);
  }
  const std::function<void(const std::string&, std::size_t)> below = [&](const std::string& parent,
                                                                         std::size_t depth) {
    for (const auto* theme : children[parent]) {
      visit(*theme, depth);
      below(text_of(*theme, "theme"), depth + 1);
    }
  };
  below("", 0);
}

std::string indented(const std::string& label, std::size_t depth) {
  return std::string(2 * depth, ' ') + label;
}

std::string at_position(const Json& answer) {
  return ", position " + number_of(answer, "position");
}

// "12 (54.5)": responses, and their share of the group's.
std::string responses_and_share(const Json& group) {
  const auto& share = group.at("share").at("value");
  return share.is_null() ? "-" : number_of(group, "responses") + " (" + percent_of(share) + ")";
}

std::string share_base_of(const Json& counts) {
  const auto& themes = counts.at("themes");
  return themes.empty() ? "responses" : text_of(themes.front().at("share"), "of");
}

std::vector<Column> count_columns(const Json& counts) {
  std::vector<Column> columns = {{"Theme"},
                                 {"Responses", Align::kRight},
                                 {"%", Align::kRight},
                                 {"Comments", Align::kRight},
                                 {"Respondents", Align::kRight},
                                 {"Assignments", Align::kRight}};
  if (counts.contains("groups"))
    for (const auto& group : counts.at("groups"))
      columns.push_back({printable(text_of(group, "label")) +
                             (group.at("base").is_null()
                                  ? " (not shown)"
                                  : " (% of " + number_of(group.at("base"), "responses") + ")"),
                         Align::kRight});
  return columns;
}

// The results of one kind as a table: a row for each theme (or framework), a column for each
// coefficient, both in the order of the answer. Rows are told apart by their ids, since two themes
// may bear the same label.
class Pivot {
 public:
  void add(const std::string& id, const std::string& label, const Json& result) {
    const auto r = place(rows_, id), c = place(columns_, text_of(result, "coefficient"));
    if (r == labels_.size()) labels_.push_back(label);
    const auto& value = result.at("value");
    cells_[{r, c}] = value.is_null() ? Cell(spaced(text_of(result, "reason")), Colour::kDim)
                                     : Cell(coefficient_of(value));
  }

  Table table(const std::string& title) const {
    std::vector<Column> columns = {{title}};
    for (const auto& column : columns_) columns.push_back({column, Align::kRight});
    Table table(std::move(columns));
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      std::vector<Cell> row = {labels_[r]};
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        const auto found = cells_.find({r, c});
        row.push_back(found == cells_.end() ? Cell("") : found->second);
      }
      table.add(std::move(row));
    }
    return table;
  }

 private:
  static std::size_t place(std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    names.push_back(name);
    return names.size() - 1;
  }

  std::vector<std::string> rows_, labels_, columns_;  // labels_ as rows_
  std::map<std::pair<std::size_t, std::size_t>, Cell> cells_;
};

}  // namespace

void show_counts(Session& session, const Json& counts) {
  const auto& base = counts.at("base");
  session.print_title(text_of(counts, "question"));
  session.print(counted_of(base, "comments") + ", " + counted_of(base, "responses") + ", " +
                counted_of(base, "respondents") + "; basis " + printable(text_of(counts, "basis")) +
                at_position(counts) + "; % is of " + share_base_of(counts) + "\n");
  // A server of an earlier version does not say.
  const auto erased = counts.value("erased", Json::object());
  if (erased.value("comments", 0) > 0)
    session.print(counted_of(erased, "comments") + " of " + counted_of(erased, "respondents") +
                  " erased, " + (erased.at("counted").get<bool>() ? "counted" : "not counted") +
                  "\n");
  Table table(count_columns(counts));
  const ThemeLabels labels(counts.at("themes"));
  each_in_tree(counts.at("themes"), [&](const Json& theme, std::size_t depth) {
    std::vector<Cell> row = {indented(labels.of(text_of(theme, "theme")), depth),
                             number_of(theme, "responses"),
                             percent_of(theme.at("share").at("value")),
                             number_of(theme, "comments"),
                             number_of(theme, "respondents"),
                             number_of(theme, "assignments")};
    if (theme.contains("groups"))
      for (const auto& group : theme.at("groups")) row.emplace_back(responses_and_share(group));
    table.add(std::move(row));
  });
  session.print(table);
  const auto groups = counts.value("groups", Json::array());
  if (std::any_of(groups.begin(), groups.end(),
                  [](const Json& group) { return group.value("suppressed", false); }))
    session.print(
        "Groups that are not shown: too few people of them, or of another one that would follow "
        "from them, answered (policy suppress_below).\n");
}

void show_connections(Session& session, const Json& connections) {
  session.print_title(text_of(connections, "question"));
  if (says_suppressed(session, connections)) return;
  session.print(counted(connections.at("total").get<std::uint64_t>(), "pair") +
                " of themes; basis " + text_of(connections, "basis") + at_position(connections) +
                "\n");
  Table table({{"Theme"},
               {"with"},
               {"Responses", Align::kRight},
               {"of", Align::kRight},
               {"and", Align::kRight},
               {"Overlap %", Align::kRight}});
  auto themes = Json::array();
  for (const auto& c : connections.at("connections"))
    for (const auto* side : {"first", "second"}) themes.push_back(c.at(side));
  const ThemeLabels labels(themes);
  for (const auto& c : connections.at("connections"))
    table.add({labels.of(text_of(c.at("first"), "theme")),
               labels.of(text_of(c.at("second"), "theme")), number_of(c, "responses"),
               number_of(c.at("first"), "responses"), number_of(c.at("second"), "responses"),
               percent_of(c.at("overlap"))});
  session.print(table);
}

namespace {

// Cohen's kappa of two coders, or why there is none: of no response that both finished it has
// nothing to go by, and where both say one thing of all of them there is nothing to tell from
// chance.
std::string kappa_of(const Json& theme, const Json& units) {
  const auto& kappa = theme.at("cohen_kappa");
  if (!kappa.is_null()) return coefficient_of(kappa);
  return units == 0 ? "no pairable units" : "no variation";
}

// One row a pair and theme; then how each coder stands to all others.
void show_pairs(Session& session, const Json& agreement) {
  session.print("\n");
  if (agreement.at("pairs").is_null())
    return session.print("Too many coders for pairs: choose some with --coders.\n");
  const ThemeLabels labels(agreement.at("results"));
  session.print("Of responses that both finished:\n");
  Table pairs({{"Pair"},
               {"Theme"},
               {"Responses", Align::kRight},
               {"Both", Align::kRight},
               {"First alone", Align::kRight},
               {"Second alone", Align::kRight},
               {"% agreement", Align::kRight},
               {"Cohen's kappa", Align::kRight}});
  for (const auto& pair : agreement.at("pairs"))
    for (const auto& theme : pair.at("themes"))
      pairs.add({text_of(pair, "first") + ", " + text_of(pair, "second"),
                 labels.of(text_of(theme, "theme")), number_of(pair, "units"),
                 number_of(theme, "both"), number_of(theme, "first_alone"),
                 number_of(theme, "second_alone"), percent_of(theme.at("percent_agreement")),
                 kappa_of(theme, pair.at("units"))});
  session.print(pairs);
  session.print("\n");
  session.print(
      "Of comparisons with each of the others: a response counts once for every other coder who "
      "finished it.\n");
  Table rest({{"Coder against the rest"},
              {"Theme"},
              {"Comparisons", Align::kRight},
              {"The coder applies it", Align::kRight},
              {"The other does", Align::kRight},
              {"Cohen's kappa", Align::kRight}});
  for (const auto& coder : agreement.at("against_the_rest"))
    for (const auto& theme : coder.at("themes"))
      rest.add({text_of(coder, "coder"), labels.of(text_of(theme, "theme")),
                number_of(coder, "comparisons"),
                std::to_string(theme.at("both").get<std::uint64_t>() +
                               theme.at("first_alone").get<std::uint64_t>()),
                std::to_string(theme.at("both").get<std::uint64_t>() +
                               theme.at("second_alone").get<std::uint64_t>()),
                kappa_of(theme, coder.at("comparisons"))});
  session.print(rest);
}

// What a value is of: a theme, or whole sets.
std::string named(const Json& result, const ThemeLabels& labels) {
  return result.at("theme").is_null() ? "sets of " + text_of(result, "framework")
                                      : labels.of(text_of(result, "theme"));
}

// What the values alone do not say: which of them are of too few responses, and what to do for one
// that is not there.
void say_what_to_make_of(Session& session, const Json& agreement, const ThemeLabels& labels) {
  std::vector<std::string> few;
  std::set<std::string> numbers;  // of responses
  bool all = true, not_two = false;
  for (const auto& result : agreement.at("results")) {
    not_two = not_two || text_of(result, "reason") == "not_two_coders";
    if (!result.value("too_few", false)) {
      all = false;
      continue;
    }
    const auto units = number_of(result, "units");
    numbers.insert(units);
    auto name = printable(named(result, labels)) + " (" + units + ")";
    if (std::find(few.begin(), few.end(), name) == few.end()) few.push_back(std::move(name));
  }
  if (!few.empty()) {
    const auto limit = number_of(agreement.at("rules"), "too_few_below");
    session.print("\nToo few responses to judge" +
                  (all && numbers.size() == 1 ? ": " + *numbers.begin() + ", and it takes " + limit
                                              : ", and it takes " + limit + ": " + joined(few)) +
                  ".\n");
  }
  if (not_two)
    session.print("\nNot two coders: --coders a,b names the two that a coefficient is of.\n");
}

// A round's codings count as they are now: what was not said in it.
void say_what_is_not_of_the_round(Session& session, const Json& rules) {
  const auto of_round = rules.value("of_round", Json());
  if (of_round.is_null()) return;
  const auto round = printable(text_of(rules, "round"));
  if (of_round.at("codings_changed_since") != 0)
    session.print("\nAfter round " + round + " was closed, " +
                  counted(of_round.at("codings_changed_since").get<std::uint64_t>(), "coding") +
                  " of it changed, and what they are now counts: --as-of " +
                  number_of(of_round, "closed_at") + " shows what was said in it.\n");
  if (of_round.at("codings_from_before") != 0)
    session.print("\nBefore round " + round + " was opened, its coders had finished " +
                  counted(of_round.at("codings_from_before").get<std::uint64_t>(), "coding") +
                  ", which count in it.\n");
}

// How sure each value is: the intervals of both kinds side by side, where resamples were asked for.
void show_intervals(Session& session, const Json& agreement, bool resampled) {
  const auto in = [](const Json& ends) {
    return ends.is_null() ? std::string("-")
                          : coefficient_of(ends[0]) + " to " + coefficient_of(ends[1]);
  };
  std::vector<Column> columns = {{"Of"},
                                 {"Coefficient"},
                                 {"Value", Align::kRight},
                                 {"Standard error", Align::kRight},
                                 {"95 % interval", Align::kRight},
                                 {"By"}};
  if (resampled) columns.push_back({"Bootstrapped", Align::kRight});
  Table table(std::move(columns));
  const ThemeLabels labels(agreement.at("results"));
  for (const auto& one : agreement.at("results")) {
    std::vector<Cell> row = {named(one, labels),
                             text_of(one, "coefficient"),
                             coefficient_of(one.at("value")),
                             coefficient_of(one.at("se")),
                             in(one.at("ci95")),
                             spaced(text_of(one, "interval"))};
    if (resampled) {
      const auto& drawn = one.at("bootstrap");
      row.emplace_back(drawn.is_null() ? "-" : in(drawn.at("ci95")));
    }
    table.add(std::move(row));
  }
  session.print("\n");
  session.print(table);
}

}  // namespace

void show_agreement(Session& session, const Json& agreement, bool intervals) {
  Pivot whole, themes;
  const ThemeLabels labels(agreement.at("results"));
  for (const auto& result : agreement.at("results")) {
    const auto framework = text_of(result, "framework"), theme = text_of(result, "theme");
    if (theme.empty())
      whole.add(framework, framework, result);
    else
      themes.add(theme, labels.of(theme), result);
  }
  std::string coders;
  for (const auto& coder : agreement.at("coders"))
    coders += (coders.empty() ? " by " : ", ") + coder.get<std::string>();
  session.print_title(text_of(agreement, "question"));
  if (says_suppressed(session, agreement)) return;
  session.print(counted(agreement.at("units").get<std::uint64_t>(), "response") +
                " with two codings or more, " + counted_of(agreement, "codings") +
                printable(coders) + at_position(agreement) + "\n");
  session.print(whole.table("Sets of themes"));
  session.print("\n");
  session.print(themes.table("Theme"));
  say_what_to_make_of(session, agreement, labels);
  say_what_is_not_of_the_round(session, agreement.value("rules", Json::object()));
  const auto& results = agreement.at("results");
  const bool resampled = !results.empty() && results[0].contains("bootstrap");
  if (!results.empty() && (intervals || resampled)) show_intervals(session, agreement, resampled);
  if (agreement.contains("pairs")) show_pairs(session, agreement);
}

void show_progress(Session& session, const Json& progress) {
  Table table({{"Question"},
               {"Coder"},
               {"Finished", Align::kRight},
               {"%", Align::kRight},
               {"Begun", Align::kRight},
               {"Responses", Align::kRight},
               {"Assignments", Align::kRight}});
  for (const auto& question : progress.at("questions")) {
    const auto responses = question.at("responses").get<std::uint64_t>();
    for (const auto& coder : question.at("coders")) {
      const auto finished = coder.at("finished").get<std::uint64_t>();
      const auto share = responses == 0
                             ? Json()
                             : Json(static_cast<double>(finished) / static_cast<double>(responses));
      table.add({text_of(question, "question"), text_of(coder, "coder"), std::to_string(finished),
                 percent_of(share), number_of(coder, "begun"), std::to_string(responses),
                 number_of(coder, "assignments")});
    }
  }
  session.print(table);
}

}  // namespace verbatim::tool
