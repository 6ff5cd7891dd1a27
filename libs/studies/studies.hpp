#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "eventlog/group_commit.hpp"
#include "studies/command.hpp"
#include "studies/live_study.hpp"

namespace verbatim::studies {

// All studies of one server: commands go in, views come out.
//
// A request that was answered with an Outcome is on disk. After a failed write every request is
// answered kStorageFailed until the process is restarted; reads go on, at the last durable state.
//
// Thread-safe. One thread, the writer's, decides and applies everything.
class Studies {
 public:
  // Rebuilds every study from the log. `log` must outlive the Studies.
  static Result<std::unique_ptr<Studies>> open(eventlog::EventLog& log,
                                               eventlog::GroupCommitOptions options = {});
  ~Studies();

  // Hands in a request. `done` is called exactly once: on the writer thread after the fsync, or at
  // once on this thread where the request was not taken (kOverloaded, kStorageFailed).
  using Done = std::function<void(Result<Outcome>)>;
  void submit(Request request, Done done);

  // The study, once its first commit is decided; null where there is none.
  std::shared_ptr<LiveStudy> find(std::string_view study) const;
  std::vector<std::shared_ptr<LiveStudy>> all() const;  // in byte order of ids

  // The study as it was at a position (see replay()). The last few are kept. May take long: not
  // for an I/O thread.
  Result<std::shared_ptr<const projections::StudyView>> as_of(std::string_view study,
                                                              eventlog::Position position);

  // Called on the writer thread after commits became durable, with the study and its new position.
  // To be set before the first submit().
  using Listener = std::function<void(const std::string&, eventlog::Position)>;
  void on_durable(Listener listener);

  // Called on the writer thread before the first and after the last answer of each group. To be set
  // before the first submit().
  void on_answers(std::function<void()> begin, std::function<void(std::size_t requests)> end);

  // The writer thread, in a request's plan: calls `visit` for every event of the study after
  // `after`, in order, those that the group at hand has decided and not written yet included.
  Result<void> events_since(const std::string& study, eventlog::Position after,
                            const std::function<void(const record::Record&)>& visit) const;

  // Why nothing more is written; nothing while it is.
  std::optional<Failure> write_failure() const;
  const eventlog::EventLog& log() const { return log_; }
  std::size_t waiting() const;

  // Carries out what waits, then takes no more. Idempotent.
  void stop();

 private:
  class Job;
  explicit Studies(eventlog::EventLog& log);

  void group_begins();
  void group_decided();
  void group_ends(const Failure* failure);
  void restore(const Failure& failure);
  std::shared_ptr<LiveStudy> touch(const std::string& study);

  eventlog::EventLog& log_;
  mutable std::shared_mutex studies_mutex_;
  std::map<std::string, std::shared_ptr<LiveStudy>, std::less<>> studies_;

  // The writer thread's own.
  std::vector<std::shared_ptr<LiveStudy>> touched_;  // by the group
  std::map<std::pair<std::string, std::string>, eventlog::StoredCommand> group_commands_;
  std::vector<std::pair<std::string, std::vector<record::Record>>> group_records_;  // by study
  std::size_t group_size_ = 0;
  Listener listener_;
  std::function<void()> answers_begin_;
  std::function<void(std::size_t)> answers_end_;

  struct Past;
  std::unique_ptr<Past> past_;
  std::unique_ptr<eventlog::GroupCommit> queue_;  // last: its thread uses all of the above
};

}  // namespace verbatim::studies
