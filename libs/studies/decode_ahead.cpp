#include "studies/decode_ahead.hpp"

#include <exception>
#include <utility>

namespace verbatim::studies {

DecodeAhead::DecodeAhead(const eventlog::EventLog& log, std::string study, eventlog::Position after,
                         eventlog::Position until)
    : log_(log), study_(std::move(study)), after_(after), until_(until), reader_([this] {
        run();
      }) {}

DecodeAhead::~DecodeAhead() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
  }
  changed_.notify_all();
  reader_.join();
}

void DecodeAhead::run() {
  Result<void> read;
  try {
    read = read_all();
  } catch (const std::exception& error) {
    read = Failure{Fault::kInternal, std::string("A study could not be read: ") + error.what()};
  }
  {
    const std::lock_guard lock(mutex_);
    read_ = std::move(read);
    ended_ = true;
  }
  changed_.notify_all();
}

Result<void> DecodeAhead::read_all() {
  auto read = log_.read(study_, after_, [&](eventlog::Position position, std::string_view bytes) {
    if (position > until_) return false;
    if (filling_.ends.empty()) filling_.first = position;
    filling_.bytes += bytes;
    filling_.ends.push_back(filling_.bytes.size());
    return filling_.ends.size() < kBatch || hand_over();
  });
  hand_over();
  return read;
}

void DecodeAhead::decode(Batch& batch) {
  batch.decoded = true;
  batch.records.resize(batch.ends.size());
  std::size_t begin = 0;
  for (batch.good = 0; batch.good < batch.ends.size(); ++batch.good) {
    const auto end = batch.ends[batch.good];
    const auto bytes = std::string_view(batch.bytes).substr(begin, end - begin);
    auto& record = batch.records[batch.good];
    if (auto decoded = record::decode(bytes, record); !decoded) {
      batch.outcome = std::move(decoded);
      return;
    }
    const auto position = batch.first + batch.good;
    if (record.position != position) {
      batch.outcome = Failure{Fault::kCorruptStore,
                              "The event stored at position " + std::to_string(position) +
                                  " says it is event " + std::to_string(record.position) + "."};
      return;
    }
    begin = end;
  }
}

// Gives what is filled to the consumer and takes a used batch in exchange. False: nobody wants it.
bool DecodeAhead::hand_over() {
  if (filling_.ends.empty()) return true;
  std::unique_lock lock(mutex_);
  if (!ready_.empty()) {
    lock.unlock();
    decode(filling_);
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

std::span<const record::Record> DecodeAhead::next() {
  if (!taken_.outcome) {
    outcome_ = taken_.outcome;
    return {};
  }
  std::unique_lock lock(mutex_);
  if (!taken_.ends.empty()) {
    taken_.bytes.clear();
    taken_.ends.clear();
    taken_.decoded = false;
    spare_.push_back(std::exchange(taken_, {}));
  }
  changed_.wait(lock, [&] { return ended_ || !ready_.empty(); });
  if (ready_.empty()) {
    outcome_ = read_;
    return {};
  }
  taken_ = std::move(ready_.front());
  ready_.erase(ready_.begin());
  lock.unlock();
  changed_.notify_all();
  if (!taken_.decoded) decode(taken_);
  if (taken_.good == 0) outcome_ = taken_.outcome;
  return std::span(taken_.records).first(taken_.good);
}

}  // namespace verbatim::studies
