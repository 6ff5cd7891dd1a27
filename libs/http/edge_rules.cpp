#include "http/edge_rules.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

#include <boost/beast/core/string.hpp>
#include <boost/url/authority_view.hpp>

#include "http/head_parser.hpp"

namespace verbatim::http {
namespace {

Refusal malformed(std::string detail, std::string field, std::string fix, unsigned status = 400) {
  return {status, {Fault::kMalformedRequest, std::move(detail), std::move(field), std::move(fix)}};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Refusal too_long(std::string_view bytes, const HeadLimits& limits) {
  if (bytes.find("\r\n") == bytes.npos) {
    return {414,
            {Fault::kTooLarge,
             "The request line has more than " + std::to_string(limits.target_bytes) + " bytes.",
             {},
             "Use a shorter target; long filters belong in a body."}};
  }
  return {431,
          {Fault::kTooLarge,
           "The request line and headers have more than " + std::to_string(limits.head_bytes) +
               " bytes.",
           {},
           "Send fewer or shorter headers."}};
}

// "GET / HTTP/2.0": well-formed, only of a version we do not speak.
bool is_other_version(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
  const std::size_t at = line.rfind(" HTTP/");
  if (at == line.npos) return false;
  const std::string_view version = line.substr(at + 6);
  if (version.size() != 3 || version[1] != '.') return false;
  return is_digit(version[0]) && is_digit(version[2]) && version != "1.1" && version != "1.0";
}

bool has_folded_line(std::string_view bytes) {
  for (std::size_t at = bytes.find('\n'); at + 1 < bytes.size(); at = bytes.find('\n', at + 1)) {
    if (bytes[at + 1] == ' ' || bytes[at + 1] == '\t') return true;
  }
  return false;
}

// A name or IPv4 address with an optional port, as nearly all hosts are.
bool is_plain_host(std::string_view host) {
  const std::size_t colon = host.find(':');
  const std::string_view name = host.substr(0, colon);
  const std::string_view port = colon == host.npos ? std::string_view() : host.substr(colon + 1);
  return !name.empty() && std::all_of(port.begin(), port.end(), is_digit) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
                  c == '-';
         });
}

bool is_valid_host(std::string_view host) {
  if (is_plain_host(host)) return true;
  const auto authority = boost::urls::parse_authority(host);
  return authority && !authority->has_userinfo() && !authority->encoded_host().empty();
}

std::optional<Refusal> judge_host(const Head& head) {
  if (head.hosts == 0 && head.version == 10) return std::nullopt;
  if (head.hosts != 1) {
    return malformed(head.hosts == 0 ? "There is no Host header." : "There are two Host headers.",
                     "Host", "Send exactly one Host header.");
  }
  if (!is_valid_host(head.host)) {
    return malformed("The Host header is not a host with an optional port.", "Host",
                     "Send the host and port of this server.");
  }
  return std::nullopt;
}

std::optional<Refusal> judge_target(std::string_view target, const HeadLimits& limits) {
  if (target.size() > limits.target_bytes) return too_long(target, limits);
  if (target.front() != '/') {
    return malformed("The request target does not begin with '/'.", "",
                     "Send the path and query alone, without scheme and host.");
  }
  const auto is_foreign = [](char c) { return c <= ' ' || c > '~' || c == '#'; };
  if (std::any_of(target.begin(), target.end(), is_foreign)) {
    return malformed("The request target holds a fragment or a character outside of ASCII.", "",
                     "Percent-encode it.");
  }
  return std::nullopt;
}

std::optional<Refusal> judge_length(const Head& head, std::size_t& length) {
  length = 0;
  if (head.lengths == 0) return std::nullopt;
  const char* const end = head.length.data() + head.length.size();
  const auto [stop, error] = std::from_chars(head.length.data(), end, length);
  if (head.lengths == 1 && stop == end && error == std::errc()) return std::nullopt;
  return malformed("The Content-Length is not one number.", "Content-Length",
                   "Send one Content-Length header with the number of bytes in the body.");
}

std::optional<Refusal> judge_expectation(const Head& head, bool& expects_continue) {
  expects_continue = false;
  if (head.expect.empty() || head.version == 10) return std::nullopt;
  if (boost::beast::iequals(head.expect, "100-continue")) {
    expects_continue = true;
    return std::nullopt;
  }
  return malformed("This expectation cannot be met.", "Expect",
                   "Leave the Expect header out, or send 100-continue.", 417);
}

// Without a body of known length nothing that follows can be told apart from it.
Refusal transfer_encoding() {
  return malformed("Requests with a Transfer-Encoding are not taken.", "Transfer-Encoding",
                   "Send the body whole, with a Content-Length.", 411);
}

}  // namespace

std::optional<Refusal> judge_partial_head(std::string_view bytes, std::size_t from,
                                          const HeadLimits& limits) {
  for (std::size_t i = from; i < bytes.size(); ++i) {
    const char c = bytes[i];
    const bool after_return = i > 0 && bytes[i - 1] == '\r';
    const bool is_control = (c >= '\0' && c < ' ' && c != '\t') || c == '\x7f';
    if (after_return ? c == '\n' : !is_control || c == '\r') continue;
    return malformed(
        "The request line or a header holds a control character, or a line does not "
        "end with CR LF.",
        "", "Send HTTP/1.1.");
  }
  if (bytes.size() >= limits.head_bytes) return too_long(bytes, limits);
  return std::nullopt;
}

std::optional<Refusal> judge_head(std::string_view bytes, const HeadLimits& limits,
                                  Request& request, Framing& framing) {
  if (bytes.size() > limits.head_bytes) return too_long(bytes, limits);
  Head head;
  const auto objection = parse_head(bytes, request, head);
  if (head.transfer_encoding) return transfer_encoding();
  if (objection && is_other_version(bytes)) {
    return malformed("This HTTP version is not spoken here.", "", "Use HTTP/1.1.", 505);
  }
  if (objection)
    return malformed("The request is not HTTP: " + *objection + ".", "", "Send HTTP/1.1.");
  if (has_folded_line(bytes)) {
    return malformed("A header is folded over two lines.", "", "Send each header on one line.");
  }
  if (auto refusal = judge_host(head)) return refusal;
  if (auto refusal = judge_target(request.target, limits)) return refusal;
  if (auto refusal = judge_length(head, framing.content_length)) return refusal;
  if (auto refusal = judge_expectation(head, framing.expects_continue)) return refusal;
  framing.is_options = head.is_options;
  framing.http_1_0 = head.version == 10;
  framing.keep_alive = head.keep_alive && !framing.http_1_0;
  return std::nullopt;
}

}  // namespace verbatim::http
