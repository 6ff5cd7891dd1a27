#include "exchange/csv_header.hpp"

#include <algorithm>

#include "base/typing.hpp"

namespace verbatim::exchange {
namespace {

bool looks_like_a_name(std::string_view text) {
  constexpr std::size_t kNameBytesMax = 32;
  return !text.empty() && text.size() <= kNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
         });
}

// A name without what people write in different ways: "Item ID" is "itemid".
std::string core_of(std::string_view name) {
  std::string core;
  for (const char c : name) {
    if (c == ' ' || c == '_' || c == '-') continue;
    core += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return core;
}

}  // namespace

CsvHeader::CsvHeader(std::span<const CsvColumn> columns, bool ignore_others, std::string_view rule)
    : columns_(columns),
      place_(columns.size(), kAbsent),
      ignore_others_(ignore_others),
      rule_(rule) {
  for (std::size_t i = 0; i < columns.size(); ++i) wanted_.emplace(columns[i].name, i);
}

const CsvColumn* CsvHeader::meant_by(std::string_view name) const {
  constexpr std::size_t kLettersOfAnError = 4;  // one in so many may be wrong
  const auto core = core_of(name);
  const CsvColumn* best = nullptr;
  std::size_t fewest = core.size() / kLettersOfAnError + 1;
  for (const auto& column : columns_) {
    const auto errors = typing_errors(core, core_of(column.name));
    if (errors >= fewest) continue;
    fewest = errors;
    best = &column;
  }
  return best;
}

Result<void> CsvHeader::add(std::string_view name) {
  const auto position = "Line 1, column " + std::to_string(size() + 1) + ": ";
  const auto known = wanted_.find(name);
  if (known == wanted_.end()) {
    if (ignore_others_ && size() == kColumnsMax)
      return Failure{Fault::kTooLarge,
                     "Line 1: a file has at most " + std::to_string(kColumnsMax) + " columns.", "",
                     "Leave out those that are not needed."};
    if (const auto* meant = meant_by(name))
      return Failure{Fault::kMalformedCsv,
                     position + "there is no column " + std::string(name) + " here; did you mean " +
                         std::string(meant->name) + "?",
                     std::string(name), rule()};
    if (ignore_others_) {
      names_.emplace_back(name);
      ignored_.emplace_back(name);
      return {};
    }
    const auto fix =
        std::string(size() == 0 ? "Where this is a row, put the line that names the columns before "
                                  "it. Else rename it, "
                                : "Rename it, ") +
        "leave it out, or have other columns ignored (ignore_other_columns). " + rule();
    if (name.empty())
      return Failure{Fault::kMalformedCsv, position + "no name stands here.", "", fix};
    if (!looks_like_a_name(name))
      return Failure{Fault::kMalformedCsv, position + "this is no column here.", "", fix};
    return Failure{Fault::kMalformedCsv,
                   position + "there is no column " + std::string(name) + " here.",
                   std::string(name), fix};
  }
  auto& place = place_[known->second];
  if (place != kAbsent)
    return Failure{Fault::kMalformedCsv,
                   position + "the column " + std::string(name) + " is there already, as column " +
                       std::to_string(place + 1) + ".",
                   std::string(name), "Give each column once."};
  place = size();
  names_.emplace_back(name);
  return {};
}

Result<void> CsvHeader::complete() const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].required && place_[i] == kAbsent)
      return Failure{Fault::kMalformedCsv,
                     "Line 1: the column " + std::string(columns_[i].name) + " is missing.",
                     std::string(columns_[i].name), rule()};
  return {};
}

std::optional<Failure> CsvHeader::other_separator(std::string_view line) const {
  const auto at = line.find_first_of(";\t");
  if (at == std::string_view::npos) return std::nullopt;
  return Failure{Fault::kMalformedCsv,
                 std::string("Line 1, column 1: the columns seem to be separated by ") +
                     (line[at] == ';' ? "semicolons" : "tabs") + ", not by commas.",
                 "",
                 "Save the file with commas between its columns, and fields that hold a comma in "
                 "quotes (in a spreadsheet: \"CSV UTF-8, comma delimited\"). " +
                     rule()};
}

Failure CsvHeader::empty_file() const {
  return {Fault::kMalformedCsv, "Line 1, column 1: the file is empty.", "", rule()};
}

std::string CsvHeader::rule() const {
  if (!rule_.empty()) return rule_;
  std::string required, optional;
  for (const auto& column : columns_)
    (column.required ? required : optional).append(",").append(column.name);
  std::string rule = "The first line names the columns, separated by commas: " + required.substr(1);
  if (!optional.empty()) rule += "; and, where wanted, " + optional.substr(1);
  return rule + ".";
}

}  // namespace verbatim::exchange
