#include "studies/studies.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "snapshot/view_form.hpp"
#include "studies/replay.hpp"

namespace verbatim::studies {

using eventlog::Commit;
using eventlog::Position;
using eventlog::Receipt;

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
    if (deciding.failure()) {
      outcome_ = *deciding.failure();
      return std::nullopt;
    }
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

// Puts a study that was made anew in the place of the live one.
class Studies::Switch final : public eventlog::Proposal {
 public:
  Switch(Studies& studies, projections::StudyView view, RebuildState state)
      : studies_(studies), view_(std::move(view)), state_(std::move(state)) {}

  std::optional<Commit> prepare() override {
    const auto study = view_.study().id;
    live_ = studies_.touch(study);
    const LiveStudy::Deciding deciding(*live_);
    Result<void> caught_up;
    const auto follow_one = [&](const record::Record& record) {
      if (caught_up) caught_up = view_.follow(record.event, record.time);
    };
    if (auto read = studies_.events_since(study, view_.position(), follow_one); !read)
      state_.failure = std::move(read).error();
    else if (!caught_up)
      state_.failure = std::move(caught_up).error();
    else if (deciding.failure())
      state_.failure = *deciding.failure();
    if (state_.failure) return std::nullopt;
    state_.differences = snapshot::differences(deciding.view(), view_);
    state_.position = state_.events = state_.of = view_.position();
    if (!state_.differences.empty()) live_->begin_generation();
    deciding.exchange(view_);
    return std::nullopt;
  }

  void settle(const Result<std::optional<Receipt>>& outcome) override {
    const auto study = view_.study().id;
    if (!outcome) state_.failure = outcome.error();
    state_.stage = state_.failure ? RebuildState::Stage::kFailed : RebuildState::Stage::kDone;
    const bool differs = !state_.differences.empty();
    studies_.rebuilds_.set(study, std::move(state_));
    if (!differs) return;
    // Earlier moments were still made of the snapshots meanwhile, which may have been wrong as
    // well.
    studies_.keeper_->post([&studies = studies_, study, live = live_] {
      studies.source_.forget(study);
      live->begin_generation();
      studies.keeper_->fill(study);
    });
  }

 private:
  Studies& studies_;
  projections::StudyView view_;
  RebuildState state_;
  std::shared_ptr<LiveStudy> live_;
};

Studies::Studies(eventlog::EventLog& log, const StudiesOptions& options)
    : log_(log),
      source_(log, options.snapshots, options.snapshot_interval, options.witness),
      past_(options.keeper.memory_bytes),
      keeper_(std::make_unique<Keeper>(
          source_, options.keeper, [this] { return all(); }, past_, options.trouble)) {}

Studies::~Studies() {
  stop();
}

std::shared_ptr<LiveStudy> Studies::make_live(const std::string& study) {
  return std::make_shared<LiveStudy>(
      study, log_.last_position(study), [this, study]() -> Result<projections::StudyView> {
        auto found = source_.at(study);
        if (!found) {
          auto failure = std::move(found).error();
          failure.detail = "Study '" + study + "': " + failure.detail;
          return failure;
        }
        if (found->view.position() - found->snapshot >= source_.interval()) keeper_->fill(study);
        return std::move(found->view);
      });
}

Result<std::unique_ptr<Studies>> Studies::open(eventlog::EventLog& log, StudiesOptions options) {
  std::unique_ptr<Studies> studies(new Studies(log, options));
  for (const auto& id : log.studies()) {
    auto live = studies->make_live(id);
    if (options.check_at_open) {
      if (auto view = replay(log, id); !view) {
        auto failure = std::move(view).error();
        failure.detail = "Study '" + id + "': " + failure.detail;
        return failure;
      }
    }
    {
      const std::unique_lock lock(studies->studies_mutex_);  // the keeper looks at all already
      studies->studies_.emplace(id, live);
    }
    if (options.check_in_background) studies->keeper_->check(std::move(live));
  }
  auto* self = studies.get();
  studies->queue_ = std::make_unique<eventlog::GroupCommit>(
      log, options.group,
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
  if (!live) live = make_live(study);
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
    const auto before = live->durable(), position = live->applied();
    if (position == before) continue;
    live->settle(position);
    if (position / source_.interval() != before / source_.interval())
      keeper_->fill_in_a_pause(live->id());
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
    } else if (auto found = source_.at(live->id())) {
      restored.emplace_back(std::move(found->view));
    } else {
      restored.emplace_back(std::nullopt);
    }
  }
  if (answers_begin_) answers_begin_();
  for (std::size_t i = 0; i < touched_.size(); ++i)
    touched_[i]->fail(failure, std::move(restored[i]));
}

