#include "studies/keeper.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "snapshot/view_form.hpp"
#include "studies/replay.hpp"

namespace verbatim::studies {

using eventlog::Position;

namespace {

// On Linux each thread has a priority of its own.
void be_modest() {
  const auto self = static_cast<id_t>(::syscall(SYS_gettid));
  static_cast<void>(::setpriority(PRIO_PROCESS, self, 10));
}

}  // namespace

Keeper::Keeper(const StudySource& source, KeeperOptions options, Studies studies, PastViews& past,
               Trouble trouble)
    : source_(source),
      options_(options),
      studies_(std::move(studies)),
      past_(past),
      trouble_(std::move(trouble)),
      thread_([this] { run(); }) {}

Keeper::~Keeper() {
  stop();
}

void Keeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Keeper::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    work_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

void Keeper::fill(const std::string& study) {
  if (!source_.keeps_snapshots()) return;
  {
    const std::lock_guard lock(mutex_);
    queue_fill(study);
  }
  changed_.notify_one();
}

void Keeper::fill_in_a_pause(const std::string& study) {
  if (!source_.keeps_snapshots()) return;
  const auto now = Clock::now();
  {
    const std::lock_guard lock(mutex_);
    const auto [at, is_new] =
        pausing_.try_emplace(study, Pausing{now, now + options_.pause_at_most});
    at->second.due = std::min(now + options_.pause, at->second.at_most);
    if (!is_new) return;  // the thread wakes when it was due, and sees that it no longer is
  }
  changed_.notify_one();
}

void Keeper::hurry() {
  {
    const std::lock_guard lock(mutex_);
    take_due(Clock::time_point::max());
  }
  changed_.notify_one();
}

void Keeper::queue_fill(const std::string& study) {
  if (stopping_ || !filling_.insert(study).second) return;
  work_.push_back([this, study] {
    {
      const std::lock_guard lock(mutex_);
      filling_.erase(study);
    }
    fill_now(study);
  });
}

void Keeper::take_due(Clock::time_point now) {
  std::erase_if(pausing_, [&](const auto& one) {
    if (one.second.due > now) return false;
    queue_fill(one.first);
    return true;
  });
}

Keeper::Clock::time_point Keeper::next_due() const {
  auto next = Clock::time_point::max();
  for (const auto& [study, pausing] : pausing_) next = std::min(next, pausing.due);
  return next;
}

void Keeper::check(std::shared_ptr<LiveStudy> study) {
  {
    const std::lock_guard lock(mutex_);
    spare_time_.push_back([this, study = std::move(study)] { check_now(*study); });
  }
  changed_.notify_one();
}

std::size_t Keeper::waiting() const {
  const std::lock_guard lock(mutex_);
  return work_.size() + spare_time_.size() + pausing_.size();
}

void Keeper::run() {
  be_modest();
  auto next_pass = Clock::now() + options_.pass;
  const bool passes = options_.idle.count() > 0 || options_.memory_bytes > 0;
  for (;;) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      while (!stopping_ && work_.empty() && spare_time_.empty()) {
        const auto next = passes ? std::min(next_pass, next_due()) : next_due();
        if (next <= Clock::now()) break;
        if (next == Clock::time_point::max())
          changed_.wait(lock);
        else
          changed_.wait_until(lock, next);
      }
      if (stopping_) return;
      take_due(Clock::now());
      for (auto* queue : {&work_, &spare_time_}) {
        if (queue->empty()) continue;
        work = std::move(queue->front());
        queue->pop_front();
        break;
      }
    }
    if (work) try_to(work);
    if (passes && Clock::now() >= next_pass) {
      try_to([this] { look_at_all(); });
      next_pass = Clock::now() + options_.pass;
    }
  }
}

void Keeper::try_to(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    note({Fault::kInternal, std::string("Work in the background failed: ") + error.what()});
  }
}

void Keeper::note(const Failure& failure) {
  if (stopping_ || failure.detail == last_trouble_) return;
  last_trouble_ = failure.detail;
  if (trouble_) trouble_(failure);
}

