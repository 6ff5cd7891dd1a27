#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace verbatim::exchange {

// A column that one kind of file may have.
struct CsvColumn {
  std::string_view name;
  bool required = true;
};

// Which column of a file is which of those that its kind may have. Failures are kMalformedCsv; an
// unknown name is repeated only where it looks like one or is nearly one that is known, since a
// file without a header shows what somebody wrote in its place.
class CsvHeader {
 public:
  static constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

  // A file has no more columns than this, also such that are ignored.
  static constexpr std::size_t kColumnsMax = 1'000;

  // At least one column is required. `columns` is looked at until complete(). `rule`: what the
  // first line should be, where that is not to name `columns`.
  CsvHeader(std::span<const CsvColumn> columns, bool ignore_others, std::string_view rule = {});

  // Takes the file's next column name. Refuses one that was given before, one that is nearly that
  // of a known column and, unless others are ignored, every unknown one.
  Result<void> add(std::string_view name);
  // After the last name: refuses where a required column is missing.
  Result<void> complete() const;
  // The failure of a file whose first line is one column, if another character than the comma
  // seems to stand between its columns; nothing where none does.
  std::optional<Failure> other_separator(std::string_view line) const;
  // The failure of a file that has no first line.
  Failure empty_file() const;

  // The names that are no column here, in the file's order.
  const std::vector<std::string>& ignored() const { return ignored_; }
  // The number of the file's columns.
  std::size_t size() const { return names_.size(); }
  // Where the file has a column, from 0; kAbsent where it has not. Requires a wanted column.
  std::size_t place_of(std::size_t column) const { return place_[column]; }
  // The name of the file's column there; empty beyond the last.
  std::string name_at(std::size_t place) const {
    return place < names_.size() ? names_[place] : std::string();
  }

 private:
  const CsvColumn* meant_by(std::string_view name) const;
  std::string rule() const;

  std::span<const CsvColumn> columns_;
  std::map<std::string_view, std::size_t> wanted_;  // which of `columns_` has the name first
  std::vector<std::size_t> place_;                  // by wanted column
  std::vector<std::string> names_;                  // in the file's order
  bool ignore_others_;
  std::string rule_;
  std::vector<std::string> ignored_;
};

}  // namespace verbatim::exchange
