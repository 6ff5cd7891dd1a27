#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::test {

// Reads comma-separated values with a header row (RFC 4180: quotes, doubled quotes, commas and line
// ends within quotes; LF or CRLF). For data that are known to be well formed.
class CsvReader {
 public:
  // `text` must outlive the reader.
  explicit CsvReader(std::string_view text);

  // Moves to the next row; false at the end.
  bool next();

  // A field of the present row, valid until next(). Throws std::out_of_range where the header has
  // no such column or the row is too short.
  const std::string& operator[](std::string_view column) const;

 private:
  bool read_row(std::vector<std::string>& row);
  void read_field(std::string& field);
  void read_quoted(std::string& field);

  std::string_view rest_;
  std::vector<std::string> header_;
  std::vector<std::string> row_;
};

// The parts of `text` between separators; none for an empty text.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace verbatim::test
