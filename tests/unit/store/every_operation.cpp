#include "unit/store/every_operation.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rocksdb/env.h>

namespace verbatim::test {

void for_every_operation(const std::function<bool(std::uint64_t)>& scenario) {
  constexpr int kAtOnce = 16;
  for (const auto pool : {rocksdb::Env::HIGH, rocksdb::Env::LOW}) {
    rocksdb::Env::Default()->SetBackgroundThreads(kAtOnce, pool);
  }
  std::atomic<std::uint64_t> next = 1;
  std::atomic<bool> more = true;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kAtOnce; ++i) {
    threads.emplace_back([&] {
      while (more && !testing::Test::HasFailure()) {
        if (!scenario(next++)) more = false;
      }
    });
  }
}

}  // namespace verbatim::test
