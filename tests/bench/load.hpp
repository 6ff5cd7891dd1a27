#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// A load generator as lean as can be: one thread, one epoll, closed loop. Each connection sends
// its next request when the answer to the last has come whole, and a pause is over.
namespace verbatim::bench {

struct Load {
  std::uint16_t port = 0;
  std::size_t connections = 1;
  double seconds = 5;
  // The bytes of a connection's next request; called with the connection's number and how many it
  // has sent.
  std::function<std::string(std::size_t connection, std::uint64_t sent)> next;
  int expected_status = 200;
  double pause_seconds = 0;  // between an answer and the next request of its connection
};

struct LoadResult {
  std::uint64_t answers = 0;
  double per_second = 0;
  double p50_ms = 0, p99_ms = 0;
  std::uint64_t unexpected = 0;  // answers with another status
};

// Runs against 127.0.0.1. Throws std::runtime_error if a connection cannot be made or breaks.
LoadResult run(const Load& load);

}  // namespace verbatim::bench
