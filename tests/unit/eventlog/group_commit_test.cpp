#include "eventlog/group_commit.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventlog/memory_log.hpp"
#include "unit/eventlog/commits.hpp"

namespace verbatim::eventlog {
namespace {

using test::commit;
using test::events_of;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Outcome = Result<std::optional<Receipt>>;

// A log whose append() waits at a gate, and which remembers how the groups were cut.
class GatedLog final : public EventLog {
 public:
  Result<std::vector<Receipt>> append(std::span<const Commit> commits) override {
    std::unique_lock lock(mutex_);
    groups.push_back(commits.size());
    arrived_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
    if (on_append) on_append();
    return log.append(commits);
  }
  Result<void> read(std::string_view study, Position after, const Visit& visit) const override {
    return log.read(study, after, visit);
  }
  Result<std::string> read_one(std::string_view study, Position position) const override {
    return log.read_one(study, position);
  }
  Result<std::optional<StoredCommand>> find_command(std::string_view study,
                                                    std::string_view id) const override {
    return log.find_command(study, id);
  }
  std::vector<std::string> studies() const override { return log.studies(); }
  Position last_position(std::string_view study) const override { return log.last_position(study); }
  std::optional<Failure> write_failure() const override { return log.write_failure(); }

  void close_gate() {
    const std::scoped_lock lock(mutex_);
    open_ = false;
    arrived_ = false;
  }
  void wait_for_writer() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return arrived_; });
  }
  void open_gate() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

  MemoryLog log;
  std::vector<std::size_t> groups;  // sizes; to be read when the writer is at rest
  std::function<void()> on_append;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  bool arrived_ = false;
};

class GroupCommitTest : public testing::Test {
 protected:
  // A proposal to append one event to "iep", which notes what happens to it.
  class Append final : public Proposal {
   public:
    Append(GroupCommitTest& test, std::string event) : test_(test), event_(std::move(event)) {}
    std::optional<Commit> prepare() override {
      test_.note("prepare " + event_);
      if (event_ == "throw") throw std::runtime_error("no such theme");
      if (event_ == "throw int") throw 7;
      if (event_ == "nothing") return std::nullopt;
      return commit("iep", test_.last_++, {event_});
    }
    void settle(const Outcome& outcome) override {
      const std::string what = !outcome
                                   ? std::string(slug_of(outcome.error().fault))
                                   : (*outcome ? std::to_string((*outcome)->position) : "none");
      test_.note("settle " + event_ + " " + what);
      if (event_ == "throw later") throw std::runtime_error("gone");
    }

   private:
    GroupCommitTest& test_;
    std::string event_;
  };

  void start(GroupCommitOptions options = {}) {
    GroupCommitHooks hooks;
    hooks.group_begins = [this] { note("begins"); };
    hooks.group_decided = [this] { note("decided"); };
    hooks.group_ends = [this](const Failure* failure) {
      note(failure == nullptr ? "durable" : "not durable");
      if (failure != nullptr) last_ = log_.last_position("iep");
    };
    hooks.group_settled = [this] { note("settled"); };
    queue_ = std::make_unique<GroupCommit>(log_, options, std::move(hooks));
  }
  Result<void> submit(const std::string& event) {
    return queue_->submit(std::make_unique<Append>(*this, event));
  }
  void note(std::string what) {
    const std::scoped_lock lock(mutex_);
    notes_.push_back(std::move(what));
  }
  std::vector<std::string> take_notes() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(notes_, {});
  }

  // Submits one proposal and waits until the writer stands at the gate with it.
  void hold_writer() {
    log_.close_gate();
    ASSERT_TRUE(submit("first"));
    log_.wait_for_writer();
  }
  void release_and_stop() {
    std::thread opener([this] { log_.open_gate(); });
    queue_->stop();
    opener.join();
  }

  GatedLog log_;
  Position last_ = 0;  // the writer's, as of what it decided
  std::mutex mutex_;
  std::vector<std::string> notes_;
  std::unique_ptr<GroupCommit> queue_;
};

