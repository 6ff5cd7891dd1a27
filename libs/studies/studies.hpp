#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "eventlog/group_commit.hpp"
#include "studies/command.hpp"
#include "studies/keeper.hpp"
#include "studies/live_study.hpp"
#include "studies/past_views.hpp"
#include "studies/rebuild.hpp"
#include "studies/study_source.hpp"

namespace verbatim::studies {

struct StudiesOptions {
  eventlog::GroupCommitOptions group = {};
  std::string snapshots = {};                    // their folder; empty: none are kept
  eventlog::Position snapshot_interval = 8'192;  // events
  KeeperOptions keeper = {};
  // Replays every study at open, and refuses to open where one cannot be; or the same afterwards in
  // the background, where a study that cannot be is refused alone.
  bool check_at_open = false, check_in_background = false;
  Keeper::Trouble trouble = nullptr;  // see Keeper
  StudySource::Witness witness = nullptr;
};

// All studies of one server: commands go in, views come out.
//
// A request that was answered with an Outcome is on disk. After a failed write every request is
// answered kStorageFailed until the process is restarted; reads go on, at the last durable state.
//
// Thread-safe. One thread, the writer's, decides and applies everything.
class Studies {
 public:
  // `log` must outlive the Studies. A study comes into memory when it is first needed.
  // kCorruptStore or kNewerStore where studies are checked and one cannot be followed.
  static Result<std::unique_ptr<Studies>> open(eventlog::EventLog& log,
                                               StudiesOptions options = {});
  ~Studies();

  // Hands in a request. `done` is called exactly once: on the writer thread after the fsync, or at
  // once on this thread where the request was not taken (kOverloaded, kStorageFailed).
  using Done = std::function<void(Result<Outcome>)>;
  void submit(Request request, Done done);

  // The study, once its first commit is decided; null where there is none.
  std::shared_ptr<LiveStudy> find(std::string_view study) const;
  std::vector<std::shared_ptr<LiveStudy>> all() const;  // in byte order of ids

  // The study's title, whether it is in memory or not; empty where it cannot be read.
  std::string title_of(const std::string& study);

  // The study as it was at a position, from the nearest snapshot before it. Fails as replay() does.
  // The last few are kept (PastViews). Takes milliseconds: not for an I/O thread.
  Result<PastViews::View> as_of(std::string_view study, eventlog::Position position);

  // Makes the study's projections anew from the log, in the background, and puts them in the place
  // of the live ones. kUnknownStudy; kOverloaded while one is under way or the server stops.
  Result<void> rebuild(const std::string& study);
  // How the last one goes or went; nothing where there was none.
  std::optional<RebuildState> rebuild_state(std::string_view study) const;

  // The studies that cannot be read, and why: damage that was met so far.
  std::vector<std::pair<std::string, Failure>> damaged() const;
  // Writes the snapshots that the study lacks, in the background.
  void keep_up(const std::string& study) { keeper_->fill(study); }
  // Calls `done` on the keeper's thread once all that was asked of it before is done, without
  // waiting for a pause of those who write. False once stopped; `done` may be dropped then.
  bool when_kept(std::function<void()> done) {
    keeper_->hurry();
    return keeper_->post(std::move(done));
  }
  // What the keeper has not done yet: checks and snapshots.
  std::size_t background_work() const { return keeper_->waiting(); }

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
  class Switch;
  Studies(eventlog::EventLog& log, const StudiesOptions& options);

  std::shared_ptr<LiveStudy> make_live(const std::string& study);
  void rebuild_now(const std::string& study);

  void group_begins();
  void group_decided();
  void group_ends(const Failure* failure);
  void restore(const Failure& failure);
  std::shared_ptr<LiveStudy> touch(const std::string& study);

  eventlog::EventLog& log_;
  const StudySource source_;
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

  PastViews past_;
  std::mutex titles_mutex_;
  std::map<std::string, std::string> titles_;  // guarded by titles_mutex_
  Rebuilds rebuilds_;
  std::unique_ptr<Keeper> keeper_;
  std::unique_ptr<eventlog::GroupCommit> queue_;  // last: its thread uses all of the above
};

}  // namespace verbatim::studies
