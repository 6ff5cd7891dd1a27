#include "http/response_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>

#include <boost/beast/http/status.hpp>

namespace verbatim::http {
namespace {

void append_number(std::string& out, std::size_t number, int base) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), number, base).ptr;
  out.append(digits.begin(), end);
}

void append_status_line(std::string& out, unsigned status) {
  namespace beast_http = boost::beast::http;
  const auto reason = beast_http::obsolete_reason(beast_http::int_to_status(status));
  out.append("HTTP/1.1 ");
  append_number(out, status, 10);
  out.append(" ").append(reason.data(), reason.size()).append("\r\n");
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
  });
}

}  // namespace

std::string http_date(std::time_t time) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 64> text;
  const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                                 kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                                 utc.tm_hour, utc.tm_min, utc.tm_sec);
  return {text.data(), static_cast<std::size_t>(size)};
}

bool is_well_formed(const Response& response) {
  return is_plain(response.content_type) &&
         std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
           return !header.first.empty() && is_plain(header.first) && is_plain(header.second);
         });
}

void write_head(std::string& out, const Response& response, BodyEnd end, std::size_t length,
                bool close, const std::string& date) {
  out.clear();
  append_status_line(out, response.status);
  append_field(out, "Date", date);
  if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) append_field(out, name, value);
  if (end == BodyEnd::kChunked) out.append("Transfer-Encoding: chunked\r\n");
  if (end == BodyEnd::kLength) {
    out.append("Content-Length: ");
    append_number(out, length, 10);
    out.append("\r\n");
  }
  if (close) out.append("Connection: close\r\n");
  out.append("\r\n");
}

void append_chunk_size(std::string& out, std::size_t size) {
  append_number(out, size, 16);
  out.append("\r\n");
}

}  // namespace verbatim::http
