#pragma once

#include <string>

#include "eventlog/event_log.hpp"
#include "verbatim/audit/audit_examine.hpp"

namespace verbatim::tool {

// A study in a log, with the hashes and the index of commands that the log keeps beside its events.
class LogSource final : public RecordSource {
 public:
  // `log` must outlive it.
  LogSource(const eventlog::EventLog& log, std::string study)
      : log_(log), study_(std::move(study)), size_(log.last_position(study_)) {}

  eventlog::Position size() const override { return size_; }
  Result<void> read(const Visit& visit) override;
  void leaf(eventlog::Position position, const merkle::Hash& hash, Findings& findings) override;
  void subtree(unsigned tier, std::uint64_t n, const merkle::Hash& root,
               Findings& findings) override;
  std::optional<std::string> commit(const record::Record& last) override;

 private:
  const eventlog::EventLog& log_;
  const std::string study_;
  const eventlog::Position size_;
  std::vector<merkle::Hash> tile_;  // of the events since the last full one
};

// Nothing, or why the index of commands would give a retry another answer than the log shows.
std::optional<std::string> receipt_fault(const eventlog::EventLog& log, const std::string& study,
                                         const record::Record& last_of_commit);

}  // namespace verbatim::tool
