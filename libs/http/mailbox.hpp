#pragma once

#include <memory>
#include <mutex>
#include <variant>
#include <vector>

#include "http/message.hpp"

namespace verbatim::http {

class Connection;
class StreamQueue;

// What other threads tell a connection.
struct StreamBegun {
  Response head;
  std::shared_ptr<StreamQueue> queue;
};
struct StreamWoken {};  // the stream's queue has something to take
struct ReplyAbandoned {};
struct WorkerMayBegin {};   // what its request waited for is there
struct HandlerReturned {};  // of a handler on the worker pool
using News = std::variant<Response, StreamBegun, StreamWoken, ReplyAbandoned, WorkerMayBegin,
                          HandlerReturned>;

struct Letter {
  std::shared_ptr<Connection> to;
  News news;
};

// What other threads tell the connections of one I/O thread. Only the letter that finds the box
// empty needs a wake-up of that thread, so that a writer answering many requests at once costs one.
// Thread-safe.
class Mailbox {
 public:
  enum class Posted { kFirst, kBehindOthers, kClosed };

  // kClosed: the letter was not taken and is left as it was.
  Posted post(Letter&& letter);
  // Swaps all letters into `letters`, which must be empty.
  void take(std::vector<Letter>& letters);
  // Takes no more letters; answers those that were never taken.
  std::vector<Letter> close();

 private:
  std::mutex mutex_;
  std::vector<Letter> letters_;
  bool closed_ = false;
};

}  // namespace verbatim::http
