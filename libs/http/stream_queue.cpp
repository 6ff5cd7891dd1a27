#include "http/stream_queue.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "http/current_exception.hpp"

namespace verbatim::http {

// Callbacks are called, and dropped ones destroyed, after the lock is released: they may call back.

StreamQueue::Outcome StreamQueue::taken() {
  return {true, !std::exchange(awake_, true)};
}

StreamQueue::Outcome StreamQueue::write(std::string piece) {
  const std::lock_guard lock(mutex_);
  if (closed_ || finished_) return {false, false};
  if (piece.empty()) return {true, false};
  const std::size_t ahead = waiting_.size() + unsent_;
  if (ahead > 0 && ahead + piece.size() > limit_bytes_) {
    closed_ = too_slow_ = true;
    return {false, taken().wake};
  }
  if (waiting_.empty()) {
    waiting_ = std::move(piece);
  } else {
    waiting_ += piece;
  }
  return taken();
}

StreamQueue::Outcome StreamQueue::finish() {
  std::function<void()> dropped;
  const std::lock_guard lock(mutex_);
  if (finished_ || too_slow_) return {false, false};
  finished_ = true;
  dropped.swap(callback_);
  return taken();
}

StreamQueue::Outcome StreamQueue::abandon() {
  std::function<void()> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(callback_);
  closed_ = true;
  return finished_ ? Outcome{true, false} : taken();
}

void StreamQueue::on_close(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    if (!told_) {
      callback_.swap(callback);
      return;
    }
  }
  callback();
}

std::size_t StreamQueue::waiting_bytes() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size() + unsent_;
}

StreamQueue::Taken StreamQueue::take(std::string& piece) {
  piece.clear();
  const std::lock_guard lock(mutex_);
  awake_ = false;
  unsent_ = 0;
  if (too_slow_) return Taken::kCut;
  if (!waiting_.empty()) {
    piece.swap(waiting_);
    unsent_ = piece.size();
    return Taken::kPiece;
  }
  if (finished_) return Taken::kFinished;
  return closed_ ? Taken::kCut : Taken::kNothing;
}

void StreamQueue::set_unsent(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  unsent_ = bytes;
}

void StreamQueue::close() {
  std::function<void()> callback;
  {
    const std::lock_guard lock(mutex_);
    closed_ = told_ = true;
    callback.swap(callback_);
  }
  if (!callback) return;
  try {
    callback();
  } catch (...) {
    spdlog::error("a stream's producer failed when told of its end: {}", current_exception_text());
  }
}

void StreamQueue::cut() {
  {
    const std::lock_guard lock(mutex_);
    std::string().swap(waiting_);
    unsent_ = 0;
  }
  close();
}

}  // namespace verbatim::http
