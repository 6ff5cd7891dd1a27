#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/failure.hpp"
#include "http/message.hpp"

// Which requests are framed so that no two readers of the bytes can disagree about where one ends
// (RFC 9112, section 11.2), and which are turned away.
namespace verbatim::http {

// Why a request is turned away, with the status that HTTP has for it.
struct Refusal {
  unsigned status;
  Failure failure;
};

// How an accepted request goes on after its head.
struct Framing {
  std::size_t content_length = 0;
  bool keep_alive = false;
  bool is_options = false;
  bool http_1_0 = false;
  bool expects_continue = false;
};

struct HeadLimits {
  std::size_t head_bytes;
  std::size_t target_bytes;
};

// Judges a head that is not complete yet: whether it is too long already, or holds a byte that no
// head can hold (a control character, a line feed or carriage return alone), so that nobody waits
// for the end of what cannot become a request. Bytes before `from` were judged before.
std::optional<Refusal> judge_partial_head(std::string_view bytes, std::size_t from,
                                          const HeadLimits& limits);

// Judges `bytes`, one whole head up to and with its empty line; if it is accepted, fills `framing`
// and the method, target and headers of `request` with views into `bytes`.
//
// Accepted is HTTP/1.0 or 1.1 without Transfer-Encoding (411), with exactly one valid Host (400;
// HTTP/1.0 may have none), a target in origin form without a fragment (400) and not too long
// (414), at most one Content-Length of digits alone (400), no folded lines (400), and no
// expectation but 100-continue (417). Other versions are 505, longer heads 431, the rest 400.
std::optional<Refusal> judge_head(std::string_view bytes, const HeadLimits& limits,
                                  Request& request, Framing& framing);

}  // namespace verbatim::http
