#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/app.hpp"
#include "studies/command.hpp"

namespace verbatim::api {

// What writes to a study have in common: the Idempotency-Key, the answer's Verbatim-Position, and
// a stale condition answered with the events that came between.
struct StudyWrite {
  studies::Request request;  // study, actor and command are filled in here
  // The answer to an accepted request; runs on the writer thread, or on a worker with `on_worker`.
  // Empty: {"study", "position", "events"}.
  std::function<http::Response(const studies::Outcome&)> answer;
  bool on_worker = false;
  bool on_worker_if_replayed = false;  // the answer given again takes longer than the first
  bool if_match = false;  // the conditions are the caller's If-Match: stale answers 412, not 409
};

// Carries out the call on the study that is its first path parameter, or on `study`.
// `call.request` is not used after this returns.
void write_study(Call& call, http::Reply reply, StudyWrite write,
                 std::optional<std::string> study = std::nullopt);

// Refuses the call, unless it was answered before under its Idempotency-Key: then it is answered so
// again. For what was erased since; everything else is refused at once.
void refuse_unless_answered(Call& call, http::Reply reply, Failure failure);

// The body of a plain answer, `more` (", \"x\": 1" or nothing) inside.
std::string outcome_json(std::string_view study, const studies::Outcome& outcome,
                         std::string_view more = "");

// The caller's If-Match as a condition on one coding or layer, whose revision it says: nothing
// where there is none (or "*").
Result<std::vector<coding::Condition>> if_match(const http::Request& request, coding::Condition on);

}  // namespace verbatim::api
