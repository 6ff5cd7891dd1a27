#include "exchange/csv_header.hpp"

#include <algorithm>

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

}  // namespace

Result<void> CsvHeader::add(std::string_view name) {
  const auto position = "Line 1, column " + std::to_string(size() + 1) + ": ";
  const auto known = std::find_if(columns_.begin(), columns_.end(),
                                  [&](const CsvColumn& column) { return column.name == name; });
  if (known == columns_.end()) {
    if (!looks_like_a_name(name))
      return Failure{Fault::kMalformedCsv, position + "this is no column here.", "", rule()};
    return Failure{Fault::kMalformedCsv,
                   position + "there is no column " + std::string(name) + " here.",
                   std::string(name), rule()};
  }
  auto& place = place_[static_cast<std::size_t>(known - columns_.begin())];
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

Failure CsvHeader::empty_file() const {
  return {Fault::kMalformedCsv, "Line 1, column 1: the file is empty.", "", rule()};
}

std::string CsvHeader::rule() const {
  std::string required, optional;
  for (const auto& column : columns_)
    (column.required ? required : optional).append(",").append(column.name);
  std::string rule = "The first line names the columns, separated by commas: " + required.substr(1);
  if (!optional.empty()) rule += "; and, where wanted, " + optional.substr(1);
  return rule + ".";
}

}  // namespace verbatim::exchange
