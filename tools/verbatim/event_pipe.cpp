#include "verbatim/event_pipe.hpp"

#include <exception>

namespace verbatim::tool {

EventPipe::EventPipe(Read read)
    : reader_([this, read = std::move(read)] {
        Result<void> outcome;
        try {
          outcome = read([this](const Event& event) { return give(event); });
        } catch (const std::exception& error) {
          outcome =
              Failure{Fault::kInternal, std::string("The record cannot be read: ") + error.what()};
        }
        hand_over();
        {
          const std::lock_guard lock(mutex_);
          outcome_ = std::move(outcome);
          ended_ = true;
        }
        changed_.notify_all();
      }) {}

EventPipe::~EventPipe() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
  }
  changed_.notify_all();
  reader_.join();
}

bool EventPipe::give(const Event& event) {
  filling_.bytes += event.bytes;
  const auto of_bytes = filling_.bytes.size();
  filling_.bytes += event.words;
  filling_.ends.push_back({event.position, of_bytes, filling_.bytes.size()});
  return filling_.ends.size() < kBatch || hand_over();
}

bool EventPipe::hand_over() {
  if (filling_.ends.empty()) return true;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return abandoned_ || ready_.size() < kBatches; });
    if (abandoned_) return false;
    ready_.push_back(std::exchange(filling_, {}));
  }
  changed_.notify_all();
  return true;
}

std::span<const EventPipe::Event> EventPipe::next() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || !ready_.empty(); });
    if (ready_.empty()) return {};
    taken_ = std::move(ready_.front());
    ready_.erase(ready_.begin());
  }
  changed_.notify_all();
  events_.clear();
  std::size_t begin = 0;
  const std::string_view all = taken_.bytes;
  for (const auto& [position, of_bytes, of_words] : taken_.ends) {
    events_.push_back(
        {position, all.substr(begin, of_bytes - begin), all.substr(of_bytes, of_words - of_bytes)});
    begin = of_words;
  }
  return events_;
}

}  // namespace verbatim::tool
