#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/app.hpp"
#include "api/reads/shown_events.hpp"
#include "coding/blindness.hpp"
#include "projections/study_view.hpp"

namespace verbatim::api {

// What reads of a study have in common: the moment they show (now, ?as_of=, at least
// Verbatim-Min-Position), their Verbatim-Position and ETag, and 304.
struct StudyRead {
  // Computes the answer on the view, under its lock: brief, and no I/O. The answer's ETag is the
  // position unless it brings one of its own.
  std::function<Result<http::Response>(const projections::StudyView&)> answer;
  // If set: makes the answer from what `answer` noted down, once that is durable, on a worker and
  // without a lock. For what must be fetched from the log.
  std::function<Result<http::Response>()> complete;
  // `complete` plays the study from its first event. Refused (kOverloaded) while too many others
  // do.
  bool replays = false;
  // The answer depends on target and position alone: where it is JSON it may be kept and sent
  // again.
  bool keep = false;
  // It looks at every coding of a question: not for an I/O thread.
  bool is_long = false;

  // In an open blind round its coders are shown of its questions what they said themselves
  // (coding/blindness.hpp). A read is refused to them unless it says how it keeps to that, so that
  // none can forget:
  // - it is about one question alone, and others may be read as ever;
  std::optional<std::string> question = {};
  // - nothing of what anybody coded can be learned from the answer;
  bool says_nothing_of_codings = false;
  // - this computes, in place of `answer`, what may be shown to them.
  std::function<Result<http::Response>(const projections::StudyView&, const coding::Viewpoint&)>
      answer_in_blind_round = {};

  // `complete`, for what shows events: it is told which of them the caller is shown.
  std::function<Result<http::Response>(const Shown&)> complete_with_events = {};
};

// A read whose `note` keeps to that by itself: it is given the viewpoint of a coder who is blind to
// something, and null for everybody else.
template <class Note>
StudyRead read_for_all(Note note) {
  StudyRead read;
  read.answer = [note](const projections::StudyView& view) { return note(view, nullptr); };
  read.answer_in_blind_round = [note](const projections::StudyView& view,
                                      const coding::Viewpoint& viewpoint) {
    return note(view, &viewpoint);
  };
  return read;
}

// Why a read is refused that would play a study while too many others do.
Failure too_many_replays();

// Answers the call for the study that is its first path parameter. `call.request` is not used
// after this returns.
void read_study(Call& call, http::Reply reply, StudyRead read);

// What every answer to a read has: Verbatim-Position, ETag (unless it brings one of its own),
// Cache-Control; and 304 without a body where `if_none_match` names the ETag. `hidden`: the
// questions of which it shows one coder's own part alone.
http::Response as_read(http::Response response, const Version& version,
                       std::string_view if_none_match,
                       std::span<const coding::QuestionIndex> hidden = {});

// Whether what is said of a question's codings (of any question's where none is named) is more than
// this viewpoint may see. A question that is not there tells nothing.
bool is_blind(const coding::Study& study, const coding::Viewpoint& viewpoint,
              const std::optional<std::string>& question);

// What the caller may see of the study now. Not for an I/O thread: it waits for the writer.
Result<coding::Viewpoint> viewpoint_now(studies::LiveStudy& live, const std::string& caller);

}  // namespace verbatim::api
