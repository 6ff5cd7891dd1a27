#include "studies/studies.hpp"

#include <algorithm>
#include <list>
#include <mutex>
#include <utility>

#include "studies/replay.hpp"

namespace verbatim::studies {

using eventlog::Commit;
using eventlog::Position;
using eventlog::Receipt;

namespace {

constexpr std::size_t kPastViewsMax = 4;

}  // namespace

// Views of earlier moments, the last used first.
struct Studies::Past {
  struct Entry {
    std::string study;
    Position position;
    std::shared_ptr<const projections::StudyView> view;
  };
  std::mutex mutex;
  std::list<Entry> entries;
};

// One request on its way through the queue.
class Studies::Job final : public eventlog::Proposal {
 public:
  Job(Studies& studies, Request request, Done done)
      : studies_(studies), request_(std::move(request)), done_(std::move(done)) {}

  std::optional<Commit> prepare() override {
    ++studies_.group_size_;
    if (request_.command && seen_before()) return std::nullopt;
    const auto live = studies_.touch(request_.study);
    const LiveStudy::Deciding deciding(*live);
    const auto before = deciding.view().position();
    std::optional<Commit> commit;
    // Everything that can fail happens before the events are kept.
    const auto accept = [&](const std::vector<record::Record>& records) {
      commit = Commit{request_.study, before, request_.command, {}};
      commit->events.reserve(records.size());
      for (const auto& record : records) commit->events.push_back(record::encode(record));
      conclude(before + records.size(), records.size());
    };
    auto decided = carry_out(deciding.view(), request_, now(), accept);
    if (!decided) {
      outcome_ = std::move(decided).error();
      return std::nullopt;
    }
    if (commit) {
      studies_.group_records_.emplace_back(request_.study, std::move(*decided));
      return commit;
    }
    conclude(before, 0);
    if (!request_.command || request_.dry_run || before == 0) return std::nullopt;
    return Commit{request_.study, before, request_.command, {}};  // the answer is to be remembered
  }

  void settle(const Result<std::optional<Receipt>>& outcome) override {
    if (!outcome) return done_(outcome.error());
    done_(std::move(outcome_));
  }

 private:
  // A command id that the study, or this very group, has met before: the first answer again.
  bool seen_before() {
    const auto& key = *request_.command;
    std::optional<eventlog::StoredCommand> stored;
    if (const auto found = studies_.group_commands_.find({request_.study, key.id});
        found != studies_.group_commands_.end()) {
      stored = found->second;
    } else {
      auto found_in_log = studies_.log_.find_command(request_.study, key.id);
      if (!found_in_log) {
        outcome_ = std::move(found_in_log).error();
        return true;
      }
      stored = std::move(*found_in_log);
    }
    if (!stored) return false;
    if (stored->key.fingerprint != key.fingerprint)
      outcome_ = Failure{Fault::kCommandReused,
                         "The command id '" + key.id + "' was used before for another command.",
                         "Idempotency-Key", "Give every command an id of its own."};
    else
      outcome_ = Outcome{stored->receipt.position, stored->receipt.events, true};
    return true;
  }

  void conclude(Position position, std::size_t events) {
    outcome_ = Outcome{position, static_cast<std::uint32_t>(events)};
    if (!request_.command || request_.dry_run || position == 0) return;
    studies_.group_commands_[{request_.study, request_.command->id}] = {
        *request_.command, {outcome_->position, outcome_->events}};
  }