// Each from the one before it, so that a study that was imported at once is replayed once.
void Keeper::fill_now(const std::string& study) {
  const auto end = source_.log().last_position(study);
  if (end < source_.interval()) return;
  source_.thin(study, end);
  const auto there = source_.snapshots(study);
  const bool read_all = looked_through_.insert(study).second;
  std::optional<projections::StudyView> view;
  for (const auto position : source_.wanted(end)) {
    if (stopping_) return;
    if (std::binary_search(there.begin(), there.end(), position) &&
        (!read_all || source_.snapshot(study, position))) {
      view.reset();
      continue;
    }
    if (!view) {
      auto found = source_.at(study, position);
      if (!found) return note(found.error());
      view = std::move(found->view);
    } else if (auto followed = follow(source_.log(), study, *view, position,
                                      [this](Position) { return !stopping_; });
               !followed) {
      return note(followed.error());
    }
    if (auto kept = source_.keep(*view); !kept) return note(kept.error());
  }
}

void Keeper::check_now(LiveStudy& study) {
  if (auto same = compare(study); !same && !stopping_) {
    if (same.error().fault == Fault::kCorruptStore || same.error().fault == Fault::kNewerStore)
      study.refuse(same.error());
    note(same.error());
  }
  fill(study.id());
}

// The study from the log alone against what its snapshots make of it.
Result<void> Keeper::compare(LiveStudy& live) {
  const auto& study = live.id();
  const auto go_on = [this](Position) { return !stopping_; };
  auto view = replay(source_.log(), study, std::nullopt, go_on);
  const auto named = [&](Failure failure) {
    failure.detail = "Study '" + study + "': " + failure.detail;
    return failure;
  };
  if (!view) return named(std::move(view).error());
  const auto found = source_.at(study, view->position());
  if (!found) return named(found.error());
  if (found->snapshot == 0 || snapshot::differences(found->view, *view).empty()) return {};
  source_.forget(study);
  live.begin_generation();
  return named({Fault::kInternal, "its snapshots were not what its log says and were removed.", "",
                "Rebuild the study: what was read from them may have been wrong."});
}

std::vector<Keeper::InMemory> Keeper::all_in_memory(Clock::time_point now) {
  std::map<std::string, Clock::time_point> touched_at;
  std::vector<InMemory> all;
  std::set<std::string> filling;
  {
    const std::lock_guard lock(mutex_);
    filling = filling_;
    for (const auto& [study, pausing] : pausing_) filling.insert(study);
  }
  for (const auto& live : studies_()) {
    if (!live->is_loaded()) continue;
    const auto before = touched_at_.find(live->id());
    const auto at = live->was_touched() || before == touched_at_.end() ? now : before->second;
    touched_at.emplace(live->id(), at);
    if (filling.contains(live->id())) continue;
    const auto bytes = options_.memory_bytes > 0 ? live->memory_bytes() : 0;
    all.push_back({at, bytes, [live] { return live->drop(); }});
  }
  touched_at_ = std::move(touched_at);
  for (auto& kept : past_.all())
    all.push_back({kept.used_at, kept.bytes,
                   [this, view = std::move(kept.view)] { return past_.drop(view); }});
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.touched_at < b.touched_at; });
  return all;
}

void Keeper::look_at_all() {
  const auto now = Clock::now();
  std::size_t bytes = 0;
  auto all = all_in_memory(now);
  for (const auto& one : all) bytes += one.bytes;
  for (auto& one : all) {
    const bool idle = options_.idle.count() > 0 && now - one.touched_at >= options_.idle;
    const bool too_much = options_.memory_bytes > 0 && bytes > options_.memory_bytes;
    if (!idle && !too_much) break;
    if (!one.drop()) continue;
    one.drop = nullptr;  // it held what was dropped
    bytes -= std::min(bytes, one.bytes);
  }
}

}  // namespace verbatim::studies
