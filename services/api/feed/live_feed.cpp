#include "api/feed/live_feed.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <thread>

#include <spdlog/spdlog.h>

#include "api/forms/event_json.hpp"
#include "api/reads/commit_heads.hpp"
#include "record/record.hpp"

namespace verbatim::api {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kHeartbeat = std::chrono::seconds(15);
constexpr auto kPace = std::chrono::milliseconds(5);  // how soon a full listener is looked at again
constexpr auto kCheck = std::chrono::seconds(1);      // how often: may it still listen?
constexpr std::size_t kTurnEvents = 512;              // of one listener, before the next has a turn
constexpr std::size_t kWaitingBytesMax = 1u << 20;    // more than this unsent: the listener waits

std::string rendered(const record::Record& record, const LiveFeed::Listener& listener) {
  const auto event = listener.as ? listener.as(record) : event_json(record);
  if (listener.form == LiveFeed::Form::kLines) return event + "\n";
  return "id: " + std::to_string(record.position) +
         "\nevent: " + std::string(record::name_of(record.event)) + "\ndata: " + event + "\n\n";
}

}  // namespace

struct LiveFeed::Impl {
  struct Active {
    Listener listener;
    std::shared_ptr<std::atomic<bool>> closed;
    Clock::time_point sent_at;
    Clock::time_point checked_at = sent_at;
  };
  enum class Turn { kDone, kMore, kWait, kGone };

  const eventlog::EventLog& log;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::list<Active> joining;                                       // guarded by mutex
  std::map<std::string, eventlog::Position, std::less<>> durable;  // guarded by mutex
  bool advanced = false, stopping = false;                         // guarded by mutex
  std::atomic<std::size_t> count{0};
  std::list<Active> active;  // the feed's thread's own
  std::thread thread;

  explicit Impl(const eventlog::EventLog& events) : log(events) {}

  void run() {
    bool more = false, waiting = false;
    for (;;) {
      {
        std::unique_lock lock(mutex);
        const auto something = [&] { return stopping || advanced || !joining.empty(); };
        if (!more)
          changed.wait_for(lock, waiting ? kPace : std::chrono::milliseconds(1000), something);
        if (stopping) return;
        advanced = false;
        active.splice(active.end(), joining);
        count = active.size();
      }
      more = waiting = false;
      for (auto at = active.begin(); at != active.end();) {
        const auto turn = try_to_serve(*at);
        more = more || turn == Turn::kMore;
        waiting = waiting || turn == Turn::kWait;
        at = turn == Turn::kGone ? active.erase(at) : std::next(at);
      }
      count = active.size();
    }
  }

  eventlog::Position durable_of(const std::string& study) {
    const std::lock_guard lock(mutex);
    const auto found = durable.find(study);
    return found == durable.end() ? 0 : found->second;
  }

  // One listener's trouble is not another's.
  Turn try_to_serve(Active& one) {
    try {
      return serve(one);
    } catch (const std::exception& error) {
      spdlog::error("a live feed ended: {}", error.what());
      return Turn::kGone;
    }
  }

  // Sends a listener what is there for it, a turn's worth.
  Turn serve(Active& one) {
    auto& listener = one.listener;
    if (*one.closed) return Turn::kGone;
    if (const auto now = Clock::now(); now - one.checked_at >= kCheck) {
      const auto may = listener.may_listen ? listener.may_listen() : true;
      if (!may) return Turn::kWait;
      if (!*may) {  // lines that end properly would look like all there are
        if (listener.form == LiveFeed::Form::kServerSentEvents) listener.stream->finish();
        return Turn::kGone;
      }
      one.checked_at = now;
    }
    const auto durable_now = durable_of(listener.study);
    const auto end = listener.until ? std::min(*listener.until, durable_now) : durable_now;
    if (listener.after < end) {
      if (listener.stream->waiting_bytes() > kWaitingBytesMax) return Turn::kWait;
      const auto shown = listener.shown();
      if (!shown) return Turn::kGone;
      if (!*shown) return Turn::kWait;  // it is kept, or not in memory: others are not held up
      if (!send_some(one, **shown, std::min(end, (*shown)->until))) return Turn::kGone;
      if (listener.after < end && listener.limit > 0) return Turn::kMore;
    }
    if (listener.limit == 0 || (listener.until && listener.after >= *listener.until)) {
      listener.stream->finish();
      return Turn::kGone;
    }
    if (Clock::now() - one.sent_at >= kHeartbeat) {
      if (!listener.stream->write(": still here\n\n")) return Turn::kGone;
      one.sent_at = Clock::now();
    }
    return Turn::kDone;
  }

  bool send_some(Active& one, const Shown& shown, eventlog::Position end) {
    auto& listener = one.listener;
    std::string piece;
    record::Record record;
    std::size_t left = kTurnEvents;
    bool readable = true;
    CommitHeads heads(log, listener.study, shown);
    const auto visit = [&](eventlog::Position position, std::string_view bytes) {
      if (position > end) return false;
      readable = record::decode(bytes, record).has_value();
      if (!readable) return false;
      listener.after = position;
      if (shown(record)) {
        readable = heads.leave_out(record).has_value();
        if (!readable) return false;
        piece += rendered(record, listener);
        --listener.limit;
      }
      return --left > 0 && listener.limit > 0;
    };
    // An event that cannot be read ends the stream without its proper end: the client can tell.
    if (!log.read(listener.study, listener.after, visit) || !readable) return false;
    if (piece.empty()) return true;
    one.sent_at = Clock::now();
    return piece.empty() || listener.stream->write(std::move(piece));
  }
};

LiveFeed::LiveFeed(const eventlog::EventLog& log) : impl_(std::make_unique<Impl>(log)) {
  for (const auto& study : log.studies()) impl_->durable[study] = log.last_position(study);
  impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

LiveFeed::~LiveFeed() {
  stop();
}

void LiveFeed::add(Listener listener) {
  auto closed = std::make_shared<std::atomic<bool>>(false);
  listener.stream->on_close([closed] { *closed = true; });
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->stopping) return;
    impl_->joining.push_back({std::move(listener), std::move(closed), Clock::now(), Clock::now()});
  }
  impl_->changed.notify_one();
}

void LiveFeed::advance(const std::string& study, eventlog::Position position) {
  bool listened = false;
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->durable[study] = position;
    listened = impl_->count > 0 || !impl_->joining.empty();
    impl_->advanced = listened;
  }
  if (listened) impl_->changed.notify_one();
}

void LiveFeed::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->changed.notify_one();
  if (impl_->thread.joinable()) impl_->thread.join();
  impl_->active.clear();
  std::list<Impl::Active> never_joined;
  const std::lock_guard lock(impl_->mutex);  // the writer still looks at it
  never_joined.swap(impl_->joining);
}

std::size_t LiveFeed::listeners() const {
  return impl_->count;
}

}  // namespace verbatim::api
