#include "studies/live_study.hpp"

#include <thread>
#include <utility>

namespace verbatim::studies {
namespace {

// How often a reader in a hurry looks again: a command takes the writer some microseconds.
constexpr int kLooks = 50;

// Whoever takes the news badly loses it; the others still get theirs.
template <class... News>
void tell(const std::function<void(News...)>& listener, const News&... news) noexcept {
  try {
    listener(news...);
  } catch (...) {
  }
}

}  // namespace

LiveStudy::Deciding::Deciding(LiveStudy& study) : study_(study) {
  {
    const std::lock_guard lock(study_.free_mutex_);
    study_.kept_ = true;
  }
  study_.touch();
  for (;;) {
    {
      const std::lock_guard entry(study_.entry_);
      study_.view_mutex_.lock();
    }
    failure_ = study_.unreadable_;
    if (study_.loaded_ || failure_) return;
    study_.view_mutex_.unlock();
    auto loaded = study_.load();
    if (loaded) continue;
    study_.view_mutex_.lock();
    failure_ = std::move(loaded).error();
    return;
  }
}

LiveStudy::Deciding::~Deciding() {
  if (study_.loaded_) {
    study_.applied_ = study_.view_.position();
    if (study_.view_.study().members_changed_at != study_.standings_at_) study_.note_standings();
  }
  study_.view_mutex_.unlock();
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock(study_.free_mutex_);
    study_.kept_ = false;
    waiting.swap(study_.when_free_);
  }
  for (const auto& go : waiting) tell(go);
}

Result<void> LiveStudy::load() {
  if (is_loaded() && !refused_) return {};  // whoever keeps the view is not waited for
  const std::lock_guard loading(load_mutex_);
  {
    const ViewLock lock(view_mutex_);
    if (unreadable_) return *unreadable_;
    if (loaded_) return {};
  }
  auto view = load_();
  if (!view) {
    const auto fault = view.error().fault;
    if (fault == Fault::kCorruptStore || fault == Fault::kNewerStore) refuse(view.error());
    return std::move(view).error();
  }
  const std::lock_guard entry(entry_);
  const std::unique_lock lock(view_mutex_);
  view_ = std::move(*view);
  loaded_ = true;
  note_standings();
  touch();
  const std::lock_guard soon(soon_mutex_);
  not_loaded_.reset();
  return {};
}

Result<bool> LiveStudy::load_soon(const Post& post) {
  if (auto failure = refusal()) return *std::move(failure);
  if (is_loaded()) return true;
  {
    const std::lock_guard lock(soon_mutex_);
    if (not_loaded_) return *std::exchange(not_loaded_, std::nullopt);
    if (std::exchange(loads_soon_, true)) return false;
  }
  post([self = shared_from_this()] {
    const auto came_to = [&](std::optional<Failure> failure) {
      const std::lock_guard lock(self->soon_mutex_);
      self->loads_soon_ = false;
      self->not_loaded_ = std::move(failure);
    };
    try {
      auto loaded = self->load();
      came_to(loaded ? std::nullopt : std::optional(std::move(loaded).error()));
    } catch (...) {
      came_to(Failure{Fault::kInternal, "The study could not be brought into memory."});
      throw;
    }
  });
  return false;
}

bool LiveStudy::drop() {
  projections::StudyView gone;  // freed when nothing is locked any more
  const std::unique_lock loading(load_mutex_, std::try_to_lock);
  if (!loading || !load_) return false;
  const std::unique_lock entry(entry_, std::try_to_lock);
  if (!entry) return false;
  const std::unique_lock lock(view_mutex_, std::try_to_lock);
  if (!lock || !loaded_ || unreadable_) return false;
  {
    // Whoever waits saw a view that is ahead of the log.
    const std::lock_guard durable_lock(durable_mutex_);
    if (view_.position() != durable_ || durable_ == 0) return false;
  }
  loaded_ = false;
  gone = std::exchange(view_, {});
  return true;
}

void LiveStudy::refuse(const Failure& failure) {
  const std::lock_guard entry(entry_);
  const std::unique_lock lock(view_mutex_);
  if (!unreadable_) unreadable_ = failure;
  refused_ = true;
}

std::optional<Failure> LiveStudy::refusal() {
  if (!refused_) return std::nullopt;
  const ViewLock lock(view_mutex_);
  return unreadable_;
}

std::size_t LiveStudy::memory_bytes() {
  const ViewLock lock(view_mutex_, std::try_to_lock);
  return lock && loaded_ ? view_.memory_bytes() : 0;
}

