#include "verbatim/output/table.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace verbatim::tool {
namespace {

constexpr std::size_t kGap = 2;  // blanks between columns

}  // namespace

void Table::add(std::vector<Cell> row) {
  assert(row.size() == columns_.size());
  for (auto& cell : row) cell.text = printable(cell.text);
  rows_.push_back(std::move(row));
}

std::string Table::line(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                        bool colours) const {
  std::string text;
  std::size_t blanks = 0;  // owed before the next visible character
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto padding = widths[i] - display_width(cells[i].text);
    if (columns_[i].align == Align::kRight) blanks += padding;
    if (!cells[i].text.empty()) {
      text.append(std::exchange(blanks, 0), ' ');
      text += paint(cells[i].text, cells[i].colour, colours);
    }
    if (columns_[i].align == Align::kLeft) blanks += padding;
    blanks += kGap;
  }
  return text + "\n";
}

std::string Table::to_text(bool colours) const {
  std::vector<Cell> titles;
  std::vector<std::size_t> widths;
  for (const auto& column : columns_) {
    titles.emplace_back(column.title, Colour::kBold);
    widths.push_back(display_width(column.title));
  }
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  auto text = line(titles, widths, colours);
  for (const auto& row : rows_) text += line(row, widths, colours);
  return text;
}

}  // namespace verbatim::tool
