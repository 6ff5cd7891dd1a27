#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"

namespace verbatim::api {

// A table as CSV (RFC 4180): a first line of names, then a line a row, each ended by CRLF. Fields
// are quoted where they have to be. It answers as text/csv with this name for whoever saves it.
class CsvTable {
 public:
  explicit CsvTable(std::initializer_list<std::string_view> columns);
  explicit CsvTable(std::span<const std::string> columns);

  CsvTable& cell(std::string_view text);
  CsvTable& cell(std::uint64_t number);
  CsvTable& cell(double number);  // the shortest digits that give the number back
  CsvTable& empty();
  void end_row();

  // Requires that no row is begun.
  http::Response answer(std::string_view file_name) const;

 private:
  void begin_cell();

  std::string text_;
  bool row_begun_ = false;
};

// Several ids in one cell, apart by ";"; nothing of none. `what` they are: "theme". kInvalidValue
// where one could not be told from two.
Result<std::string> ids_in_cell(const std::vector<std::string>& ids, std::string_view what);

// A set of themes in one cell: apart by ";", and "[]" for seen and no theme. kInvalidValue where
// the id of a theme could not be told from that.
Result<std::string> themes_in_cell(const std::vector<std::string>& themes);

// Whether the request asks for CSV (?format=csv) instead of JSON. kInvalidValue for another word.
Result<bool> csv_wanted(const http::Request& request);

}  // namespace verbatim::api