TEST_F(GroupCommitTest, ALoneProposalIsWrittenAtOnceAndSettledAfterwards) {
  start();
  ASSERT_TRUE(submit("a"));
  queue_->stop();
  EXPECT_THAT(take_notes(),
              ElementsAre("begins", "prepare a", "decided", "durable", "settle a 1", "settled"));
  EXPECT_THAT(events_of(log_, "iep"), ElementsAre("a"));
}

TEST_F(GroupCommitTest, WhateverWaitsBecomesOneGroupInOrder) {
  start();
  hold_writer();
  for (const auto* event : {"b", "c", "nothing", "d"}) ASSERT_TRUE(submit(event));
  EXPECT_EQ(queue_->waiting(), 4U);
  release_and_stop();
  EXPECT_THAT(log_.groups, ElementsAre(1, 3));
  EXPECT_EQ(queue_->waiting(), 0U);
  const auto notes = take_notes();
  EXPECT_THAT(std::vector(notes.begin() + 6, notes.end()),
              ElementsAre("begins", "prepare b", "prepare c", "prepare nothing", "prepare d",
                          "decided", "durable", "settle b 2", "settle c 3", "settle nothing none",
                          "settle d 4", "settled"));
}

TEST_F(GroupCommitTest, AGroupWithNothingToWriteDoesNotTouchTheDisk) {
  start();
  ASSERT_TRUE(submit("nothing"));
  queue_->stop();
  EXPECT_THAT(log_.groups, IsEmpty());
  EXPECT_THAT(take_notes(), ElementsAre("begins", "prepare nothing", "decided", "durable",
                                        "settle nothing none", "settled"));
}

TEST_F(GroupCommitTest, AGroupHasSoManyProposalsAtMost) {
  start({.group_max = 3});
  hold_writer();
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(submit(std::to_string(i)));
  release_and_stop();
  EXPECT_THAT(log_.groups, ElementsAre(1, 3, 3, 2));
  EXPECT_EQ(log_.last_position("iep"), 9U);
}

TEST_F(GroupCommitTest, AGroupIsClosedOnceItsEventsAreTooBig) {
  start({.group_bytes_max = 1'000});
  hold_writer();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(submit(std::string(600, 'x')));
  release_and_stop();
  EXPECT_THAT(log_.groups, ElementsAre(1, 2, 2, 1));
}

TEST_F(GroupCommitTest, TooManyWaitingAreRefusedAndNothingElseIs) {
  start({.waiting_max = 2});
  hold_writer();
  ASSERT_TRUE(submit("b"));
  ASSERT_TRUE(submit("c"));
  const auto refused = submit("d");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::kOverloaded);
  release_and_stop();
  EXPECT_THAT(events_of(log_, "iep"), ElementsAre("first", "b", "c"));
}

TEST_F(GroupCommitTest, StopWritesWhatWaitsAndRefusesTheRest) {
  start();
  hold_writer();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(submit(std::to_string(i)));
  release_and_stop();
  EXPECT_EQ(log_.last_position("iep"), 101U);
  EXPECT_EQ(submit("late").error().fault, Fault::kOverloaded);
  queue_->stop();
}

TEST_F(GroupCommitTest, AfterAFailureNothingIsWrittenAnyMore) {
  start();
  hold_writer();
  ASSERT_TRUE(submit("b"));
  ASSERT_TRUE(submit("nothing"));
  log_.log.fail_writes({.fault = Fault::kStorageFailed, .detail = "disk full"});
  release_and_stop();
  EXPECT_THAT(log_.groups, ElementsAre(1));
  const auto notes = take_notes();
  EXPECT_THAT(notes, ElementsAre("begins", "prepare first", "decided", "not durable",
                                 "settle first storage_failed", "settled",
                                 "settle b storage_failed", "settle nothing storage_failed"));
  const auto refused = submit("late");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::kStorageFailed);
  EXPECT_EQ(refused.error().detail, "disk full");
}

TEST_F(GroupCommitTest, WhatWasDecidedOnTopOfAFailedGroupFailsWithIt) {
  start();
  hold_writer();
  ASSERT_TRUE(submit("b"));
  ASSERT_TRUE(submit("nothing"));
  log_.on_append = [this] {
    if (log_.groups.size() == 2) {
      log_.log.fail_writes({.fault = Fault::kStorageFailed, .detail = "disk full"});
    }
  };
  release_and_stop();
  EXPECT_THAT(take_notes(), testing::IsSupersetOf({"settle first 1", "settle b storage_failed",
                                                   "settle nothing storage_failed"}));
}

