#include "exchange/import_codebook.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "base/word_list.hpp"
#include "coding/commands.hpp"
#include "exchange/csv_reader.hpp"

namespace verbatim::exchange {
namespace {

enum Column : std::size_t {
  kTheme,
  kLabel,
  kFramework,
  kParent,
  kDefinition,
  kInclusion,
  kExclusion,
  kExamples,
  kColour,
  kQuestions
};
constexpr std::array<CsvColumn, 10> kColumns = {{{"theme"},
                                                 {"label", false},
                                                 {"framework", false},
                                                 {"parent", false},
                                                 {"definition", false},
                                                 {"inclusion", false},
                                                 {"exclusion", false},
                                                 {"examples", false},
                                                 {"colour", false},
                                                 {"questions", false}}};

// What stands between separators, each part made `plain`; what is empty then is left out.
template <class Plain>
std::vector<std::string> parts_of(std::string_view cell, char separator, Plain plain) {
  std::vector<std::string> parts;
  while (!cell.empty()) {
    const auto end = std::min(cell.find(separator), cell.size());
    const std::string_view part = plain(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

// Spreadsheets end the lines within a cell in either way.
std::string_view without_line_end(std::string_view line) {
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

class CodebookReading {
 public:
  CodebookReading(CsvReader reader, const CodebookOptions& options)
      : reader_(std::move(reader)), table_{options, {}, reader_.ignored()} {}

  Result<CodebookTable> read() {
    for (;;) {
      const auto more = reader_.next();
      if (!more) return more.error();
      if (!*more) break;
      if (auto taken = take_row(); !taken) return std::move(taken).error();
    }
    if (auto sorted = parents_first(); !sorted) return std::move(sorted).error();
    return std::move(table_);
  }

 private:
  Result<void> take_row() {
    CodebookTable::Row row;
    row.line = reader_.line();
    row.theme = reader_.field(kTheme);
    if (auto valid = check_id(reader_, kTheme, row.theme); !valid) return valid;
    if (const auto [there, is_new] = place_.try_emplace(row.theme, table_.rows.size()); !is_new)
      return reader_.wrong(kTheme,
                           "this theme stands on line " +
                               std::to_string(table_.rows[there->second].line) + " already.",
                           "Give each theme once.");
    row.label = reader_.field(kLabel);
    row.framework = reader_.field(kFramework);
    if (!row.framework.empty())
      if (auto valid = check_id(reader_, kFramework, row.framework); !valid) return valid;
    row.parent = cell(kParent);
    row.definition = cell(kDefinition);
    row.inclusion = cell(kInclusion);
    row.exclusion = cell(kExclusion);
    row.colour = cell(kColour);
    if (reader_.has(kExamples))
      row.examples = parts_of(reader_.field(kExamples), '\n', without_line_end);
    if (auto fits = within_limits(row); !fits) return fits;
    if (reader_.has(kQuestions)) row.questions = parts_of(reader_.field(kQuestions), ';', trimmed);
    table_.rows.push_back(std::move(row));
    return {};
  }

  Result<void> within_limits(const CodebookTable::Row& row) const {
    constexpr std::pair<Column, std::size_t> kLimits[] = {
        {kLabel, coding::kLabelBytesMax},
        {kDefinition, coding::kDefinitionBytesMax},
        {kInclusion, coding::kDefinitionBytesMax},
        {kExclusion, coding::kDefinitionBytesMax},
        {kColour, coding::kColourBytesMax}};
    for (const auto& [column, most] : kLimits)
      if (auto fits = at_most(column, reader_.field(column).size(), most, "bytes"); !fits)
        return fits;
    if (!row.examples) return {};
    for (const auto& example : *row.examples)
      if (auto fits =
              at_most(kExamples, example.size(), coding::kDefinitionBytesMax, "bytes in one line");
          !fits)
        return fits;
    return at_most(kExamples, row.examples->size(), coding::kExamplesMax, "lines");
  }

  Result<void> at_most(Column column, std::size_t size, std::size_t most, const char* of) const {
    if (size <= most) return {};
    return reader_.wrong(column,
                         "this has " + std::to_string(size) + " " + of + "; at most " +
                             std::to_string(most) + " are taken.",
                         "Shorten it. Where it holds more of the file than it should, a quote "
                         "before it is not closed.");
  }

  std::optional<std::string> cell(std::size_t column) const {
    if (!reader_.has(column)) return std::nullopt;
    return std::string(reader_.field(column));
  }

  // Rows in the file's order, but each after that of its parent.
  Result<void> parents_first() {
    std::vector<CodebookTable::Row> sorted;
    sorted.reserve(table_.rows.size());
    enum class Seen : char { kNot, kBelow, kDone };
    std::vector<Seen> seen(table_.rows.size(), Seen::kNot);
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      std::vector<std::size_t> branch;  // the row, its parent's, and so on
      for (auto at = std::optional(i); at && seen[*at] != Seen::kDone; at = parent_of(*at)) {
        if (seen[*at] == Seen::kBelow)
          return reader_.wrong(kParent, table_.rows[branch.back()].line,
                               "through its parents this theme stands below itself.",
                               "Leave the parent of one of them empty.");
        seen[*at] = Seen::kBelow;
        branch.push_back(*at);
      }
      for (auto at = branch.rbegin(); at != branch.rend(); ++at) {
        seen[*at] = Seen::kDone;
        sorted.push_back(table_.rows[*at]);
      }
    }
    table_.rows = std::move(sorted);
    return {};
  }

  std::optional<std::size_t> parent_of(std::size_t row) const {
    const auto& parent = table_.rows[row].parent;
    if (!parent) return std::nullopt;
    const auto there = place_.find(*parent);
    return there == place_.end() ? std::nullopt : std::optional(there->second);
  }

  CsvReader reader_;
  CodebookTable table_;
  boost::unordered_flat_map<std::string, std::size_t> place_;  // of a theme in the file's rows
};

}  // namespace

Result<CodebookTable> read_codebook(std::string_view csv, const CodebookOptions& options) {
  auto reader = CsvReader::open(csv, kColumns, options.ignore_other_columns);
  if (!reader) return std::move(reader).error();
  return CodebookReading(std::move(*reader), options).read();
}

}  // namespace verbatim::exchange
