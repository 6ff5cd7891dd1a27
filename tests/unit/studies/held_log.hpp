#pragma once

#include <condition_variable>
#include <mutex>

#include "eventlog/memory_log.hpp"

namespace verbatim::studies {

// A log in memory with a disk that waits and fails when the test says so.
class HeldLog final : public eventlog::MemoryLog {
 public:
  // From now on append() waits until let_go() or refuse().
  void hold();
  // Returns as soon as an append() waits: what it writes is decided and applied by then.
  void wait_until_held();
  void let_go();
  // What waits, and everything after it, is refused; nothing of it is written.
  void refuse();

  Result<std::vector<eventlog::Receipt>> append(std::span<const eventlog::Commit> commits) override;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false, waiting_ = false;  // guarded by mutex_
};

}  // namespace verbatim::studies
