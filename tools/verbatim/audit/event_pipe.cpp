#include "verbatim/audit/event_pipe.hpp"

#include <exception>
#include <utility>

#include "api/forms/event_json.hpp"
#include "verbatim/audit/replay_verify.hpp"

namespace verbatim::tool {

EventPipe::EventPipe(Read read)
    : reader_([this, read = std::move(read)] {
        Result<void> outcome;
        try {
          outcome = read([this](eventlog::Position position, std::string_view bytes,
                                std::string_view words) { return give(position, bytes, words); });
          hand_over();
        } catch (const std::exception& error) {
          outcome =
              Failure{Fault::kInternal, std::string("The record cannot be read: ") + error.what()};
        }
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

bool EventPipe::give(eventlog::Position position, std::string_view bytes, std::string_view words) {
  filling_.bytes += bytes;
  const auto of_bytes = filling_.bytes.size();
  filling_.bytes += words;
  filling_.ends.push_back({position, of_bytes, filling_.bytes.size()});
  return filling_.ends.size() < kBatch || hand_over();
}

void EventPipe::look_at(Batch& batch) {
  batch.looked_at = true;
  if (batch.events.size() < batch.ends.size()) batch.events.resize(batch.ends.size());
  std::size_t begin = 0;
  const std::string_view all = batch.bytes;
  auto event = batch.events.begin();
  for (const auto& [position, of_bytes, of_words] : batch.ends) {
    const auto bytes = all.substr(begin, of_bytes - begin),
               words = all.substr(of_bytes, of_words - of_bytes);
    event->position = position;
    event->words_hold = true;
    try {
      event->fault = form_fault(position, bytes, event->record);
      if (!event->fault && !words.empty())
        event->words_hold = words == api::event_json(event->record);
    } catch (const std::exception& error) {
      event->fault = std::string("It cannot be read: ") + error.what();
    }
    begin = of_words;
    ++event;
  }
}

// Gives what is filled to the consumer and takes a used batch in exchange. False: nobody wants it.
bool EventPipe::hand_over() {
  if (filling_.ends.empty()) return true;
  std::unique_lock lock(mutex_);
  if (!ready_.empty()) {
    lock.unlock();
    look_at(filling_);
    lock.lock();
  }
  changed_.wait(lock, [&] { return abandoned_ || ready_.size() < kBatches; });
  if (abandoned_) return false;
  ready_.push_back(std::exchange(filling_, {}));
  if (!spare_.empty()) {
    filling_ = std::move(spare_.back());
    spare_.pop_back();
  }
  lock.unlock();
  changed_.notify_all();
  return true;
}

std::span<EventPipe::Event> EventPipe::next() {
  {
    std::unique_lock lock(mutex_);
    if (!taken_.ends.empty()) {
      taken_.bytes.clear();
      taken_.ends.clear();
      taken_.looked_at = false;
      spare_.push_back(std::exchange(taken_, {}));
    }
    changed_.wait(lock, [&] { return ended_ || !ready_.empty(); });
    if (ready_.empty()) return {};
    taken_ = std::move(ready_.front());
    ready_.erase(ready_.begin());
  }
  changed_.notify_all();
  if (!taken_.looked_at) look_at(taken_);
  return std::span(taken_.events).first(taken_.ends.size());
}

}  // namespace verbatim::tool