TEST_F(GroupCommitTest, AStaleGroupFailsAndTheNextIsWritten) {
  start();
  last_ = 5;  // the decisions begin in the wrong place; the hook puts them right
  hold_writer();
  ASSERT_TRUE(submit("b"));
  release_and_stop();
  EXPECT_THAT(take_notes(), testing::IsSupersetOf({"settle first internal", "settle b 1"}));
  EXPECT_FALSE(log_.write_failure());
}

TEST_F(GroupCommitTest, AProposalThatThrowsFailsAlone) {
  start();
  hold_writer();
  for (const auto* event : {"b", "throw", "throw int", "throw later", "c"}) {
    ASSERT_TRUE(submit(event));
  }
  release_and_stop();
  EXPECT_THAT(take_notes(), testing::IsSupersetOf({"settle b 2", "settle throw internal",
                                                   "settle throw int internal",
                                                   "settle throw later 3", "settle c 4"}));
  EXPECT_THAT(events_of(log_, "iep"), ElementsAre("first", "b", "throw later", "c"));
}

TEST_F(GroupCommitTest, ALogThatThrowsIsNotTrustedAnyMore) {
  start();
  log_.on_append = [] { throw std::bad_alloc(); };
  hold_writer();
  ASSERT_TRUE(submit("b"));
  release_and_stop();
  EXPECT_THAT(take_notes(),
              testing::IsSupersetOf({"settle first storage_failed", "settle b storage_failed"}));
  EXPECT_EQ(submit("late").error().fault, Fault::kStorageFailed);
}

TEST_F(GroupCommitTest, AProposalMaySubmitTheNextWhenItIsSettled) {
  struct Chain final : Proposal {
    Chain(GroupCommit& queue, Position& last, int left, std::atomic<bool>& done)
        : queue_(queue), last_(last), left_(left), done_(done) {}
    std::optional<Commit> prepare() override { return commit("chain", last_++, {"link"}); }
    void settle(const Outcome& outcome) override {
      EXPECT_TRUE(outcome);
      if (left_ == 0) {
        done_ = true;
      } else {
        EXPECT_TRUE(queue_.submit(std::make_unique<Chain>(queue_, last_, left_ - 1, done_)));
      }
    }
    GroupCommit& queue_;
    Position& last_;
    int left_;
    std::atomic<bool>& done_;
  };
  start();
  Position last = 0;
  std::atomic<bool> done = false;
  ASSERT_TRUE(queue_->submit(std::make_unique<Chain>(*queue_, last, 200, done)));
  while (!done) std::this_thread::yield();
  queue_->stop();
  EXPECT_EQ(log_.last_position("chain"), 201U);
}

TEST_F(GroupCommitTest, ManyThreadsEachKeepTheirOrder) {
  constexpr int kThreads = 8, kEach = 500;
  GroupCommit queue(log_, {}, {});
  Position last = 0;
  struct Numbered final : Proposal {
    Numbered(Position& last, std::string event) : last_(last), event_(std::move(event)) {}
    std::optional<Commit> prepare() override { return commit("iep", last_++, {event_}); }
    void settle(const Outcome& outcome) override { EXPECT_TRUE(outcome); }
    Position& last_;
    std::string event_;
  };
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kEach; ++i) {
          EXPECT_TRUE(queue.submit(
              std::make_unique<Numbered>(last, std::to_string(thread) + " " + std::to_string(i))));
        }
      });
    }
  }
  queue.stop();
  std::vector<int> next(kThreads, 0);
  const auto events = events_of(log_, "iep");
  ASSERT_THAT(events, SizeIs(kThreads * kEach));
  for (const auto& event : events) {
    const auto thread = std::stoi(event);
    EXPECT_EQ(event, std::to_string(thread) + " " + std::to_string(next[thread]++));
  }
}

TEST_F(GroupCommitTest, LettingItGoStopsIt) {
  start();
  ASSERT_TRUE(submit("a"));
  queue_.reset();
  EXPECT_EQ(log_.last_position("iep"), 1U);
}

}  // namespace
}  // namespace verbatim::eventlog
