#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "exchange/items.hpp"

namespace verbatim::exchange {

struct CodebookOptions {
  std::optional<std::string> framework = {};  // of new themes whose row does not say it
  bool minor = false;  // what a theme says of itself changes, and what it means does not
  bool ignore_other_columns = false;
};

// What a file of themes says, one theme a row:
//
//   theme [,label,framework,parent,definition,inclusion,exclusion,examples,colour,questions]
//
// A column that the file does not have says nothing. An empty cell is an empty text, no parent, no
// examples, no colour, and every question; an empty label or framework says nothing. Examples
// stand on a line each, questions are joined by ";".
struct CodebookTable {
  struct Row {
    std::string theme;
    std::string label, framework;  // empty: not said
    std::optional<std::string> parent, definition, inclusion, exclusion, colour;
    std::optional<std::vector<std::string>> examples, questions;
    std::uint32_t line = 0;
  };

  CodebookOptions options;
  std::vector<Row> rows;
  std::vector<std::string> ignored_columns;

  // Nothing in a codebook is sealed.
  std::vector<TextToSeal> texts() const { return {}; }
};

// Reads the whole file, or says where it is wrong: what CsvReader refuses, and kInvalidValue for an
// id that is none, a theme given twice, and themes that stand below each other in a circle.
Result<CodebookTable> read_codebook(std::string_view csv, const CodebookOptions& options);

}  // namespace verbatim::exchange
