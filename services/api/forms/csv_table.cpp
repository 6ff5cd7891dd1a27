#include "api/forms/csv_table.hpp"

#include <fmt/format.h>

#include "api/requests/parameters.hpp"

namespace verbatim::api {

CsvTable::CsvTable(std::initializer_list<std::string_view> columns) {
  for (const auto column : columns) cell(column);
  end_row();
}

CsvTable::CsvTable(std::span<const std::string> columns) {
  for (const auto& column : columns) cell(column);
  end_row();
}

void CsvTable::begin_cell() {
  if (row_begun_) text_ += ',';
  row_begun_ = true;
}

CsvTable& CsvTable::cell(std::string_view text) {
  begin_cell();
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    text_ += text;
    return *this;
  }
  text_ += '"';
  for (const char c : text) text_.append(c == '"' ? 2 : 1, c);
  text_ += '"';
  return *this;
}

CsvTable& CsvTable::cell(std::uint64_t number) {
  begin_cell();
  text_ += std::to_string(number);
  return *this;
}

CsvTable& CsvTable::cell(double number) {
  begin_cell();
  text_ += fmt::format("{}", number);
  return *this;
}

CsvTable& CsvTable::empty() {
  begin_cell();
  return *this;
}

void CsvTable::end_row() {
  text_ += "\r\n";
  row_begun_ = false;
}

http::Response CsvTable::answer(std::string_view file_name) const {
  http::Response response{200, "text/csv; charset=utf-8", {}, text_, {}};
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"{}.csv\"", file_name));
  return response;
}

Result<std::string> ids_in_cell(const std::vector<std::string>& ids, std::string_view what) {
  std::string cell;
  for (const auto& id : ids) {
    if (id.find(';') != std::string::npos || id == "[]")
      return bad_parameter(
          "format", fmt::format("The id of {0} '{1}' cannot stand in CSV, where ; is between {0}s "
                                "and [] is none: ask for another format.",
                                what, id));
    cell += (cell.empty() ? "" : ";") + id;
  }
  return cell;
}

Result<std::string> themes_in_cell(const std::vector<std::string>& themes) {
  auto cell = ids_in_cell(themes, "theme");
  if (cell && cell->empty()) *cell = "[]";
  return cell;
}

Result<bool> csv_wanted(const http::Request& request) {
  const auto format = request.parameter("format").value_or("json");
  if (format == "csv" || format == "json") return format == "csv";
  return bad_parameter("format", "The format is json or csv.");
}

}  // namespace verbatim::api
