#include "exchange/import_codings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <boost/unordered/unordered_flat_set.hpp>

#include "base/word_list.hpp"
#include "coding/study.hpp"
#include "exchange/csv_reader.hpp"
#include "exchange/theme_name.hpp"

namespace verbatim::exchange {
namespace {

enum Column : std::size_t {
  kItem,
  kQuestion,
  kCoder,
  kLabels,
  kText,
  kGroup,
  kRespondent,
  kFinished
};
constexpr std::array<CsvColumn, 8> kColumns = {{{"item_id"},
                                                {"question"},
                                                {"coder"},
                                                {"labels"},
                                                {"text", false},
                                                {"group", false},
                                                {"respondent", false},
                                                {"finished", false}}};
constexpr ItemColumns kItemColumns = {.question = kQuestion,
                                      .item = kItem,
                                      .text = kText,
                                      .group = kGroup,
                                      .respondent = kRespondent};

std::optional<bool> truth(std::string_view word) {
  constexpr std::size_t kLongest = 5;
  std::string lower(word.substr(0, kLongest + 1));
  for (auto& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (lower.empty() || lower == "true" || lower == "1" || lower == "yes") return true;
  if (lower == "false" || lower == "0" || lower == "no") return false;
  return std::nullopt;
}

std::uint64_t pair_of(std::uint32_t high, std::uint32_t low) {
  return std::uint64_t{high} << 32 | low;
}

// Reads one file into one table. What only the reading needs is gone with it.
class CodingsReading {
 public:
  CodingsReading(CsvReader reader, const CodingsOptions& options)
      : reader_(std::move(reader)), table_{.options = options, .items = Items(kItemColumns)} {}

  Result<CodingsTable> read() {
    for (;;) {
      const auto more = reader_.next();
      if (!more) return more.error();
      if (!*more) break;
      if (auto taken = take_row(); !taken) return std::move(taken).error();
    }
    if (auto settled = table_.items.finish(reader_); !settled) return std::move(settled).error();
    return std::move(table_);
  }

 private:
  using Number = CodingsTable::Number;

  Result<void> take_row() {
    const auto item = table_.items.add(reader_);
    if (!item) return item.error();
    const auto coder = coder_of_row();
    if (!coder) return coder.error();
    if (!coded_.insert(pair_of(*item, *coder)).second) return coded_twice(*item, *coder);
    const auto finished = truth(reader_.field(kFinished));
    if (!finished)
      return reader_.wrong(kFinished, "this is neither true nor false.",
                           "Write true, false, 1, 0, yes or no, or leave it empty for true.");
    CodingsTable::Row row;
    row.item = *item;
    row.coder = *coder & 0x7FFF'FFFF;
    row.finished = *finished ? 1 : 0;
    row.labels_begin = static_cast<Number>(table_.row_labels.size());
    row.line = reader_.line();
    table_.rows.push_back(row);
    return take_labels(table_.items.all()[*item].question);
  }

  Result<Number> coder_of_row() {
    const auto id = reader_.field(kCoder);
    if (const auto known = table_.coder_ids.find(id)) return *known;
    if (auto valid = check_id(reader_, kCoder, id); !valid) return std::move(valid).error();
    table_.coder_lines.push_back(reader_.line());
    return table_.coder_ids.add(id);
  }

  Failure coded_twice(Number item, Number coder) const {
    const auto first = std::find_if(table_.rows.begin(), table_.rows.end(), [&](const auto& row) {
      return row.item == item && row.coder == coder;
    });
    return reader_.wrong(
        kCoder,
        "this coder has coded this item on line " + std::to_string(first->line) + " already.",
        "Give one row for each coder and item, with all the labels.");
  }

  Result<void> take_labels(Number question) {
    auto left = reader_.field(kLabels);
    while (!left.empty()) {
      const auto end = std::min(left.find(table_.options.label_separator), left.size());
      const auto name = trimmed(left.substr(0, end));
      left.remove_prefix(std::min(end + 1, left.size()));
      if (name.empty()) continue;
      if (table_.row_labels.size() - table_.rows.back().labels_begin == coding::kCodingThemesMax)
        return reader_.wrong(
            kLabels,
            "more labels stand here than the " + std::to_string(coding::kCodingThemesMax) +
                " that one coder may put on one item.",
            "Labels are the ids of themes, joined by ';': give this column no other text.");
      if (auto taken = take_label(name, question); !taken) return taken;
    }
    return {};
  }

  Result<void> take_label(std::string_view name, Number question) {
    const auto label = label_named(name);
    if (!label) return label.error();
    if (std::exchange(last_line_[*label], reader_.line()) == reader_.line())
      return reader_.wrong(kLabels, "the label '" + std::string(name) + "' stands here twice.",
                           "Give each label once.");
    auto& questions = table_.labels[*label].questions;
    const bool known = (!questions.empty() && questions.back() == question) ||
                       !used_.insert(pair_of(*label, question)).second;
    if (!known) questions.push_back(question);
    table_.row_labels.push_back(*label);
    return {};
  }

  Result<Number> label_named(std::string_view name) {
    if (const auto known = table_.label_ids.find(name)) return *known;
    if (auto valid = check_id(reader_, kLabels, name); !valid) return std::move(valid).error();
    const auto& separator = table_.options.theme_separator;
    if (!every_part_named(name, separator))
      return reader_.wrong(
          kLabels,
          "the label '" + std::string(name) + "' has an empty part beside '" + separator + "'.",
          "Name both the theme and its sub-theme.");
    table_.labels.push_back({.line = reader_.line(), .questions = {}});
    last_line_.push_back(0);
    return table_.label_ids.add(name);
  }

  CsvReader reader_;
  CodingsTable table_;
  boost::unordered_flat_set<std::uint64_t> coded_;  // item and coder
  boost::unordered_flat_set<std::uint64_t> used_;   // label and question
  std::vector<std::uint32_t> last_line_;            // of each label's last use
};

}  // namespace

Result<CodingsTable> read_codings(std::string_view csv, const CodingsOptions& options) {
  auto reader = CsvReader::open(csv, kColumns, options.ignore_other_columns);
  if (!reader) return std::move(reader).error();
  auto ignored = reader->ignored();
  auto table = CodingsReading(std::move(*reader), options).read();
  if (table) table->ignored_columns = std::move(ignored);
  return table;
}

}  // namespace verbatim::exchange
