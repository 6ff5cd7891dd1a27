#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "http/server.hpp"
#include "raw_client.hpp"

namespace verbatim::http {

// What one thread hands to another in a test.
template <class T>
class Handover {
 public:
  void put(T value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
    changed_.notify_all();
  }
  // The next value, waiting for it as long as the test may run.
  T take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !values_.empty(); });
    T value = std::move(values_.front());
    values_.pop_front();
    return value;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> values_;
};

struct Seen {
  Method method;
  std::string route;
  unsigned status;
};

// A server with routes that every test may want; more can be added before start().
//
//   GET  /constant          "constant"
//   POST /echo              the body, up to 1 KiB
//   POST /upload            the size of the body, up to 4 MiB
//   GET  /show/{a}/{b}      its parameters, query and peer
//   GET  /later             its Reply goes to `replies`
class TestServer {
 public:
  explicit TestServer(ServerOptions options = {});

  void add(Method method, std::string pattern, Handler handler, Where where = Where::kIoThread);
  void add(Route route) { router_.add(std::move(route)); }
  // Starts; the server's port from then on.
  std::uint16_t start();
  Server& server() { return *server_; }
  void destroy() { server_.reset(); }

  Answer get(std::string_view target) const;
  std::uint16_t port() const { return server_->port(); }

  Handover<Reply> replies;
  Handover<Seen> seen;        // what the observer is told
  std::atomic<int> calls{0};  // of the routes above

 private:
  ServerOptions options_;
  Router router_;
  std::unique_ptr<Server> server_;
};

Response text(std::string body);
// "GET target HTTP/1.1" with a Host.
std::string get_request(std::string_view target);
std::string post_request(std::string_view target, std::string_view body);

}  // namespace verbatim::http