  Studies& studies_;
  Request request_;
  Done done_;
  Result<Outcome> outcome_ = Outcome{};
};

Studies::Studies(eventlog::EventLog& log) : log_(log), past_(std::make_unique<Past>()) {}

Studies::~Studies() {
  stop();
}

Result<std::unique_ptr<Studies>> Studies::open(eventlog::EventLog& log,
                                               eventlog::GroupCommitOptions options) {
  std::unique_ptr<Studies> studies(new Studies(log));
  for (const auto& id : log.studies()) {
    auto view = replay(log, id);
    if (!view) {
      auto failure = std::move(view).error();
      failure.detail = "Study '" + id + "': " + failure.detail;
      return failure;
    }
    auto live = std::make_shared<LiveStudy>(id);
    const auto position = view->position();
    LiveStudy::Deciding(*live).view() = std::move(*view);
    live->settle(position);
    studies->studies_.emplace(id, std::move(live));
  }
  auto* self = studies.get();
  studies->queue_ = std::make_unique<eventlog::GroupCommit>(
      log, options,
      eventlog::GroupCommitHooks{[self] { self->group_begins(); },
                                 [self] { self->group_decided(); },
                                 [self](const Failure* failure) { self->group_ends(failure); },
                                 [self] {
                                   if (self->answers_end_) self->answers_end_(self->group_size_);
                                 }});
  return studies;
}

void Studies::submit(Request request, Done done) {
  std::unique_ptr<eventlog::Proposal> job =
      std::make_unique<Job>(*this, std::move(request), std::move(done));
  if (auto taken = queue_->submit(std::move(job)); !taken) job->settle(std::move(taken).error());
}

std::shared_ptr<LiveStudy> Studies::find(std::string_view study) const {
  const std::shared_lock lock(studies_mutex_);
  const auto found = studies_.find(study);
  return found == studies_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<LiveStudy>> Studies::all() const {
  const std::shared_lock lock(studies_mutex_);
  std::vector<std::shared_ptr<LiveStudy>> all;
  for (const auto& [id, live] : studies_) all.push_back(live);
  return all;
}

// The study a proposal is about. One that is not there yet joins the others only when it has an
// event: see group_decided().
std::shared_ptr<LiveStudy> Studies::touch(const std::string& study) {
  const auto known = std::find_if(touched_.begin(), touched_.end(),
                                  [&](const auto& live) { return live->id() == study; });
  if (known != touched_.end()) return *known;
  auto live = find(study);
  if (!live) live = std::make_shared<LiveStudy>(study);
  touched_.push_back(live);
  return live;
}

void Studies::group_begins() {
  touched_.clear();
  group_commands_.clear();
  group_records_.clear();
  group_size_ = 0;
}

void Studies::group_decided() {
  for (const auto& live : touched_) {
    if (live->applied() == 0) continue;
    const std::unique_lock lock(studies_mutex_);
    studies_.try_emplace(live->id(), live);
  }
}

void Studies::group_ends(const Failure* failure) {
  group_records_.clear();
  if (failure != nullptr) return restore(*failure);
  if (answers_begin_) answers_begin_();
  for (const auto& live : touched_) {
    const auto position = live->applied();
    if (position == live->durable()) continue;
    live->settle(position);
    if (listener_) listener_(live->id(), position);
  }
}

// What was applied but is not in the log is taken out of memory again, so that reads go on at what
// is durable.
void Studies::restore(const Failure& failure) {
  std::vector<std::optional<projections::StudyView>> restored;
  for (const auto& live : touched_) {
    if (log_.last_position(live->id()) == 0) {
      restored.emplace_back(projections::StudyView{});
      const std::unique_lock lock(studies_mutex_);
      studies_.erase(live->id());
    } else if (auto view = replay(log_, live->id())) {
      restored.emplace_back(std::move(*view));
    } else {
      restored.emplace_back(std::nullopt);
    }
  }
  if (answers_begin_) answers_begin_();
  for (std::size_t i = 0; i < touched_.size(); ++i)
    touched_[i]->fail(failure, std::move(restored[i]));
}

Result<std::shared_ptr<const projections::StudyView>> Studies::as_of(std::string_view study,
                                                                     Position position) {
  {
    const std::lock_guard lock(past_->mutex);
    auto& entries = past_->entries;
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
      return entry.study == study && entry.position == position;
    });
    if (found != entries.end()) {
      entries.splice(entries.begin(), entries, found);
      return found->view;
    }
  }
  auto view = replay(log_, study, position);
  if (!view) return std::move(view).error();
  auto shared = std::make_shared<const projections::StudyView>(std::move(*view));
  const std::lock_guard lock(past_->mutex);
  past_->entries.push_front({std::string(study), position, shared});
  if (past_->entries.size() > kPastViewsMax) past_->entries.pop_back();
  return shared;
}

Result<void> Studies::events_since(const std::string& study, Position after,
                                   const std::function<void(const record::Record&)>& visit) const {
  record::Record record;
  Result<void> decoded;
  const auto stored = [&](Position position, std::string_view bytes) {
    decoded = record::decode(bytes, record);
    if (!decoded) return false;
    after = position;
    visit(record);
    return true;
  };
  if (auto read = log_.read(study, after, stored); !read) return read;
  if (!decoded) return decoded;
  for (const auto& [of, records] : group_records_)
    if (of == study)
      for (const auto& waiting : records)
        if (waiting.position > after) visit(waiting);
  return {};
}

void Studies::on_durable(Listener listener) {
  listener_ = std::move(listener);
}
void Studies::on_answers(std::function<void()> begin, std::function<void(std::size_t)> end) {
  answers_begin_ = std::move(begin);
  answers_end_ = std::move(end);
}
std::optional<Failure> Studies::write_failure() const {
  if (auto failure = queue_->failure()) return failure;
  return log_.write_failure();
}
std::size_t Studies::waiting() const {
  return queue_->waiting();
}
void Studies::stop() {
  if (queue_) queue_->stop();
}

}  // namespace verbatim::studies
