#include "eventlog/group_commit.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace verbatim::eventlog {
namespace {

using Clock = std::chrono::steady_clock;

Failure overloaded(const char* detail) {
  return {.fault = Fault::kOverloaded, .detail = detail, .fix = "try again a little later"};
}

Failure defect(const char* what) {
  return {.fault = Fault::kInternal, .detail = std::string("a command could not be run: ") + what};
}

void call(const std::function<void()>& hook) {
  if (hook) hook();
}

}  // namespace

struct GroupCommit::Impl {
  using Outcome = Result<std::optional<Receipt>>;

  // One proposal of the group at hand.
  struct Entry {
    std::unique_ptr<Proposal> proposal;
    std::optional<std::size_t> commit;  // its place in `commits`
    std::optional<Failure> failure;     // its own, whatever becomes of the group
  };

  Impl(EventLog& log_, GroupCommitOptions options_, GroupCommitHooks hooks_)
      : log(log_), options(options_), hooks(std::move(hooks_)), writer([this] { run(); }) {}

  Result<void> submit(std::unique_ptr<Proposal>&& proposal) {
    bool wake_up = false;
    {
      const std::scoped_lock lock(mutex);
      if (failure) return *failure;
      if (stopping) return overloaded("the server is stopping");
      if (waiting >= options.waiting_max) return overloaded("too many commands are waiting");
      queue.push_back(std::move(proposal));
      ++waiting;
      wake_up = std::exchange(asleep, false);
    }
    if (wake_up) wake.notify_one();
    return {};
  }

  void stop() {
    {
      const std::scoped_lock lock(mutex);
      stopping = true;
      asleep = false;
    }
    wake.notify_one();
    if (writer.joinable()) writer.join();
  }

  // The writer thread.
  void run() {
    while (wait_for_work()) {
      if (failure) {
        refuse_waiting();
      } else {
        run_group();
      }
    }
  }

  bool wait_for_work() {
    if (next < taken.size()) return true;
    if (last_group <= options.spin_group_max) spin();
    std::unique_lock lock(mutex);
    while (queue.empty()) {
      if (stopping) return false;
      asleep = true;
      wake.wait(lock);
    }
    return true;
  }

  // The answer to a group is often followed by the next command at once. Waking a sleeping thread
  // costs about as much as a tenth of a sync, so the writer looks around for a moment first; it
  // yields, so that whoever has work to do on this core goes before. Where many write at once, the
  // cores are busy: a yield gives up the writer's turn among them, and one waking is for many.
  void spin() const {
    const auto until = Clock::now() + options.spin;
    while (waiting.load(std::memory_order_relaxed) == 0 && Clock::now() < until) {
      std::this_thread::yield();
    }
  }

  void take_waiting() {
    taken.clear();
    next = 0;
    const std::scoped_lock lock(mutex);
    queue.swap(taken);
  }

  void run_group() {
    call(hooks.group_begins);
    prepare_group();
    call(hooks.group_decided);
    const auto outcome = write_group();
    if (hooks.group_ends) hooks.group_ends(outcome ? nullptr : &outcome.error());
    for (auto& entry : group) settle(entry, outcome);
    last_group = group.size();
    group.clear();
    commits.clear();
    call(hooks.group_settled);
  }

  void prepare_group() {
    bool looked = false;
    std::size_t bytes = 0;
    while (group.size() < options.group_max && bytes <= options.group_bytes_max) {
      if (next == taken.size()) {
        if (std::exchange(looked, true)) break;
        take_waiting();
        if (taken.empty()) break;
      }
      group.push_back({std::move(taken[next++]), {}, {}});
      --waiting;
      bytes += prepare(group.back());
    }
  }

  // Answers the bytes of the entry's events.
  std::size_t prepare(Entry& entry) {
    try {
      auto commit = entry.proposal->prepare();
      if (!commit) return 0;
      std::size_t bytes = 0;
      for (const auto& event : commit->events) bytes += event.size();
      commits.push_back(std::move(*commit));
      entry.commit = commits.size() - 1;
      return bytes;
    } catch (const std::exception& error) {
      entry.failure = defect(error.what());
    } catch (...) {
      entry.failure = defect("unknown exception");
    }
    return 0;
  }

  Result<std::vector<Receipt>> write_group() {
    if (commits.empty()) return std::vector<Receipt>();
    auto receipts = append();
    if (receipts) return receipts;
    if (receipts.error().fault != Fault::kStorageFailed)
      return defect(receipts.error().detail.c_str());
    const std::scoped_lock lock(mutex);
    failure = receipts.error();
    return receipts;
  }

  Result<std::vector<Receipt>> append() {
    try {
      return log.append(commits);
    } catch (const std::exception& error) {
      // What is on disk now is not known.
      return Failure{.fault = Fault::kStorageFailed, .detail = error.what()};
    } catch (...) {
      return Failure{.fault = Fault::kStorageFailed, .detail = "the log failed, nobody knows why"};
    }
  }

  static void settle(Entry& entry, const Result<std::vector<Receipt>>& written) {
    if (entry.failure) return settle(*entry.proposal, *entry.failure);
    // Also where there was nothing to write: it was decided on top of what failed.
    if (!written) return settle(*entry.proposal, written.error());
    std::optional<Receipt> receipt;
    if (entry.commit) receipt = (*written)[*entry.commit];
    settle(*entry.proposal, receipt);
  }

  static void settle(Proposal& proposal, const Outcome& outcome) {
    try {
      proposal.settle(outcome);
    } catch (...) {
      // Its outcome stands; who cannot take the news loses it.
    }
  }

  void refuse_waiting() {
    if (next == taken.size()) take_waiting();
    while (next < taken.size()) {
      --waiting;
      settle(*taken[next++], *failure);
    }
  }

  std::optional<Failure> why_not() const {
    const std::scoped_lock lock(mutex);
    return failure;
  }

  EventLog& log;
  const GroupCommitOptions options;
  const GroupCommitHooks hooks;

  mutable std::mutex mutex;  // queue, stopping, asleep; failure is written under it by the writer
  std::condition_variable wake;
  std::vector<std::unique_ptr<Proposal>> queue;
  bool stopping = false;
  bool asleep = false;
  std::optional<Failure> failure;
  std::atomic<std::size_t> waiting = 0;  // in `queue`, and in `taken` from `next` on

  // The writer's own, kept from group to group.
  std::vector<std::unique_ptr<Proposal>> taken;
  std::size_t next = 0;
  std::vector<Entry> group;
  std::vector<Commit> commits;
  std::size_t last_group = 0;  // proposals in it

  std::thread writer;  // last: it uses all of the above
};

GroupCommit::GroupCommit(EventLog& log, GroupCommitOptions options, GroupCommitHooks hooks)
    : impl_(std::make_unique<Impl>(log, options, std::move(hooks))) {}

GroupCommit::~GroupCommit() {
  stop();
}

Result<void> GroupCommit::submit(std::unique_ptr<Proposal>&& proposal) {
  return impl_->submit(std::move(proposal));
}

void GroupCommit::stop() {
  impl_->stop();
}

std::size_t GroupCommit::waiting() const {
  return impl_->waiting;
}

std::optional<Failure> GroupCommit::failure() const {
  return impl_->why_not();
}

}  // namespace verbatim::eventlog
