#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "http/message.hpp"

namespace verbatim::http {

// A response that is sent piece by piece (chunked), for live feeds and long exports.
// Thread-safe. Pieces are sent in the order they are written.
class Stream {
 public:
  virtual ~Stream() = default;
  // Queues a piece. False once the client is gone, the server drains or the client is too slow
  // (something waits already and with this piece it would be more than the server's
  // stream_buffer_bytes): nothing more is taken, and the connection closes.
  virtual bool write(std::string piece) = 0;
  // Bytes queued and not yet handed to the kernel: what a long export watches to pace itself.
  virtual std::size_t waiting_bytes() const = 0;
  // Ends the response properly. Destroying a stream without finish() cuts the connection, so that
  // the client can tell an incomplete answer from a complete one. A stream that is told of a
  // drain may still finish() inside its on_close callback.
  virtual void finish() = 0;
  // Called once, on an I/O thread, when the client is gone or too slow or the server drains. If
  // that has happened already, it is called at once; after finish() it is never called. It must
  // not block. A stream answers one callback: a second one replaces the first.
  virtual void on_close(std::function<void()> callback) = 0;
};

// The right to answer one request, once. Move-only; may be used from any thread, also after the
// connection is gone (then nothing is sent). Letting it go unsent answers 500.
class Reply {
 public:
  class Sink {
   public:
    virtual ~Sink() = default;
    virtual void send(Response response) = 0;
    virtual std::shared_ptr<Stream> stream(Response head) = 0;
    // The reply was let go unsent. Sends a bare 500 unless a sink knows a better wording.
    virtual void abandon();
  };

  explicit Reply(std::shared_ptr<Sink> sink) : sink_(std::move(sink)) {}
  Reply(Reply&&) noexcept = default;
  // Abandons what this reply was for.
  Reply& operator=(Reply&& other) noexcept {
    Reply dropped(std::move(*this));
    sink_ = std::move(other.sink_);
    return *this;
  }
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  ~Reply() {
    if (sink_) sink_->abandon();
  }

  // Sends the whole response. Requires that nothing was sent yet.
  void send(Response response) { std::exchange(sink_, nullptr)->send(std::move(response)); }
  // Sends status and headers now (head.body is the first piece) and hands out the rest.
  // Requires that nothing was sent yet.
  std::shared_ptr<Stream> stream(Response head) {
    return std::exchange(sink_, nullptr)->stream(std::move(head));
  }

 private:
  std::shared_ptr<Sink> sink_;
};

}  // namespace verbatim::http