void LiveStudy::note_standings() {
  const auto& study = view_.study();
  std::map<std::string, Standing, std::less<>> standings;
  for (std::uint32_t m = 0; m < study.members.size(); ++m)
    standings.emplace(study.member_ids.id(m),
                      Standing{study.members[m].role, study.member_ids.is_gone(m)});
  standings_at_ = study.members_changed_at;
  const std::unique_lock lock(standings_mutex_);
  standings_.swap(standings);
  standings_known_ = true;
}

Result<std::optional<LiveStudy::Standing>> LiveStudy::standing_of(std::string_view member) {
  if (!knows_standings() && !is_loaded())
    if (auto loaded = load(); !loaded) return std::move(loaded).error();
  const std::shared_lock lock(standings_mutex_);
  const auto found = standings_.find(member);
  if (found == standings_.end()) return std::optional<Standing>();
  return std::optional(found->second);
}

void LiveStudy::when_free(std::function<void()> go) {
  {
    const std::lock_guard lock(free_mutex_);
    if (kept_) {
      when_free_.push_back(std::move(go));
      return;
    }
  }
  go();
}

void LiveStudy::read(const Use& use, Then then) {
  for (;;) {
    std::unique_lock entry(entry_);
    ViewLock lock(view_mutex_);
    entry.unlock();
    if (loaded_ || unreadable_) return answer(std::move(lock), use, std::move(then));
    lock.unlock();
    if (auto loaded = load(); !loaded) return then(std::move(loaded).error());
  }
}

// Not locked where the writer kept the view all the while.
LiveStudy::ViewLock LiveStudy::view_soon() {
  for (int look_number = 0; look_number < kLooks; ++look_number) {
    if (look_number > 0) std::this_thread::yield();
    const std::unique_lock entry(entry_, std::try_to_lock);
    if (!entry) continue;
    if (ViewLock lock(view_mutex_, std::try_to_lock); lock) return lock;
  }
  return {};
}

bool LiveStudy::read_soon(const Use& use, Then& then) {
  auto lock = view_soon();
  if (!lock || (!loaded_ && !unreadable_)) return false;
  answer(std::move(lock), use, std::move(then));
  return true;
}

Result<void> LiveStudy::look(const Use& use) {
  for (;;) {
    {
      std::unique_lock entry(entry_);
      const ViewLock lock(view_mutex_);
      entry.unlock();
      if (auto failure = look_at(use)) return *std::move(failure);
      if (loaded_) return {};
    }
    if (auto loaded = load(); !loaded) return loaded;
  }
}

Result<bool> LiveStudy::look_soon(const Use& use, const Post& post) {
  auto there = load_soon(post);
  if (!there || !*there) return there;
  const auto lock = view_soon();
  if (!lock) return false;
  if (auto failure = look_at(use)) return *std::move(failure);
  return loaded_.load();
}

// The writer itself looks where it has just let go: it is never in its own way, however busy it is.
void LiveStudy::look_when_free(Use use, Looked then) {
  for (;;) {
    if (auto loaded = load(); !loaded) return then(std::move(loaded).error());
    if (auto lock = view_soon(); lock && loaded_) {
      auto failure = look_at(use);
      lock.unlock();
      return then(failure ? Result<void>(*std::move(failure)) : Result<void>());
    }
    const std::lock_guard lock(free_mutex_);
    if (!kept_) continue;
    when_free_.push_back([this, use = std::move(use), then = std::move(then)] { then(look(use)); });
    return;
  }
}

// Under the view's lock: looks at it where it is there, or says why it may not be.
std::optional<Failure> LiveStudy::look_at(const Use& use) {
  if (unreadable_ || !loaded_) return unreadable_;
  touch();
  use(view_);
  return std::nullopt;
}

// The view stays locked until whoever has to wait is noted: were fail() to come in between, it
// would not find them, and nobody would ever answer.
void LiveStudy::answer(ViewLock lock, const Use& use, Then then) {
  if (auto failure = look_at(use)) {
    lock.unlock();
    return then(*std::move(failure));
  }
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
  for (const auto& waiting : ready)
    tell(waiting.then, Result<eventlog::Position>(waiting.position));
}

void LiveStudy::fail(const Failure& failure, std::optional<projections::StudyView> restored) {
  {
    const Deciding deciding(*this);
    if (restored) {
      view_ = std::move(*restored);
      loaded_ = true;
    } else {
      unreadable_ = failure;
      refused_ = true;
    }
  }
  std::vector<Waiting> refused;
  {
    const std::lock_guard lock(durable_mutex_);
    refused.swap(waiting_);
  }
  for (const auto& waiting : refused) tell(waiting.then, Result<eventlog::Position>(failure));
}

}  // namespace verbatim::studies
