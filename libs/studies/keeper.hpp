#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/failure.hpp"
#include "studies/live_study.hpp"
#include "studies/past_views.hpp"
#include "studies/study_source.hpp"

namespace verbatim::studies {

struct KeeperOptions {
  // A study that nobody touched for so long leaves memory, and so does a view of an earlier moment;
  // 0: never.
  std::chrono::milliseconds idle{0};
  // What all views together may take, those of earlier moments included; those touched longest ago
  // leave first. 0: whatever they do.
  std::size_t memory_bytes = 0;
  std::chrono::milliseconds pass{1000};  // how often studies are looked at
  // A study being written gets its snapshots when nothing asked for one for so long, and no later
  // than that. Until then a start reads so much more of the log.
  std::chrono::milliseconds pause{1000}, pause_at_most{10'000};
};

// What is done for the studies in the background, one thing at a time, on a thread of low priority:
// it writes snapshots, checks studies against their logs, lets idle ones leave memory, and does
// what else is posted. It never holds a study for longer than it takes to look whether it is idle.
class Keeper {
 public:
  using Studies = std::function<std::vector<std::shared_ptr<LiveStudy>>()>;
  // Told what went wrong, on the keeper's thread. Nothing of it stops the server.
  using Trouble = std::function<void(const Failure&)>;

  // `source` and `past` must outlive this.
  Keeper(const StudySource& source, KeeperOptions options, Studies studies, PastViews& past,
         Trouble trouble);
  ~Keeper();  // stop()

  // The study lacks snapshots: those it should have are written soon. Any thread, at once.
  void fill(const std::string& study);
  // The same once its writers pause (KeeperOptions::pause), so that they do not pay for it. Any
  // thread, at once.
  void fill_in_a_pause(const std::string& study);
  // What waits for a pause waits no longer. Any thread, at once.
  void hurry();
  // Looks soon whether every event of the study can be followed, and whether its snapshots are what
  // the log says. Any thread, at once.
  void check(std::shared_ptr<LiveStudy> study);
  // Does this when its turn comes, on the keeper's thread. False once stopped.
  bool post(std::function<void()> work);
  // How much of what was asked for is not done yet.
  std::size_t waiting() const;

  // Whether what runs should end soon: the server is stopping.
  bool is_stopping() const { return stopping_; }
  // Ends what runs, drops the rest. Idempotent.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  void queue_fill(const std::string& study);  // under mutex_
  void take_due(Clock::time_point now);       // under mutex_
  Clock::time_point next_due() const;         // under mutex_
  void try_to(const std::function<void()>& work);
  void fill_now(const std::string& study);
  void check_now(LiveStudy& study);
  Result<void> compare(LiveStudy& live);
  // Something that may leave memory.
  struct InMemory {
    Clock::time_point touched_at;
    std::size_t bytes = 0;
    std::function<bool()> drop;  // false where it stays after all
  };
  std::vector<InMemory> all_in_memory(Clock::time_point now);
  void look_at_all();
  void note(const Failure& failure);

  const StudySource& source_;
  const KeeperOptions options_;
  const Studies studies_;
  PastViews& past_;
  const Trouble trouble_;

  // The keeper's own.
  std::map<std::string, Clock::time_point> touched_at_;  // of those in memory
  std::set<std::string> looked_through_;                 // whose snapshots were all read once
  std::string last_trouble_;                             // not told twice in a row

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> work_;        // guarded by mutex_
  std::deque<std::function<void()>> spare_time_;  // guarded by mutex_; done when there is no work_
  std::set<std::string> filling_;                 // guarded by mutex_: asked for and not begun
  struct Pausing {
    Clock::time_point due, at_most;
  };
  std::map<std::string, Pausing> pausing_;  // guarded by mutex_: those that wait for a pause
  std::atomic<bool> stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace verbatim::studies
