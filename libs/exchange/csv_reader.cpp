#include "exchange/csv_reader.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.hpp"

namespace verbatim::exchange {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF", kUtf16LeMark = "\xFF\xFE",
                           kUtf16BeMark = "\xFE\xFF", kZipMark = "PK\x03\x04";
constexpr auto kSaveAsUtf8 = "Save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\").";
constexpr auto kQuoteWhole = "Put the whole field in quotes and double the quotes inside it.";

// What ends a run of ordinary bytes in a field without quotes, and in one with quotes.
constexpr std::array<bool, 256> bytes_of(std::string_view list) {
  std::array<bool, 256> set{};
  for (const char c : list) set[static_cast<unsigned char>(c)] = true;
  return set;
}
constexpr auto kPlainStops = bytes_of({",\"\r\n\0", 5});
constexpr auto kQuotedStops = bytes_of({"\"\n\0", 3});

// The first stop at or after `at`; every byte on the way is or-ed into `bits`, so that a field of
// plain ASCII (which most are) needs no second look.
std::size_t run(std::string_view csv, std::size_t at, const std::array<bool, 256>& stops,
                unsigned& bits) {
  unsigned seen = 0;
  for (; at < csv.size(); ++at) {
    const auto byte = static_cast<unsigned char>(csv[at]);
    if (stops[byte]) break;
    seen |= byte;
  }
  bits |= seen;
  return at;
}

}  // namespace

CsvReader::CsvReader(std::string_view csv, std::span<const CsvColumn> columns, bool ignore_others,
                     std::string_view rule)
    : csv_(csv),
      at_(csv.starts_with(kUtf8Mark) ? kUtf8Mark.size() : 0),
      row_begin_(at_),
      header_(columns, ignore_others, rule) {}

Result<CsvReader> CsvReader::open(std::string_view csv, std::span<const CsvColumn> columns,
                                  bool ignore_others, std::string_view rule) {
  if (csv.starts_with(kUtf16LeMark) || csv.starts_with(kUtf16BeMark))
    return Failure{Fault::kInvalidUtf8, "Line 1, column 1, character 1: the file is in UTF-16.", "",
                   kSaveAsUtf8};
  if (csv.starts_with(kZipMark))
    return Failure{Fault::kMalformedCsv,
                   "Line 1, column 1, character 1: the file is a spreadsheet or an archive.", "",
                   "Save it as CSV (in a spreadsheet: \"CSV UTF-8, comma delimited\")."};
  CsvReader reader(csv, columns, ignore_others, rule);
  if (auto read = reader.read_header(); !read) return std::move(read).error();
  return reader;
}

Result<void> CsvReader::read_header() {
  if (csv_.find_first_not_of("\r\n", at_) == std::string_view::npos) return header_.empty_file();
  for (bool more = true; more;) {
    const auto end = read_field();
    if (!end) return end.error();
    if (*end == End::kRow && fields_.size() == 1)
      if (auto other = header_.other_separator(fields_.back())) return *std::move(other);
    if (auto added = header_.add(fields_.back()); !added) return added;
    more = *end == End::kField;
  }
  return header_.complete();
}

Result<bool> CsvReader::next() {
  skip_empty_lines();
  if (at_ == csv_.size()) return false;
  fields_.clear();
  row_begin_ = at_;
  line_ = next_line_;
  const auto ragged = [&](std::string_view what) {
    return Failure{Fault::kMalformedCsv,
                   where(line_, fields_.size()) + ": the row has " + std::string(what) +
                       " columns than the first line, which names " +
                       std::to_string(header_.size()) + ".",
                   header_.name_at(fields_.size()),
                   "Give every row as many columns as the first line; put a field that holds a "
                   "comma, a quote or a line break in quotes."};
  };
  for (bool more = true; more;) {
    if (fields_.size() == header_.size()) return ragged("more");
    const auto end = read_field();
    if (!end) return end.error();
    more = *end == End::kField;
  }
  if (fields_.size() < header_.size()) return ragged("fewer");
  return true;
}

Result<CsvReader::End> CsvReader::read_field() {
  return at_ < csv_.size() && csv_[at_] == '"' ? read_quoted() : read_plain();
}

Result<CsvReader::End> CsvReader::read_plain() {
  unsigned bits = 0;
  const auto begin = at_;
  at_ = run(csv_, begin, kPlainStops, bits);
  const auto raw = csv_.substr(begin, at_ - begin);
  if (auto valid = check_utf8(raw, bits); !valid) return std::move(valid).error();
  if (at_ < csv_.size() && csv_[at_] == '"')
    return broken(Fault::kMalformedCsv, at_,
                  "a quote stands inside a field that does not begin with one.", kQuoteWhole);
  const auto end = read_end();
  if (end) fields_.push_back(raw);
  return end;
}

