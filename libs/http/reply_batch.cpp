#include "http/reply_batch.hpp"

#include "http/io_thread.hpp"

namespace verbatim::http {

ReplyBatch*& ReplyBatch::of_this_thread() {
  thread_local ReplyBatch* batch = nullptr;
  return batch;
}

ReplyBatch::ReplyBatch() {
  of_this_thread() = this;
}

ReplyBatch::~ReplyBatch() {
  of_this_thread() = nullptr;
  for (const auto& thread : to_wake_) thread->wake();
}

}  // namespace verbatim::http
