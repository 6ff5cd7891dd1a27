#pragma once

#include <functional>
#include <string>

#include "api/app.hpp"
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
  // The answer depends on target and position alone: it may be kept and sent again.
  bool keep = false;
  // It looks at every coding of a question: not for an I/O thread.
  bool is_long = false;
};

// Answers the call for the study that is its first path parameter. `call.request` is not used
// after this returns.
void read_study(Call& call, http::Reply reply, StudyRead read);

}  // namespace verbatim::api
