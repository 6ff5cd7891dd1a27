#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "coding/id_table.hpp"
#include "exchange/items.hpp"

namespace verbatim::exchange {

struct CodingsOptions {
  char label_separator = ';';
  // Where it is not empty, the label "a->b" (with "->") is the sub-theme b of theme a.
  std::string theme_separator = {};
  std::optional<std::string> framework = {};  // of new themes
  bool ignore_other_columns = false;
};

// What a file of codings says. One row is all that one coder said of one item:
//
//   item_id,question,coder,labels [,text,group,respondent,finished]
//
// Labels are trimmed of blanks around them and kept as written otherwise; nothing between two
// separators is no label; a cell without any is "seen and left uncoded". `finished` is true,
// false, 1, 0, yes or no in any case, and true where it is left out.
struct CodingsTable {
  using Number = std::uint32_t;

  struct Row {
    Number item = 0;
    Number coder : 31 = 0;
    Number finished : 1 = 1;
    Number labels_begin = 0;  // in row_labels; they end where the next row's begin
    std::uint32_t line = 0;
  };
  static_assert(sizeof(Row) == 16, "a million rows are sixteen megabytes");

  struct Label {
    std::uint32_t line = 0;         // of its first use
    std::vector<Number> questions;  // where it is used, in order of first use
  };

  CodingsOptions options;
  Items items;
  coding::IdTable coder_ids = {}, label_ids = {};
  std::vector<std::uint32_t> coder_lines = {};  // of each coder's first row
  std::vector<Label> labels = {};               // by their number in label_ids
  std::vector<Row> rows = {};
  std::vector<Number> row_labels = {};  // numbers in label_ids
  std::vector<std::string> ignored_columns = {};

  // One for each item whose text is given. Uses the file's bytes; nothing else here does.
  std::vector<TextToSeal> texts() const { return items.texts_to_seal(); }
};

// Reads the whole file, or says where it is wrong: what CsvReader refuses, and kInvalidValue for a
// cell that is not what its column holds, the same item coded twice by one coder, a label twice in
// one cell, and rows that contradict each other.
Result<CodingsTable> read_codings(std::string_view csv, const CodingsOptions& options);

}  // namespace verbatim::exchange
