#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "verbatim/output/terminal.hpp"

namespace verbatim::tool {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
};

struct Cell {
  Cell() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a row reads best as a list of texts.
  Cell(std::string words, Colour paint = Colour::kNone) : text(std::move(words)), colour(paint) {}
  Cell(const char* words) : text(words) {}  // NOLINT(google-explicit-constructor): likewise

  std::string text;
  Colour colour = Colour::kNone;
};

// Rows under titles, aligned by display width:
//
//   Theme           n      %
//   Culture        12   54.5
//     Leadership    3   13.6
//
// Cells are made printable; a line has no blanks at its end.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Requires as many cells as columns.
  void add(std::vector<Cell> row);

  bool empty() const { return rows_.empty(); }
  std::string to_text(bool colours) const;

 private:
  std::string line(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                   bool colours) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace verbatim::tool
