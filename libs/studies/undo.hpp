#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "base/result.hpp"
#include "coding/blindness.hpp"
#include "coding/inverse.hpp"
#include "coding/subjects.hpp"
#include "eventlog/event_log.hpp"
#include "record/record.hpp"
#include "studies/command.hpp"
#include "studies/studies.hpp"

namespace verbatim::studies {

// What it takes to take one commit back: the events that lead to what was there before it, and what
// happened since that stands in the way.
//
// A later commit depends on it where it changed the same subject or uses what was added (see
// coding/subjects.hpp). A commit that is itself taken back counts for nothing, and neither does the
// one that took it back. To take back a commit that took another back is to do that one again.
//
// Made on a worker, for it reads the whole log once; then finished on the writer thread with what
// has come in between, so that writers who are never still do not keep it from ever being decided.
class TakingBack {
 public:
  // Of the commit that `position` belongs to, as far as the log goes now; `by`: who takes it back.
  // kInvalidValue, kFutureMoment, kNotAllowedNow for what is never taken back, kUnknownStudy,
  // kCorruptStore.
  static Result<std::shared_ptr<TakingBack>> read(const eventlog::EventLog& log,
                                                  const std::string& study,
                                                  eventlog::Position position, std::string by);

  eventlog::Position first() const { return first_; }
  // The last event that was looked at.
  eventlog::Position seen() const { return seen_; }
  // Whether `actor` gave it, and it says nothing but what they said themselves of responses or, in
  // layers of their own, of comments.
  bool is_coding_by(std::string_view actor) const { return own_codings_ && actor_ == actor; }

  // What happened next. Requires record.position == seen() + 1.
  void go_on(const record::Record& record);

  // kNotAllowedNow where it is taken back already, kDependedOn where later commits depend on it.
  Result<void> possible() const;

  // kBlindRound where whoever takes it back codes in a blind round and it has more than their own
  // codings and what was done in questions that they see: whether something stands in the way would
  // tell them what others said. It is refused whether or not something does.
  Result<void> shown(const coding::Study& now) const;

  // The commands that take it back, to be given all together. Refers to this.
  CommandSource commands() const;

 private:
  struct Later {
    eventlog::Position undoes = 0;
    bool depends = false;
  };
  using Subjects = boost::unordered_flat_set<std::string>;

  TakingBack() = default;
  Result<void> read_all(const eventlog::EventLog& log, const std::string& study);
  Result<void> note(const coding::Study& before, const record::Record& record,
                    const coding::EventAt& event_at);
  void note_subjects(const coding::Study& before, const coding::Event& event);
  bool depends(const coding::Event& event) const;
  std::set<eventlog::Position> void_ones() const;

  eventlog::Position first_ = 0, last_ = 0, seen_ = 0;
  std::string actor_, by_;
  bool own_codings_ = true;
  // Questions in which something may stand in the way; "": in any.
  std::set<std::string, std::less<>> told_;
  // What it changed, what of that it added, and what it used.
  Subjects changed_, added_, used_;
  // Stored forms of the events that lead back, the last to happen first: a million of them are
  // many times larger as events.
  std::string back_;
  std::vector<std::size_t> back_begins_;
  std::map<eventlog::Position, Later> later_;  // by first position: what depends or takes back
  eventlog::Position commit_ = 0;              // the one that is being read
  eventlog::Position commit_undoes_ = 0;
};

// Makes `request`, whose study is set, one that takes a commit of that study back. What was wrong
// with reading it is the answer to the request, so that one which is sent again under its command
// id gets the answer it got the first time. `studies` must outlive the request.
void take_back(const Studies& studies, Result<std::shared_ptr<TakingBack>> taking,
               Request& request);

}  // namespace verbatim::studies
