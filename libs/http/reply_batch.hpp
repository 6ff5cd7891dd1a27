#pragma once

#include <memory>
#include <vector>

namespace verbatim::http {

class IoThread;

// While one lives, the replies that its thread sends are handed over without waking anybody; at its
// end each I/O thread that has some is woken once. For whoever answers many requests in a row: a
// wake-up costs as much as an answer. Keep it short: what is sent meanwhile waits.
//
// At most one a thread at a time.
class ReplyBatch {
 public:
  ReplyBatch();
  ~ReplyBatch();
  ReplyBatch(const ReplyBatch&) = delete;
  ReplyBatch& operator=(const ReplyBatch&) = delete;

 private:
  friend class IoThread;
  static ReplyBatch*& of_this_thread();

  std::vector<std::shared_ptr<IoThread>> to_wake_;
};

}  // namespace verbatim::http
