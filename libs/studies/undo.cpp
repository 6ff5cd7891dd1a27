#include "studies/undo.hpp"

#include <utility>

#include "studies/decode_ahead.hpp"

namespace verbatim::studies {

using coding::Relation;
using eventlog::Position;

namespace {

constexpr std::size_t kDependentsMax = 1000;

Result<record::Record> record_at(const eventlog::EventLog& log, const std::string& study,
                                 Position position) {
  const auto bytes = log.read_one(study, position);
  if (!bytes) return bytes.error();
  record::Record record;
  if (auto decoded = record::decode(*bytes, record); !decoded) return std::move(decoded).error();
  return record;
}

// A step that does not follow any more is a rule of the domain to whoever asked, not damage.
Failure in_the_way(Failure failure, std::size_t) {
  if (failure.fault != Fault::kCorruptStore) return failure;
  return {Fault::kNotAllowedNow,
          "What was there before cannot be there any more, as the study stands now.", "/position",
          "Look at what has come since (GET /v1/studies/{study}/events)."};
}

// Whoever writes for the first time joins with it, and stays when it is taken back.
bool joins_by_the_way(const record::Record& record) {
  const auto* added = std::get_if<coding::MemberAdded>(&record.event);
  return added && added->member == record.actor && record.commit_count > 1;
}

bool is_coding_of(const coding::Event& event, const std::string& coder) {
  return std::visit(
      [&]<class E>(const E& e) {
        if constexpr (std::is_same_v<E, coding::ThemeAssigned> ||
                      std::is_same_v<E, coding::ThemeWithdrawn> ||
                      std::is_same_v<E, coding::CodingFinished> ||
                      std::is_same_v<E, coding::CodingReopened> ||
                      std::is_same_v<E, coding::LayerSet>)
          return e.coder == coder;
        else
          return false;
      },
      event);
}

// The comment whose response an event speaks of: "" where it speaks of none.
std::pair<std::string, std::string> comment_of(const coding::Study& study,
                                               const coding::Event& event) {
  return std::visit(
      [&]<class E>(const E& e) -> std::pair<std::string, std::string> {
        if constexpr (requires {
                        e.question;
                        e.response;
                      }) {
          const auto question = study.question_ids.find(e.question);
          if (!question) return {};
          const auto response =
              study.find_response(static_cast<coding::QuestionIndex>(*question), e.response);
          if (!response) return {};
          const auto& comment = study.comments[study.responses[*response].comment];
          return {e.question, std::string(study.id_of(comment))};
        } else {
          return {};
        }
      },
      event);
}

// The question in which alone something can depend on what an event did; "": in any. Notes on a
// quote may be about anything.
std::string_view question_of(const coding::Event& event) {
  return std::visit(
      []<class E>(const E& e) -> std::string_view {
        if constexpr (requires { e.question; } && !std::is_same_v<E, coding::QuoteChosen>)
          return e.question;
        else
          return "";
      },
      event);
}

}  // namespace

Result<std::shared_ptr<TakingBack>> TakingBack::read(const eventlog::EventLog& log,
                                                     const std::string& study, Position position,
                                                     std::string by) {
  if (position == 0)
    return Failure{Fault::kInvalidValue, "Positions are counted from 1.", "/position", ""};
  auto named = record_at(log, study, position);
  if (!named) {
    auto failure = std::move(named).error();
    failure.field = "/position";
    if (failure.fault == Fault::kFutureMoment) {
      failure.detail = "The study has no event " + std::to_string(position) + ": its last is " +
                       std::to_string(log.last_position(study)) + ".";
      failure.fix = "Give the position of one of its events (GET /v1/studies/{study}/events).";
    }
    return failure;
  }
  std::shared_ptr<TakingBack> taking(new TakingBack);
  taking->first_ = position - named->commit_offset;
  taking->last_ = taking->first_ + named->commit_count - 1;
  taking->actor_ = named->actor;
  taking->by_ = std::move(by);
  if (auto done = taking->read_all(log, study); !done) return std::move(done).error();
  return taking;
}

Result<void> TakingBack::read_all(const eventlog::EventLog& log, const std::string& study) {
  const coding::EventAt event_at = [&](Position position) -> Result<coding::Event> {
    auto record = record_at(log, study, position);
    if (!record) return std::move(record).error();
    return std::move(record->event);
  };
  coding::Study state;  // as it was before each event, up to the last of the commit
  DecodeAhead events(log, study, 0, log.last_position(study));
  for (auto batch = events.next(); !batch.empty(); batch = events.next()) {
    for (const auto& record : batch) {
      if (record.position == last_ + 1) state = {};
      if (record.position > last_) {
        go_on(record);
        continue;
      }
      if (record.position >= first_)
        if (auto noted = note(state, record, event_at); !noted) return noted;
      if (auto evolved = coding::evolve(state, record.event, record.position); !evolved)
        return evolved;
      seen_ = record.position;
    }
  }
  return events.outcome();
}

Result<void> TakingBack::note(const coding::Study& before, const record::Record& record,
                              const coding::EventAt& event_at) {
  if (joins_by_the_way(record)) return {};
  own_codings_ = own_codings_ && is_coding_of(record.event, actor_);
  if (!is_coding_of(record.event, by_)) told_.emplace(question_of(record.event));
  auto back = coding::inverse(before, record.event, event_at);
  if (!back) return std::move(back).error();
  note_subjects(before, record.event);
  record::Record stored;
  stored.position = 1;  // any: only its event is read again
  for (auto event = back->rbegin(); event != back->rend(); ++event) {
    stored.event = std::move(*event);
    back_begins_.push_back(back_.size());
    back_ += record::encode(stored);
  }
  return {};
}

void TakingBack::note_subjects(const coding::Study& before, const coding::Event& event) {
  const auto note = [&](Relation relation, std::string_view subject) {
    if (relation == Relation::kFills) return;  // others may fill what is left
    if (relation == Relation::kUses) {
      used_.emplace(subject);
      return;
    }
    changed_.emplace(subject);
    if (relation == Relation::kAdds) added_.emplace(subject);
  };
  coding::tell_subjects(event, note);
  coding::tell_more(before, event, note);
  if (const auto [question, comment] = comment_of(before, event); !comment.empty())
    used_.insert(coding::segments_of_comment(question, comment));
}

void TakingBack::go_on(const record::Record& record) {
  seen_ = record.position;
  if (record.commit_offset == 0) {
    commit_ = record.position;
    commit_undoes_ = record.undoes;
    if (record.undoes != 0) later_[commit_].undoes = record.undoes;
  }
  auto known = later_.find(commit_);
  const bool depended = known != later_.end() && known->second.depends;
  if (!depended && !joins_by_the_way(record) && depends(record.event)) {
    known = later_.try_emplace(commit_).first;
    known->second.depends = true;
  }
}

bool TakingBack::depends(const coding::Event& event) const {
  bool depends = false;
  coding::tell_subjects(event, [&](Relation relation, std::string_view subject) {
    if (depends) return;
    const std::string key(subject);
    if (relation == Relation::kUses)  // what takes back older things needs nothing of this
      depends = commit_undoes_ == 0 && added_.contains(key);
    else if (relation == Relation::kFills)
      depends = used_.contains(key);
    else
      depends = changed_.contains(key) || (relation == Relation::kTakes && used_.contains(key));
  });
  return depends;
}

// The first positions of the later commits that are taken back themselves, or took back one before
// this one.
std::set<Position> TakingBack::void_ones() const {
  std::set<Position> void_ones;  // from the end, so that what takes back is judged before
  for (auto later = later_.rbegin(); later != later_.rend(); ++later)
    if (later->second.undoes != 0 && !void_ones.contains(later->first))
      void_ones.insert(later->second.undoes);
  return void_ones;
}

Result<void> TakingBack::shown(const coding::Study& now) const {
  const auto viewpoint = coding::viewpoint_of(now, by_);
  if (viewpoint.sees_all()) return {};
  for (const auto& question : told_) {
    const auto known = now.question_ids.find_ever(question);
    if (question.empty() || (known && !viewpoint.sees(static_cast<coding::QuestionIndex>(*known))))
      return coding::blind_round(question);
  }
  return {};
}

Result<void> TakingBack::possible() const {
  const auto void_ones = this->void_ones();
  Failure failure{Fault::kDependedOn, "", "/position",
                  "Look at what came later; take it back first, from the last to the first."};
  for (const auto& [position, later] : later_) {
    if (void_ones.contains(position)) continue;
    if (later.undoes == first_)
      return Failure{Fault::kNotAllowedNow,
                     "It is taken back already, at position " + std::to_string(position) + ".",
                     "/position",
                     "To do it again, take back position " + std::to_string(position) + "."};
    if (later.depends && later.undoes <= first_ && failure.dependents.size() < kDependentsMax)
      failure.dependents.push_back(position);
  }
  if (failure.dependents.empty()) return {};
  failure.detail =
      "The commit at position " + std::to_string(first_) +
      " cannot be taken back alone: what came later depends on it, first at position " +
      std::to_string(failure.dependents.front()) + ".";
  return failure;
}

CommandSource TakingBack::commands() const {
  return {back_begins_.size(), [this](std::size_t i) -> coding::Command {
            const auto at = back_begins_.size() - 1 - i;
            const auto begin = back_begins_[at];
            const auto end = at + 1 < back_begins_.size() ? back_begins_[at + 1] : back_.size();
            record::Record stored;
            // Cannot fail: it is what encode() made.
            static_cast<void>(
                record::decode(std::string_view(back_).substr(begin, end - begin), stored));
            return coding::TakeBack{{std::move(stored.event)}};
          }};
}

void take_back(const Studies& studies, Result<std::shared_ptr<TakingBack>> taking,
               Request& request) {
  if (taking) request.undoes = (*taking)->first();
  request.locate = in_the_way;
  request.plan = [&studies, study = request.study, actor = request.actor.name,
                  taking = std::move(taking)](const coding::Study& now) -> Result<CommandSource> {
    if (!taking) return taking.error();
    auto& commit = **taking;
    const auto go_on = [&](const record::Record& record) { commit.go_on(record); };
    if (auto read = studies.events_since(study, commit.seen(), go_on); !read)
      return std::move(read).error();
    if (auto shown = commit.shown(now); !shown) return std::move(shown).error();
    if (auto possible = commit.possible(); !possible) return std::move(possible).error();
    return commit.commands();
  };
}

}  // namespace verbatim::studies
