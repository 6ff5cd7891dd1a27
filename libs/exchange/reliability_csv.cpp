#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/word_list.hpp"
#include "exchange/csv_reader.hpp"
#include "exchange/reliability.hpp"
#include "exchange/reliability_builder.hpp"

namespace verbatim::exchange {
namespace {

using agreement::DataKind;
using agreement::ReliabilityData;

// What a first column may be called that names the items; "" is what R writes over its row names.
constexpr std::array<std::string_view, 10> kItemNames = {
    "", "item", "item_id", "unit", "unit_id", "id", "subject", "response", "respondent", "row"};

constexpr auto kFirstLine =
    "The first line names the columns, separated by commas: one column a coder and, where wanted, "
    "one before them that names the items (item,ada,ben). Each line below is an item.";

// The names in the first line, one more than `most` of them at most. What is wrong with them is
// said by the reader, which reads them too.
std::vector<std::string> names_in(std::string_view csv, std::size_t most) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  std::vector<std::string> names(1);
  bool quoted = false;
  for (std::size_t at = 0; at < csv.size(); ++at) {
    const char c = csv[at];
    if (c == '"') {
      const bool doubled = quoted && at + 1 < csv.size() && csv[at + 1] == '"';
      if (doubled) names.back() += csv[++at];
      quoted = doubled ? quoted : !quoted;
    } else if (!quoted && c == ',') {
      if (names.size() > most) break;
      names.emplace_back();
    } else if (!quoted && (c == '\r' || c == '\n')) {
      break;
    } else {
      names.back() += c;
    }
  }
  return names;
}

bool names_items(std::string name) {
  for (auto& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::find(kItemNames.begin(), kItemNames.end(), name) != kItemNames.end();
}

// Where columns are named so, they are the coders', and others say something else of the items.
constexpr std::string_view kCoder = "coder:";
// Of a study's own reliability data, whose codings are sets, also where nobody coded yet.
constexpr std::array<std::string_view, 4> kOwn = {"item", "used", "reason", "left_out"};

bool is_own(const std::vector<std::string>& names) {
  return names.size() >= kOwn.size() && std::equal(kOwn.begin(), kOwn.end(), names.begin());
}

// Blanks around a word are those of who typed it, as in an import; a study's own ids are as they
// are.
std::string_view word_of(std::string_view word, bool as_typed) {
  return as_typed ? trimmed(word) : word;
}

using Columns = std::vector<std::pair<std::size_t, std::string>>;

// The columns of coders with their names, which have no blanks around them.
Columns coders_in(const std::vector<std::string>& names) {
  Columns named, all;
  for (std::size_t column = 0; column < names.size(); ++column) {
    if (names[column].starts_with(kCoder))
      named.emplace_back(column, names[column].substr(kCoder.size()));
    if (column > 0 || !names_items(names[column])) all.emplace_back(column, names[column]);
  }
  return named.empty() && !is_own(names) ? all : named;
}

// Refuses two columns alike but for the blanks around them, which the reader of the file takes.
Result<void> told_apart(const std::vector<std::string>& names) {
  std::map<std::string_view, std::size_t> columns;
  for (std::size_t column = 0; column < names.size(); ++column)
    if (const auto [at, added] = columns.emplace(names[column], column); !added)
      return Failure{Fault::kMalformedCsv,
                     "Line 1, column " + std::to_string(column + 1) + ": the column " +
                         names[column] + " is there already, as column " +
                         std::to_string(at->second + 1) + ".",
                     names[column], "Give each column once."};
  return {};
}

// Those that were asked for, in the order asked.
Result<Columns> coders_named(const std::vector<std::string>& names,
                             const std::vector<std::string>& coders) {
  Columns found;
  std::map<std::string_view, std::size_t> columns;
  for (std::size_t column = 0; column < names.size(); ++column)
    columns.emplace(names[column], column);
  for (const auto& coder : coders) {
    auto at = columns.find(coder);
    if (at == columns.end()) at = columns.find(std::string(kCoder) + coder);
    if (at == columns.end())
      return Failure{Fault::kInvalidValue, "Line 1: there is no column '" + coder + "'.", "coders",
                     "Name columns of the file."};
    found.emplace_back(at->second, coder);
  }
  return found;
}

std::vector<std::string> labels_in(std::string_view field, bool as_typed) {
  std::vector<std::string> labels;
  if (field == "[]") return labels;
  while (true) {
    const auto end = field.find(';');
    const auto label = word_of(field.substr(0, end), as_typed);
    if (!label.empty()) labels.emplace_back(label);
    if (end == field.npos) return labels;
    field.remove_prefix(end + 1);
  }
}

// Refuses an item that stood on an earlier line: as two units it would weigh twice.
class ItemLines {
 public:
  Result<void> add(const CsvReader& reader, bool as_typed) {
    const auto id = word_of(reader.field(0), as_typed);
    if (id.empty()) return {};
    const auto [at, added] = lines_.emplace(id, reader.line());
    if (added) return {};
    return reader.wrong(
        0, "this item stands on line " + std::to_string(at->second) + " already.",
        "Give each item one line, with what every coder said of it in that coder's column.");
  }

 private:
  std::unordered_map<std::string, std::uint32_t> lines_;
};

}  // namespace

Result<ReliabilityData> read_reliability_csv(std::string_view text, const ReliabilityForm& form) {
  const auto& limits = form.limits;
  ReliabilityBuilder builder(limits);
  const auto written = names_in(text, limits.columns);
  if (auto fits = builder.at_most(written.size(), limits.columns, "columns", "Line 1: ", ""); !fits)
    return std::move(fits).error();
  std::vector<CsvColumn> columns;
  for (const auto& name : written) columns.push_back({name, true});
  auto opened = CsvReader::open(text, columns, false, kFirstLine);
  if (!opened) return std::move(opened).error();
  auto reader = std::move(*opened);

  const bool as_typed = !is_own(written);
  std::vector<std::string> names;
  for (const auto& name : written) names.emplace_back(word_of(name, as_typed));
  if (auto apart = told_apart(names); !apart) return std::move(apart).error();
  const bool sets = form.sets || !as_typed;
  builder.data.kind = sets ? DataKind::kSets : DataKind::kValues;
  const auto asked = coders_named(names, form.coders);
  if (!asked) return asked.error();
  const auto coders = form.coders.empty() ? coders_in(names) : *asked;
  if (auto fits = builder.at_most(coders.size(), limits.coders, "coders", "Line 1: ", ""); !fits)
    return std::move(fits).error();
  for (const auto& [column, name] : coders) builder.name_coder(name);
  if (auto fits = builder.within_limits("Line 1: ", ""); !fits) return std::move(fits).error();
  if (coders.empty()) {
    return Failure{Fault::kMalformedCsv, "Line 1: there is no column of a coder.", "", kFirstLine};
  }
  if (names.size() == 1) {
    return Failure{Fault::kMalformedCsv, "Line 1: there is one column, so that nobody is compared.",
                   "", kFirstLine};
  }
  const bool has_ids = names_items(names.front()) &&
                       std::none_of(coders.begin(), coders.end(),
                                    [](const auto& coder) { return coder.first == 0; });
  ItemLines items;
  bool any = false;
  while (true) {
    const auto more = reader.next();
    if (!more) return more.error();
    if (!*more) break;
    any = true;
    if (has_ids)
      if (auto once = items.add(reader, as_typed); !once) return std::move(once).error();
    builder.start_item();
    for (std::uint32_t coder = 0; coder < coders.size(); ++coder) {
      const auto field = word_of(reader.field(coders[coder].first), as_typed);
      if (field.empty() || field == form.missing) continue;
      if (sets) {
        auto labels = labels_in(field, as_typed);
        for (auto label = labels.begin(); label != labels.end(); ++label)
          if (std::find(labels.begin(), label, *label) != label)
            return reader.wrong(coders[coder].first,
                                "the label '" + *label + "' stands here twice.",
                                "Give each label once.");
        builder.add_set(coder, labels);
      } else {
        builder.add_value(coder, std::string(field));
      }
    }
    if (auto fits = builder.within_limits("Line " + std::to_string(reader.line()) + ": ", "");
        !fits)
      return std::move(fits).error();
  }
  if (!any) {
    return Failure{Fault::kMalformedCsv, "Line 2: there is no row below the names of the columns.",
                   "", kFirstLine};
  }
  const auto scale = form.scale.value_or("nominal");
  if (auto why = builder.finish(scale)) {
    return Failure{Fault::kInvalidValue, "The scale cannot be " + scale + ": " + *why + ".",
                   "scale", "Use different numbers in every field, or the scale nominal."};
  }
  if (!form.scale)
    if (auto done = builder.each_number_is_written_one_way(); !done) return std::move(done).error();
  return std::move(builder.data);
}

}  // namespace verbatim::exchange
