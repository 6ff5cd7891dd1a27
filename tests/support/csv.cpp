#include "support/csv.hpp"

#include <algorithm>
#include <stdexcept>

namespace verbatim::test {

CsvReader::CsvReader(std::string_view text) : rest_(text) {
  read_row(header_);
}

bool CsvReader::next() {
  return read_row(row_);
}

const std::string& CsvReader::operator[](std::string_view column) const {
  const auto at = std::find(header_.begin(), header_.end(), column);
  if (at == header_.end()) throw std::out_of_range("no column " + std::string(column));
  return row_.at(static_cast<std::size_t>(at - header_.begin()));
}

bool CsvReader::read_row(std::vector<std::string>& row) {
  if (rest_.empty()) return false;
  std::size_t fields = 0;
  for (;;) {
    if (row.size() == fields) row.emplace_back();
    read_field(row[fields++]);
    if (!rest_.starts_with(',')) break;
    rest_.remove_prefix(1);
  }
  row.resize(fields);
  if (rest_.starts_with('\r')) rest_.remove_prefix(1);
  if (rest_.starts_with('\n')) rest_.remove_prefix(1);
  return true;
}

void CsvReader::read_field(std::string& field) {
  field.clear();
  if (rest_.starts_with('"')) {
    read_quoted(field);
    return;
  }
  const auto end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
  field = rest_.substr(0, end);
  rest_.remove_prefix(end);
}

void CsvReader::read_quoted(std::string& field) {
  rest_.remove_prefix(1);
  for (;;) {
    const auto end = std::min(rest_.find('"'), rest_.size());
    field += rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!rest_.starts_with('"')) return;
    field += '"';
    rest_.remove_prefix(1);
  }
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace verbatim::test
