#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <type_traits>
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
//
// Its view may be out of memory: whoever needs it next brings it back, once for all who wait.
class LiveStudy : public std::enable_shared_from_this<LiveStudy> {
 public:
  // A study of which nothing is decided yet.
  explicit LiveStudy(std::string id) : id_(std::move(id)) {}
  // A study that is in the log up to `durable`: not in memory yet, unless that is 0. `load` makes
  // its view of all that is durable; any thread calls it.
  using Load = std::function<Result<projections::StudyView>()>;
  LiveStudy(std::string id, eventlog::Position durable, Load load)
      : id_(std::move(id)),
        load_(std::move(load)),
        loaded_(durable == 0),
        applied_(durable),
        durable_(durable) {}

  const std::string& id() const { return id_; }

  // Whether the view is in memory, and the members' standings are known: what then is asked for
  // waits for no disk. Any thread.
  bool is_loaded() const { return loaded_.load(std::memory_order_acquire); }
  bool knows_standings() const { return standings_known_.load(std::memory_order_acquire); }
  // How often it was found that what was read of the study may have been wrong. What was made of it
  // under an earlier number is not to be shown again, though the position is the same. Any thread;
  // where a rebuild finds it, it changes together with the view. 0 when the process begins.
  std::uint64_t generation() const { return generation_.load(); }
  // That was found again. Any thread.
  void begin_generation() { ++generation_; }
  // Brings the view into memory. Fails as `load` does; damage is remembered, and refuses all reads
  // and writes from then on. Any thread that may wait.
  Result<void> load();
  // For threads that serve many studies: whether the view is in memory. Where it is not, `post` has
  // it brought there by a thread that may wait, once for all who ask meanwhile; ask again then. A
  // failure where the study cannot be read; one that may pass is told once, then tried anew.
  using Post = std::function<void(std::function<void()>)>;
  Result<bool> load_soon(const Post& post);
  // Takes the view out of memory, unless somebody is at it or waits on it, or it is ahead of the
  // log. Any thread.
  bool drop();
  // Refuses all reads and writes from now on. Any thread.
  void refuse(const Failure& failure);
  // Why it is refused; nothing while it is not.
  std::optional<Failure> refusal();
  // Whether anybody looked at the view or changed it since this was asked last. One thread.
  bool was_touched() { return touched_.exchange(false, std::memory_order_relaxed); }
  // About how much memory the view takes; 0 where it is not there, or not to be had at the moment.
  std::size_t memory_bytes();

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
  // Any thread that may wait: runs `use` on the view as it is now, on disk or not. For what decides
  // how a request goes on, not for what is shown. A failure where the study cannot be read (`use`
  // is not called then).
  Result<void> look(const Use& use);
  // The same, unless the writer keeps the view for longer than a moment, or it is not in memory
  // (see load_soon()): false then, and nothing was called. For threads that serve many studies.
  Result<bool> look_soon(const Use& use, const Post& post);
  // The same without waiting for the writer: calls `use`, then `then`, at once on this thread, or
  // where the writer keeps the view on the writer's, as it lets go. Both are brief, and keep the
  // study alive. This thread may wait until the view is in memory.
  using Looked = std::function<void(Result<void>)>;
  void look_when_free(Use use, Looked then);
  // Calls `go` once the writer does not keep the view: at once on this thread, or on the writer's.
  void when_free(std::function<void()> go);

  // What the member of this name is in the study; nothing where they never were one. Any thread,
  // and never waits for the view where knows_standings(), else brings it into memory. A change
  // counts from the moment it is decided.
  struct Standing {
    coding::Role role = coding::Role::kViewer;
    bool removed = false;
  };
  Result<std::optional<Standing>> standing_of(std::string_view member);

  // The last position that is on disk. Any thread.
  eventlog::Position durable() const;

  // The writer thread: the view, to be changed while this lives.
  class Deciding {
   public:
    explicit Deciding(LiveStudy& study);
    ~Deciding();
    Deciding(const Deciding&) = delete;
    Deciding& operator=(const Deciding&) = delete;
    // Why the view could not be brought into memory; it must not be looked at then.
    const std::optional<Failure>& failure() const { return failure_; }
    projections::StudyView& view() const { return study_.view_; }
    // Puts another view of the same position in the place of this one, and the other way round.
    void exchange(projections::StudyView& view) const {
      std::swap(study_.view_, view);
      study_.note_standings();
    }

