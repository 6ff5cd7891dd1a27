#include "studies/live_study.hpp"

#include <chrono>
#include <utility>

namespace verbatim::studies {
namespace {

constexpr auto kPatience = std::chrono::milliseconds(1);

}  // namespace

void LiveStudy::read(const Use& use, Then then) {
  look(std::shared_lock(view_mutex_), use, std::move(then));
}

bool LiveStudy::read_soon(const Use& use, Then& then) {
  std::shared_lock lock(view_mutex_, kPatience);
  if (!lock) return false;
  look(std::move(lock), use, std::move(then));
  return true;
}

// The view stays locked until whoever has to wait is noted: were fail() to come in between, it
// would not find them, and nobody would ever answer.
void LiveStudy::look(ViewLock lock, const Use& use, Then then) {
  use(view_);
  const auto seen = view_.position();
  {
    const std::lock_guard durable_lock(durable_mutex_);
    if (seen > durable_) {
      waiting_.push_back({seen, std::move(then)});
      return;
    }
  }
  lock.unlock();
  then(seen);
}

eventlog::Position LiveStudy::durable() const {
  const std::lock_guard lock(durable_mutex_);
  return durable_;
}

void LiveStudy::settle(eventlog::Position durable) {
  std::vector<Waiting> ready;
  {
    const std::lock_guard lock(durable_mutex_);
    durable_ = durable;
    ready.swap(waiting_);  // whoever waits saw an applied state, and all applied is durable now
  }
  for (auto& waiting : ready) waiting.then(waiting.position);
}

void LiveStudy::fail(const Failure& failure, projections::StudyView restored) {
  {
    const std::lock_guard lock(view_mutex_);
    view_ = std::move(restored);
  }
  std::vector<Waiting> refused;
  {
    const std::lock_guard lock(durable_mutex_);
    refused.swap(waiting_);
  }
  for (auto& waiting : refused) waiting.then(failure);
}

}  // namespace verbatim::studies
