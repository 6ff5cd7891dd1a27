#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "exchange/csv_header.hpp"

namespace verbatim::exchange {

// Reads a CSV file (RFC 4180, UTF-8) row by row. The first line names the columns, in any order.
// Line ends are CRLF or LF, the last one may be missing; a UTF-8 byte order mark and empty lines
// below the first are skipped. Nothing is trimmed.
//
// Everything else is refused, never guessed, with kMalformedCsv or kInvalidUtf8 and a detail that
// names the line, the column by number and name, and for a single bad character its place in the
// line, all from 1. The detail never repeats what a field holds.
//
// One pass and no copy: a field is a view into the file, or into the reader where doubled quotes
// had to be undone. (libcsv was weighed: it copies every field, trims, and does not know lines.)
class CsvReader {
 public:
  // Reads the header. `csv` must outlive the reader; `columns` is only looked at. Others are
  // refused, or ignored where that is asked for. `rule` as CsvHeader's. A reader may be moved only
  // before the first next().
  static Result<CsvReader> open(std::string_view csv, std::span<const CsvColumn> columns,
                                bool ignore_others = false, std::string_view rule = {});

  // The file's columns that are ignored.
  const std::vector<std::string>& ignored() const { return header_.ignored(); }

  // Goes to the next row; false at the end. After a failure the reader is of no more use.
  Result<bool> next();

  // Whether the file has the column, by its place in `columns`.
  bool has(std::size_t column) const { return header_.place_of(column) != CsvHeader::kAbsent; }
  // A field of the present row, by its place in `columns`; empty where the file has no such
  // column. Valid until next().
  std::string_view field(std::size_t column) const {
    const auto at = header_.place_of(column);
    return at == CsvHeader::kAbsent ? std::string_view{} : fields_[at];
  }
  // Whether `field` is a view into the file, which stays valid after next().
  bool in_file(std::string_view field) const;

  // The line on which the present row begins.
  std::uint32_t line() const { return line_; }

  // A failure about a field that can be read but is not right, in the present row or in `line`.
  Failure wrong(std::size_t column, std::string_view detail, std::string fix) const;
  Failure wrong(std::size_t column, std::uint32_t line, std::string_view detail,
                std::string fix) const;

 private:
  enum class End { kField, kRow };

  CsvReader(std::string_view csv, std::span<const CsvColumn> columns, bool ignore_others,
            std::string_view rule);

  Result<void> read_header();
  Result<End> read_field();
  Result<End> read_plain();
  Result<End> read_quoted();
  Result<End> read_end();
  void skip_empty_lines();
  std::string_view undouble(std::string_view raw);
  Result<void> check_utf8(std::string_view raw, unsigned bits) const;
  Failure nul(std::size_t offset) const;
  // A failure at the byte `offset` of the field that is being read.
  Failure broken(Fault fault, std::size_t offset, std::string_view detail, std::string fix) const;
  std::string where(std::uint32_t line, std::size_t place) const;

  std::string_view csv_;
  std::size_t at_ = 0;           // the next byte to read
  std::size_t row_begin_ = 0;    // the present row's first byte
  std::uint32_t line_ = 1;       // on which the present row begins
  std::uint32_t next_line_ = 1;  // on which the next row begins
  CsvHeader header_;
  std::vector<std::string_view> fields_;  // of the present row
  std::deque<std::string> undoubled_;     // by place: backs the views that are not into the file
};

}  // namespace verbatim::exchange