Result<CsvReader::End> CsvReader::read_quoted() {
  unsigned bits = 0;
  std::uint32_t line_breaks = 0;
  bool doubled = false;
  const auto begin = at_ + 1;
  for (auto at = begin;; ++at) {
    at = run(csv_, at, kQuotedStops, bits);
    if (at == csv_.size())
      return broken(Fault::kMalformedCsv, at_, "the quote that opens here is never closed.",
                    "Close the quote, or check whether the file was cut off.");
    if (csv_[at] == '\0') return nul(at);
    if (csv_[at] == '\n') {
      ++line_breaks;
    } else if (at + 1 < csv_.size() && csv_[at + 1] == '"') {
      doubled = true;
      ++at;
    } else {
      at_ = at + 1;
      break;
    }
  }
  const auto raw = csv_.substr(begin, at_ - 1 - begin);
  if (auto valid = check_utf8(raw, bits); !valid) return std::move(valid).error();
  const auto end = read_end();
  next_line_ += line_breaks;
  if (end) fields_.push_back(doubled ? undouble(raw) : raw);
  return end;
}

// What stands after a field.
Result<CsvReader::End> CsvReader::read_end() {
  if (at_ == csv_.size()) return End::kRow;
  switch (csv_[at_]) {
    case ',':
      ++at_;
      return End::kField;
    case '\n':
      ++at_;
      ++next_line_;
      return End::kRow;
    case '\r':
      if (csv_.substr(at_).starts_with("\r\n")) {
        at_ += 2;
        ++next_line_;
        return End::kRow;
      }
      return broken(
          Fault::kMalformedCsv, at_, "a carriage return stands without a line feed.",
          "End lines with LF or CRLF, and put a field that holds a line break in quotes.");
    case '\0':
      return nul(at_);
    default:
      return broken(Fault::kMalformedCsv, at_, "something stands after the closing quote.",
                    kQuoteWhole);
  }
}

void CsvReader::skip_empty_lines() {
  for (;;) {
    const auto left = csv_.substr(at_);
    if (!left.starts_with('\n') && !left.starts_with("\r\n")) return;
    at_ += left.starts_with('\n') ? 1 : 2;
    ++next_line_;
  }
}

std::string_view CsvReader::undouble(std::string_view raw) {
  while (undoubled_.size() <= fields_.size()) undoubled_.emplace_back();
  auto& out = undoubled_[fields_.size()];
  out.clear();
  for (std::size_t at = 0; at < raw.size();) {
    const auto quote = std::min(raw.find('"', at), raw.size() - 1);
    out.append(raw, at, quote + 1 - at);
    at = quote + (raw[quote] == '"' ? 2 : 1);
  }
  return out;
}

Result<void> CsvReader::check_utf8(std::string_view raw, unsigned bits) const {
  if (bits < 0x80) return {};
  const auto valid = utf8_valid_prefix(raw);
  if (valid == raw.size()) return {};
  return broken(Fault::kInvalidUtf8, static_cast<std::size_t>(raw.data() - csv_.data()) + valid,
                "this is not UTF-8.", kSaveAsUtf8);
}

Failure CsvReader::nul(std::size_t offset) const {
  return broken(Fault::kMalformedCsv, offset, "a NUL byte stands here.",
                std::string("CSV is text without NUL bytes. ") + kSaveAsUtf8);
}

bool CsvReader::in_file(std::string_view field) const {
  constexpr std::less_equal<> not_after;
  return not_after(csv_.data(), field.data()) &&
         not_after(field.data() + field.size(), csv_.data() + csv_.size());
}

Failure CsvReader::wrong(std::size_t column, std::string_view detail, std::string fix) const {
  return wrong(column, line_, detail, std::move(fix));
}

Failure CsvReader::wrong(std::size_t column, std::uint32_t line, std::string_view detail,
                         std::string fix) const {
  const auto at = header_.place_of(column);
  return {Fault::kInvalidValue, where(line, at) + ": " + std::string(detail), header_.name_at(at),
          std::move(fix)};
}

Failure CsvReader::broken(Fault fault, std::size_t offset, std::string_view detail,
                          std::string fix) const {
  const auto before = csv_.substr(row_begin_, offset - row_begin_);
  const auto breaks = std::count(before.begin(), before.end(), '\n');
  const auto line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto character =
      std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_begin), before.end(),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  const auto here = fields_.size();
  return {fault,
          where(line_ + static_cast<std::uint32_t>(breaks), here) + ", character " +
              std::to_string(character + 1) + ": " + std::string(detail),
          header_.name_at(here), std::move(fix)};
}

std::string CsvReader::where(std::uint32_t line, std::size_t place) const {
  std::string text = "Line " + std::to_string(line);
  if (place == CsvHeader::kAbsent) return text;
  text += ", column " + std::to_string(place + 1);
  const auto name = header_.name_at(place);
  return name.empty() ? text : text + " (" + name + ")";
}

}  // namespace verbatim::exchange
