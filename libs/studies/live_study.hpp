#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "projections/study_view.hpp"

namespace verbatim::studies {

// One study in memory. The writer thread applies commits to the view before they are on disk, so
// that the next command of the same group is decided on them; what a reader saw is answered only
// once it is durable. So nobody ever sees what a power cut could take back, and nobody waits for
// a disk while holding a lock.
class LiveStudy {
 public:
  explicit LiveStudy(std::string id) : id_(std::move(id)) {}

  const std::string& id() const { return id_; }

  // Any thread: runs `use` on the view, then calls `then` as soon as what it saw is durable: at
  // once on this thread where it is already, else on the writer thread. `then` gets the position
  // seen, or kStorageFailed where the disk refused it or the study cannot be read any more (`use`
  // is not called then).
  using Use = std::function<void(const projections::StudyView&)>;
  using Then = std::function<void(Result<eventlog::Position>)>;
  void read(const Use& use, Then then);
  // The same, unless the writer keeps the view for longer than a moment (a large import): false
  // then, and nothing was called. For threads that others wait for.
  bool read_soon(const Use& use, Then& then);
  // Calls `go` once the writer does not keep the view: at once on this thread, or on the writer's.
  void when_free(std::function<void()> go);

  // What the member of this name is in the study; nothing where they never were one. Any thread,
  // and never waits for the view. A change counts from the moment it is decided.
  struct Standing {
    coding::Role role = coding::Role::kViewer;
    bool removed = false;
  };
  std::optional<Standing> standing_of(std::string_view member) const;

  // The last position that is on disk. Any thread.
  eventlog::Position durable() const;

  // The writer thread: the view, to be changed while this lives.
  class Deciding {
   public:
    explicit Deciding(LiveStudy& study);
    ~Deciding();
    Deciding(const Deciding&) = delete;
    Deciding& operator=(const Deciding&) = delete;
    projections::StudyView& view() const { return study_.view_; }

   private:
    LiveStudy& study_;
  };
  // The writer thread: the last position applied, on disk or not.
  eventlog::Position applied() const { return view_.position(); }

  // The writer thread: everything applied so far is on disk.
  void settle(eventlog::Position durable);
  // The writer thread: the disk refused. `restored` is the study as the log has it; where the log
  // cannot be read either, there is none, and all reads are refused from now on.
  void fail(const Failure& failure, std::optional<projections::StudyView> restored);

 private:
  using ViewLock = std::shared_lock<std::shared_mutex>;
  void look(ViewLock lock, const Use& use, Then then);

  struct Waiting {
    eventlog::Position position;
    Then then;
  };

  const std::string id_;
  // Passed on the way to view_mutex_, so that a writer that waits for the readers of the moment is
  // not overtaken by new ones for ever.
  std::mutex entry_;
  std::shared_mutex view_mutex_;
  projections::StudyView view_;        // guarded by view_mutex_
  std::optional<Failure> unreadable_;  // guarded by view_mutex_

  void note_standings();
  mutable std::shared_mutex standings_mutex_;
  std::map<std::string, Standing, std::less<>> standings_;  // guarded by standings_mutex_
  std::uint64_t standings_at_ = 0;                          // the writer's

  std::mutex free_mutex_;
  bool kept_ = false;                             // by the writer; guarded by free_mutex_
  std::vector<std::function<void()>> when_free_;  // guarded by free_mutex_

  mutable std::mutex durable_mutex_;
  eventlog::Position durable_ = 0;  // guarded by durable_mutex_
  std::vector<Waiting> waiting_;    // guarded by durable_mutex_; positions above durable_
};

}  // namespace verbatim::studies
