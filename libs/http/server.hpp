#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/failure.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "http/router.hpp"

namespace verbatim::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free port, see Server::port()
  unsigned io_threads = 2;
  unsigned worker_threads = 2;
  std::size_t connections_max = 4096;          // above: 503 and close
  std::size_t header_limit_bytes = 16 * 1024;  // request line and headers together
  std::size_t target_limit_bytes = 8 * 1024;
  std::size_t stream_buffer_bytes = 4 * 1024 * 1024;
  // Of the bodies of all requests together, from their heads to their answers: above, 503. One
  // alone may have what its route takes.
  std::size_t bodies_bytes_max = 512u << 20;
  // Of all answers that clients have not taken yet: above, 503 in place of the next. One alone may
  // have any size; those of up to 64 KB, streams and bodies that answers share are not counted.
  std::size_t answers_bytes_max = 512u << 20;
  // A body, an answer or a piece of a stream may take its timeout below and then as long as it does
  // at this rate, however its bytes come: else who sends or takes one now and then holds it for
  // ever.
  std::size_t bytes_per_second_min = 16 * 1024;
  std::chrono::milliseconds header_timeout{10'000};     // from the first byte to the end of headers
  std::chrono::milliseconds body_idle_timeout{15'000};  // no byte of the body for this long: 408
  std::chrono::milliseconds idle_timeout{75'000};       // kept alive without a request: closed
  std::chrono::milliseconds write_timeout{30'000};      // the client takes no byte for this long
  std::chrono::milliseconds drain_timeout{10'000};  // stop(): how long running requests may take
};

// What a finished request was, for metrics and the access log: its answer is with the kernel, or
// was begun when the client went away. `route` is the pattern, so that no id becomes a label; ""
// where no route matched. `seconds` is from the end of its head to the end of its answer.
struct Finished {
  Method method;
  std::string_view route;
  unsigned status;
  double seconds;
};

// An HTTP/1.1 server on plain request and response types.
//
// Every request is framed by the rules of ARCHITECTURE.md, "HTTP edge": no Transfer-Encoding,
// exactly one valid Host, origin-form targets, bounded header, body and time; whatever breaks
// them gets a problem document and a closed connection. No exception leaves an event loop: one
// thrown by a handler answers 500. HTTP/1.0 is answered and closed. OPTIONS says which methods a
// path takes.
//
// Each connection belongs to one I/O thread for life, so that a session's state needs no lock.
// Timeouts are kept by a clock that looks every 250 ms (or a quarter of the shortest of them).
class Server {
 public:
  // Words a refusal of the edge itself. `status` is what HTTP has for it (411, 431, 505, ...),
  // which may be more precise than the fault's own; the answer is sent with it in any case.
  using Problem = std::function<Response(const Failure&, unsigned status)>;
  using Observer = std::function<void(const Finished&)>;

  // Both are called on I/O threads, on several at once, and must not block. Without `problem`
  // refusals get a bare problem document; `observer` may be empty.
  Server(ServerOptions options, Router router, Problem problem, Observer observer = {});
  ~Server();

  // Binds and listens. A failure says which address and why. To be called once.
  Result<void> start();
  // The port in use, once started.
  std::uint16_t port() const;
  // Stops accepting, tells and closes streams, lets running requests finish (up to
  // drain_timeout), closes what is left and joins all threads; a handler that runs on a worker is
  // waited for in any case. Requests that still come on kept-alive connections are answered with
  // Connection: close. Idempotent. Not to be called from a handler.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::http
