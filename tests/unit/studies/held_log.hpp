#pragma once

#include <condition_variable>
#include <mutex>

#include "eventlog/memory_log.hpp"

namespace verbatim::studies {

// A log in memory with a disk that waits and fails when the test says so.
class HeldLog final : public eventlog::EventLog {
 public:
  // From now on append() waits until let_go() or refuse().
  void hold();
  // Returns as soon as an append() waits: what it writes is decided and applied by then.
  void wait_until_held();
  void let_go();
  // What waits, and everything after it, is refused; nothing of it is written.
  void refuse();

  Result<std::vector<eventlog::Receipt>> append(std::span<const eventlog::Commit> commits) override;
  Result<void> read(std::string_view study, eventlog::Position after,
                    const Visit& visit) const override {
    return log_.read(study, after, visit);
  }
  Result<std::string> read_one(std::string_view study, eventlog::Position position) const override {
    return log_.read_one(study, position);
  }
  Result<std::optional<eventlog::StoredCommand>> find_command(std::string_view study,
                                                              std::string_view id) const override {
    return log_.find_command(study, id);
  }
  std::vector<std::string> studies() const override { return log_.studies(); }
  eventlog::Position last_position(std::string_view study) const override {
    return log_.last_position(study);
  }
  std::optional<Failure> write_failure() const override { return log_.write_failure(); }

 private:
  eventlog::MemoryLog log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false, waiting_ = false;  // guarded by mutex_
};

}  // namespace verbatim::studies
