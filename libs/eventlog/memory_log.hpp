#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "eventlog/event_log.hpp"

namespace verbatim::eventlog {

// An event log that lives as long as the object: for tests and simulation. It keeps every promise
// of EventLog but the one about disks. A test derives one that waits, fails or tells.
class MemoryLog : public EventLog {
 public:
  Result<std::vector<Receipt>> append(std::span<const Commit> commits) override;
  Result<void> read(std::string_view study, Position after, const Visit& visit) const override;
  Result<std::string> read_one(std::string_view study, Position position) const override;
  Result<std::optional<StoredCommand>> find_command(std::string_view study,
                                                    std::string_view id) const override;
  std::vector<std::string> studies() const override;
  Position last_position(std::string_view study) const override;
  std::optional<Failure> write_failure() const override;

  // From now on append() answers `failure`, as after a disk that refused.
  void fail_writes(Failure failure);

 private:
  struct Study {
    std::deque<std::string> events;  // references stay valid while it grows
    std::map<std::string, StoredCommand, std::less<>> commands;
  };

  std::optional<Failure> stale(std::span<const Commit> commits) const;
  const Study* find(std::string_view study) const;

  mutable std::mutex mutex_;
  std::map<std::string, Study, std::less<>> studies_;
  std::optional<Failure> failure_;
};

}  // namespace verbatim::eventlog
