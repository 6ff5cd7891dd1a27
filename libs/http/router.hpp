#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/reply.hpp"

namespace verbatim::http {

// Answers one request by sending exactly one response through `reply`, now or later, from any
// thread. A handler that lets its reply go without sending, by an exception for one, answers 500.
using Handler = std::function<void(const Request&, Reply)>;

enum class Where {
  kIoThread,  // short work: must not block and should take well under a millisecond
  kWorker,    // long work (imports, big exports): runs on the worker pool
};

struct Route {
  Method method = Method::kGet;
  std::string pattern;  // "/v1/studies/{study}/events"
  Handler handler;
  std::size_t body_limit_bytes = 64 * 1024;
  Where where = Where::kIoThread;
  // If set: asked on the I/O thread before a body that has not come yet is waited for; what it
  // answers is sent instead of calling the handler, and the connection closed.
  std::function<std::optional<Response>(const Request&)> refuse_early = {};
  // If set: asked on the I/O thread before the handler is called there; true takes this one request
  // to the worker pool, since it would have to wait for something.
  std::function<bool(const Request&)> waits = {};
  // If set: asked on the I/O thread before a request goes to the worker pool; calls `go`, now or
  // later, from any thread, as soon as its handler would not have to wait there, so that nobody
  // takes a worker only to wait. `go` outlives the server, and must be called exactly once.
  std::function<void(const Request&, std::function<void()> go)> when_ready = {};
};

// Which route a request is for. Literal segments win over placeholders, from left to right; where
// the winner has no route for the method, the next best that has one is taken. A path is split at
// '/' before its segments are percent-decoded, so that an id may hold an encoded '/'. A
// placeholder matches one segment that is not empty. GET routes answer HEAD. Immutable once the
// server runs, hence safe to read from any thread.
class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  // Requires a pattern that begins with '/' and has at most 32 segments, and no route added
  // before with the same method and the same segments (whatever the placeholders' names).
  void add(Route route);

  struct Match {
    const Route* route = nullptr;  // null: nothing there
    std::vector<std::string> params;
    std::vector<Method> allowed;  // where the path is known but not with this method
    bool malformed = false;       // bad percent-encoding, NUL, or not UTF-8
  };
  // `path` is the target up to '?'.
  Match match(Method method, std::string_view path) const;
  // The same, into a match whose memory is reused.
  void match(Method method, std::string_view path, Match& into) const;

  // Every route added, in order: "GET /v1/studies". For the test that holds the API document and
  // the server together.
  const std::vector<Route>& routes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::http
