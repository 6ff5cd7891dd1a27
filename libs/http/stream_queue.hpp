#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

namespace verbatim::http {

// What waits between the producer of a stream and the connection that sends it. Thread-safe.
class StreamQueue {
 public:
  struct Outcome {
    bool taken;  // whether the call had its effect
    bool wake;   // the connection must be told; once for any number of calls until it takes again
  };
  enum class Taken { kPiece, kFinished, kCut, kNothing };

  explicit StreamQueue(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  // --- The producer's side.
  Outcome write(std::string piece);
  Outcome finish();
  // The producer is gone; without finish() before, the stream is cut.
  Outcome abandon();
  void on_close(std::function<void()> callback);
  std::size_t waiting_bytes() const;

  // --- The connection's side.
  // Swaps everything that waits into `piece`. kFinished and kCut come after the last piece, but
  // kCut comes at once when the client was too slow.
  Taken take(std::string& piece);
  // How much of the taken piece the kernel has not got yet.
  void set_unsent(std::size_t bytes);
  // Tells the producer, once, unless it finished. Nothing more is taken from it; what waits
  // already may still be sent. Throws nothing, whatever the callback does.
  void close();
  // The same, and what waits is forgotten.
  void cut();

 private:
  Outcome taken();

  const std::size_t limit_bytes_;
  mutable std::mutex mutex_;
  std::string waiting_;
  std::size_t unsent_ = 0;
  bool awake_ = false;  // the connection was told and has not taken yet
  bool finished_ = false;
  bool closed_ = false;  // write() refuses
  bool too_slow_ = false;
  bool told_ = false;  // on_close's moment has come
  std::function<void()> callback_;
};

}  // namespace verbatim::http
