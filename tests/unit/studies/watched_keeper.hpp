#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "studies/keeper.hpp"

namespace verbatim::studies {

// Waits for what another thread does; fails where it does not come.
void wait_until(const auto& so) {
  using std::chrono::milliseconds;
  for (int i = 0; i < 20'000 && !so(); ++i) std::this_thread::sleep_for(milliseconds(1));
  ASSERT_TRUE(so());
}

// A keeper of some studies, of which a test knows when it has looked at all of them.
class WatchedKeeper {
 public:
  WatchedKeeper(const StudySource& source, std::size_t memory_bytes,
                std::vector<std::shared_ptr<LiveStudy>> studies, PastViews& past)
      : keeper_(
            source, options(memory_bytes),
            [this, studies = std::move(studies)] {
              ++passes_;
              return studies;
            },
            past, nullptr) {}

  // Returns when it has looked at what is there now.
  void pass() {
    const int before = passes_;
    wait_until([&] { return passes_ >= before + 2; });
  }

 private:
  static KeeperOptions options(std::size_t memory_bytes) {
    KeeperOptions options;
    options.memory_bytes = memory_bytes;
    options.pass = std::chrono::milliseconds(1);
    return options;
  }

  std::atomic<int> passes_ = 0;
  Keeper keeper_;
};

}  // namespace verbatim::studies
