#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Requests and responses as handlers see them: plain values, no socket, no Beast.
namespace verbatim::http {

enum class Method { kGet, kHead, kPost, kPut, kDelete, kOther };

// "GET", ...; "OTHER" for a method no route can have.
std::string_view name_of(Method method);

using Field = std::pair<std::string_view, std::string_view>;

// One request. Every view in it lives as long as the handler's call and no longer: what a
// handler hands on to another thread, it copies.
struct Request {
  Method method = Method::kOther;
  std::string_view target;          // origin form, as sent: "/v1/studies/iep?x=1"
  std::vector<std::string> params;  // what the route's {placeholders} matched, decoded, in order
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  std::vector<Field> headers;  // as sent, in order; values may hold bytes above 127
  std::string_view body;
  std::string_view peer;  // "127.0.0.1:40112"

  // The first header of that name (case-insensitive), or nothing.
  std::optional<std::string_view> header(std::string_view name) const;
  // How many headers there are of that name.
  std::size_t count_of(std::string_view name) const;
  // The first query parameter of that name, or nothing.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

// Whether two words of headers are one: names, codings and media types know no case, of ASCII.
bool same_word(std::string_view a, std::string_view b);

// One response. The body is owned, or shared where many responses send the same bytes.
//
// Date, Content-Length, Transfer-Encoding and Connection belong to the server: `headers` must not
// hold them. A name or value with a control character in it (a line break above all) makes the
// whole response a 500, so that no input can split a response in two.
struct Response {
  unsigned status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // sent instead of `body` where set

  std::string_view content() const { return shared_body ? std::string_view(*shared_body) : body; }
};

}  // namespace verbatim::http
