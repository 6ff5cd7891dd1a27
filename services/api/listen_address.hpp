#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace verbatim::api {

struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
  bool loopback = false;
};

// "127.0.0.1:8080", "[::1]:8080", "localhost:8080".
Result<ListenAddress> parse_listen_address(std::string_view text);

// Whether to bind there: other than loopback only where tokens exist, so that a fresh server is
// never open to a network.
Result<void> may_listen(const ListenAddress& listen, bool has_tokens);

}  // namespace verbatim::api
