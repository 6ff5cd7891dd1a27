#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"

namespace verbatim::eventlog {

// Something that wants to be written. Both calls come on the writer thread, prepare() in the
// order of submission, settle() in the same order once the group is on disk (or is not).
class Proposal {
 public:
  virtual ~Proposal() = default;
  // Decides against the present state, all earlier proposals included. Nothing: there is nothing
  // to write (refused, or answered from what is there); settle() still follows. What it throws
  // becomes kInternal, for this proposal alone. Not called once the log has failed.
  virtual std::optional<Commit> prepare() = 0;
  // The commit's receipt; or nothing to write and so no receipt (an empty optional); or the
  // group's failure, also where there was nothing to write, since that was decided on top of what
  // has failed. May submit the next proposal. What it throws is dropped.
  virtual void settle(const Result<std::optional<Receipt>>& outcome) = 0;
};

struct GroupCommitOptions {
  std::size_t waiting_max = 16'384;        // submissions that may wait; above: kOverloaded
  std::size_t group_max = 1'024;           // proposals in one group
  std::size_t group_bytes_max = 4u << 20;  // a group is closed once its events exceed this
  // How long the writer looks for work before it sleeps; it does so after groups of so few.
  std::chrono::microseconds spin{50};
  std::size_t spin_group_max = 2;
};

// What the owner does around a group, all on the writer thread. Must not throw.
struct GroupCommitHooks {
  std::function<void()> group_begins;   // before the first prepare()
  std::function<void()> group_decided;  // after the last prepare(), before the disk is touched
  // After the disk answered, before settle(); with the group's failure, or nullptr.
  std::function<void(const Failure*)> group_ends;
  std::function<void()> group_settled;  // after the last settle()
};

// One explicit queue before one writer: whatever waits when the writer becomes free is written
// as one group with one fsync. No timer and no linger: a lone proposal is written at once, and
// under load the groups grow by themselves.
//
// After kStorageFailed nothing is retried: every waiting proposal settles with it, without
// prepare() and hooks, and later ones are refused. Any other failure of a group (a stale condition,
// which is a defect of its owner) is that group's alone, and told as kInternal.
class GroupCommit {
 public:
  GroupCommit(EventLog& log, GroupCommitOptions options, GroupCommitHooks hooks);
  ~GroupCommit();  // stop()

  // Thread-safe, never blocks. kOverloaded or kStorageFailed: the proposal is not taken and left
  // as it was.
  Result<void> submit(std::unique_ptr<Proposal>&& proposal);

  // Writes what waits, then joins the writer. Idempotent. Later submissions get kOverloaded.
  void stop();

  std::size_t waiting() const;
  // Why nothing more is written; nothing while it is. Any thread.
  std::optional<Failure> failure() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::eventlog