Result<PastViews::View> Studies::as_of(std::string_view study, Position position) {
  const auto live = find(study);
  const auto generation = live ? live->generation() : 0;
  if (auto kept = past_.find(study, position, generation)) return kept;
  auto found = source_.at(study, position);
  if (!found) return std::move(found).error();
  auto view = std::make_shared<const projections::StudyView>(std::move(found->view));
  past_.keep(study, position, generation, view);
  return PastViews::View(view);
}

// It is said in the first event, once for all.
std::string Studies::title_of(const std::string& study) {
  {
    const std::lock_guard lock(titles_mutex_);
    if (const auto found = titles_.find(study); found != titles_.end()) return found->second;
  }
  const auto bytes = log_.read_one(study, 1);
  record::Record first;
  if (!bytes || !record::decode(*bytes, first)) return "";
  const auto* opened = std::get_if<coding::StudyOpened>(&first.event);
  if (opened == nullptr) return "";
  const std::lock_guard lock(titles_mutex_);
  return titles_.emplace(study, opened->title).first->second;
}

std::vector<std::pair<std::string, Failure>> Studies::damaged() const {
  std::vector<std::pair<std::string, Failure>> damaged;
  for (const auto& live : all())
    if (auto refusal = live->refusal()) damaged.emplace_back(live->id(), std::move(*refusal));
  return damaged;
}

Result<void> Studies::rebuild(const std::string& study) {
  if (!find(study))
    return Failure{Fault::kUnknownStudy, "There is no study '" + study + "'.", "study", ""};
  if (!rebuilds_.begin(study))
    return Failure{Fault::kOverloaded, "The study is being rebuilt.", "",
                   "Wait until it is done; GET .../rebuild says how far it is."};
  if (keeper_->post([this, study] { rebuild_now(study); })) return {};
  RebuildState state;
  state.stage = RebuildState::Stage::kFailed;
  state.failure = Failure{Fault::kOverloaded, "The server is stopping."};
  rebuilds_.set(study, state);
  return *state.failure;
}

std::optional<RebuildState> Studies::rebuild_state(std::string_view study) const {
  return rebuilds_.of(study);
}

// The keeper's thread. The last events are followed on the writer's, where nothing comes between.
void Studies::rebuild_now(const std::string& study) {
  constexpr Position kFewLeft = 1'000;
  RebuildState state;
  const auto begun = std::chrono::steady_clock::now();
  const auto progress = [&](Position at) {
    state.events = at;
    state.of = log_.last_position(study);
    state.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    rebuilds_.set(study, state);
    return !keeper_->is_stopping();
  };
  const auto failed = [&](Failure failure) {
    state.stage = RebuildState::Stage::kFailed;
    state.failure = std::move(failure);
    rebuilds_.set(study, state);
  };
  state.stage = RebuildState::Stage::kReplaying;
  progress(0);
  auto view = replay(log_, study, std::nullopt, progress);
  if (!view) return failed(std::move(view).error());
  while (log_.last_position(study) - view->position() > kFewLeft)
    if (auto more = follow(log_, study, *view, log_.last_position(study), progress); !more)
      return failed(std::move(more).error());
  state.stage = RebuildState::Stage::kSwitching;
  progress(view->position());
  std::unique_ptr<eventlog::Proposal> to_switch =
      std::make_unique<Switch>(*this, std::move(*view), state);
  if (auto taken = queue_->submit(std::move(to_switch)); !taken) failed(std::move(taken).error());
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
  keeper_->stop();
  if (queue_) queue_->stop();
}

}  // namespace verbatim::studies
