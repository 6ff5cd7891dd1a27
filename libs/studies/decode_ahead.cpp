#include "studies/decode_ahead.hpp"

#include <utility>

namespace verbatim::studies {

DecodeAhead::DecodeAhead(const eventlog::EventLog& log, std::string study, eventlog::Position until)
    : log_(log), study_(std::move(study)), until_(until), reader_([this] { run(); }) {}

DecodeAhead::~DecodeAhead() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
  }
  changed_.notify_all();
  reader_.join();
}

void DecodeAhead::run() {
  Result<void> taken;
  auto read = log_.read(study_, 0, [&](eventlog::Position position, std::string_view bytes) {
    if (position > until_) return false;
    taken = take(position, bytes);
    return taken && (filled_ < kBatch || hand_over());
  });
  hand_over();
  {
    const std::lock_guard lock(mutex_);
    outcome_ = read ? std::move(taken) : std::move(read);
    ended_ = true;
  }
  changed_.notify_all();
}

Result<void> DecodeAhead::take(eventlog::Position position, std::string_view bytes) {
  if (filled_ == filling_.size()) filling_.emplace_back();
  auto& record = filling_[filled_];
  if (auto decoded = record::decode(bytes, record); !decoded) return decoded;
  if (record.position != position)
    return Failure{Fault::kCorruptStore, "The event stored at position " +
                                             std::to_string(position) + " says it is event " +
                                             std::to_string(record.position) + "."};
  ++filled_;
  return {};
}

// Gives what is filled to the consumer and takes a used batch in exchange. False: nobody wants it.
bool DecodeAhead::hand_over() {
  if (filled_ == 0) return true;
  filling_.resize(filled_);
  filled_ = 0;
  std::unique_lock lock(mutex_);
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

const std::vector<record::Record>& DecodeAhead::next() {
  std::unique_lock lock(mutex_);
  if (!taken_.empty()) spare_.push_back(std::exchange(taken_, {}));
  changed_.wait(lock, [&] { return ended_ || !ready_.empty(); });
  if (!ready_.empty()) {
    taken_ = std::move(ready_.front());
    ready_.erase(ready_.begin());
  }
  lock.unlock();
  changed_.notify_all();
  return taken_;
}

}  // namespace verbatim::studies
