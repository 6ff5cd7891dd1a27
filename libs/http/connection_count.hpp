#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace verbatim::http {

// How many connections are open. Thread-safe.
class ConnectionCount {
 public:
  // The number with the new one.
  std::size_t add() {
    const std::lock_guard lock(mutex_);
    return ++open_;
  }
  void remove() {
    const std::lock_guard lock(mutex_);
    if (--open_ == 0) none_.notify_all();
  }
  // Waits until none is open. False if that takes longer than `timeout`.
  bool wait_for_none(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return none_.wait_for(lock, timeout, [&] { return open_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t open_ = 0;
};

}  // namespace verbatim::http
