#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/app.hpp"
#include "api/writes/came_between.hpp"
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
  // Whose keys the texts of the body are sealed with (command_fingerprint.hpp), sealed by now.
  std::vector<std::string> sealed_for = {};
  // How a comment was split where the caller saw it: of the command "/commands/N" of the request.
  std::map<std::size_t, BasedOn> splits = {};  // by N
  bool if_match = false;  // the conditions are the caller's If-Match: stale answers 412, not 409
};

// Carries out the call on the study that is its first path parameter, or on `study`.
// `call.request` is not used after this returns.
void write_study(Call& call, http::Reply reply, StudyWrite write,
                 std::optional<std::string> study = std::nullopt);

// The body of a plain answer, `more` (", \"x\": 1" or nothing) inside.
std::string outcome_json(std::string_view study, const studies::Outcome& outcome,
                         std::string_view more = "");

// The caller's If-Match as a condition on one coding or layer, whose revision it says: nothing
// where there is none (or "*").
Result<std::vector<coding::Condition>> if_match(const http::Request& request, coding::Condition on);

}  // namespace verbatim::api