   private:
    LiveStudy& study_;
    std::optional<Failure> failure_;
  };
  // The writer thread: the last position applied, on disk or not.
  eventlog::Position applied() const { return applied_; }

  // The writer thread: everything applied so far is on disk.
  void settle(eventlog::Position durable);
  // The writer thread: the disk refused. `restored` is the study as the log has it; where the log
  // cannot be read either, there is none, and all reads are refused from now on.
  void fail(const Failure& failure, std::optional<projections::StudyView> restored);

 private:
  using ViewLock = std::shared_lock<std::shared_mutex>;
  std::optional<Failure> look_at(const Use& use);
  ViewLock view_soon();
  void answer(ViewLock lock, const Use& use, Then then);
  void touch() {
    if (!touched_.load(std::memory_order_relaxed)) touched_.store(true, std::memory_order_relaxed);
  }

  struct Waiting {
    eventlog::Position position;
    Then then;
  };

  const std::string id_;
  const Load load_;                  // null: the view is always there
  std::mutex load_mutex_;            // held by whoever loads or drops; taken before all others
  std::atomic<bool> loaded_ = true;  // changed under view_mutex_
  std::atomic<bool> touched_ = false;
  std::atomic<bool> refused_ = false;  // whether there is an unreadable_
  std::atomic<std::uint64_t> generation_ = 0;

  std::mutex soon_mutex_;
  bool loads_soon_ = false;            // somebody was posted to; guarded by soon_mutex_
  std::optional<Failure> not_loaded_;  // what they met, untold; guarded by soon_mutex_

  // Passed on the way to view_mutex_, so that a writer that waits for the readers of the moment is
  // not overtaken by new ones for ever.
  std::mutex entry_;
  std::shared_mutex view_mutex_;
  projections::StudyView view_;        // guarded by view_mutex_
  std::optional<Failure> unreadable_;  // guarded by view_mutex_

  void note_standings();
  mutable std::shared_mutex standings_mutex_;
  std::map<std::string, Standing, std::less<>> standings_;  // guarded by standings_mutex_
  std::uint64_t standings_at_ = 0;                          // guarded by view_mutex_
  std::atomic<bool> standings_known_ = false;
  std::atomic<eventlog::Position> applied_ = 0;  // changed by the writer

  std::mutex free_mutex_;
  bool kept_ = false;                             // by the writer; guarded by free_mutex_
  std::vector<std::function<void()>> when_free_;  // guarded by free_mutex_

  mutable std::mutex durable_mutex_;
  eventlog::Position durable_ = 0;  // guarded by durable_mutex_
  std::vector<Waiting> waiting_;    // guarded by durable_mutex_; positions above durable_
};

// A Result of T, also where T is a Result itself.
template <class T>
struct ResultOf {
  using Type = Result<T>;
};
template <class T>
struct ResultOf<Result<T>> {
  using Type = Result<T>;
};

// What `find` makes of the study as it is now, or why it finds nothing: see LiveStudy::look().
template <class Find>
auto look_now(LiveStudy& live, Find find) ->
    typename ResultOf<std::invoke_result_t<Find, const projections::StudyView&>>::Type {
  std::optional<std::invoke_result_t<Find, const projections::StudyView&>> found;
  auto looked = live.look([&](const projections::StudyView& view) { found.emplace(find(view)); });
  if (!looked) return std::move(looked).error();
  return *std::move(found);
}

// The same by LiveStudy::look_soon(): nothing where the writer keeps the study, or until it is in
// memory.
template <class Find>
auto look_soon(LiveStudy& live, const LiveStudy::Post& post, Find find)
    -> Result<std::optional<std::invoke_result_t<Find, const projections::StudyView&>>> {
  std::optional<std::invoke_result_t<Find, const projections::StudyView&>> found;
  auto looked =
      live.look_soon([&](const projections::StudyView& view) { found.emplace(find(view)); }, post);
  if (!looked) return std::move(looked).error();
  return found;
}

}  // namespace verbatim::studies
