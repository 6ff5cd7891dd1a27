#include "studies/live_study.hpp"

#include <utility>

namespace verbatim::studies {

void LiveStudy::read(const Use& use, Then then) {
  eventlog::Position seen = 0;
  {
    const std::shared_lock lock(view_mutex_);
    use(view_);
    seen = view_.position();
  }
  {
    const std::lock_guard lock(durable_mutex_);
    if (seen > durable_) {
      waiting_.push_back({seen, std::move(then)});
      return;
    }
  }
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
