#include "held_log.hpp"

namespace verbatim::studies {

void HeldLog::hold() {
  const std::lock_guard lock(mutex_);
  held_ = true;
}

void HeldLog::wait_until_held() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_; });
}

void HeldLog::let_go() {
  {
    const std::lock_guard lock(mutex_);
    held_ = false;
  }
  changed_.notify_all();
}

void HeldLog::refuse() {
  fail_writes({Fault::kStorageFailed, "The disk refused."});
  let_go();
}

Result<std::vector<eventlog::Receipt>> HeldLog::append(std::span<const eventlog::Commit> commits) {
  {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !held_; });
    waiting_ = false;
  }
  return MemoryLog::append(commits);
}

}  // namespace verbatim::studies
