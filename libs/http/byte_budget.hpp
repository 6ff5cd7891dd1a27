#pragma once

#include <atomic>
#include <cstddef>

namespace verbatim::http {

// How many bytes the bodies of all requests, or all answers, at hand may have together.
// Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t most) : most_(most) {}

  // Takes so many, if they are left. One taker alone gets what it asks for, so that nothing that a
  // route takes is refused for ever.
  bool take(std::size_t bytes) {
    auto taken = taken_.load();
    do {
      if (taken != 0 && (taken >= most_ || bytes > most_ - taken)) return false;
    } while (!taken_.compare_exchange_weak(taken, taken + bytes));
    return true;
  }
  void give_back(std::size_t bytes) { taken_ -= bytes; }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace verbatim::http
