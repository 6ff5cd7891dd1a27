#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace verbatim::http {

// What the framing rules look at, as Beast's parser found it. Views point into the parsed bytes.
struct Head {
  bool is_options = false;
  unsigned version = 11;           // 10 or 11
  bool keep_alive = false;         // by the version's default and the Connection header
  bool transfer_encoding = false;  // whether there is such a header
  unsigned hosts = 0;              // how many Host headers
  unsigned lengths = 0;            // how many Content-Length headers
  std::string_view host;
  std::string_view length;
  std::string_view expect;  // the last Expect header
};

// Parses `bytes`, one whole head up to and with its empty line: fills `head` and the method,
// target and headers of `request`. Nothing if Beast's parser takes it, else what it objects to;
// `head` then holds what came before the fault.
//
// Beast is given the head alone, never a body or a chunk: its version 345 throws on an oversized
// trailer and lets several forms of Transfer-Encoding through.
std::optional<std::string> parse_head(std::string_view bytes, Request& request, Head& head);

}  // namespace verbatim::http
