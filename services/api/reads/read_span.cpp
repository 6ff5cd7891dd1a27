#include "api/reads/read_span.hpp"

#include <utility>

#include "api/problems.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/lookup.hpp"
#include "coding/blindness.hpp"

namespace verbatim::api {
namespace {

using eventlog::Position;

// Whether the caller is now in a blind round that the read would tell them of.
Result<bool> is_blind_now(studies::LiveStudy& live, const std::string& caller,
                          const std::optional<std::string>& question) {
  return studies::look_now(live, [&](const projections::StudyView& view) {
    return is_blind(view.study(), coding::viewpoint_of(view.study(), caller), question);
  });
}

Result<Span> find_span(const eventlog::EventLog& log, const std::string& study, const Moment& from,
                       const Moment& to) {
  const auto end = position_of(log, study, to, "to");
  if (!end) return end.error();
  if (*end == 0)
    return Failure{Fault::kUnknownStudy, "The study had not been opened at that moment.", "to",
                   "Ask for a later one."};
  const auto begin = position_of(log, study, from, "from");
  if (!begin) return begin.error();
  if (*begin > *end)
    return Failure{Fault::kInvalidValue,
                   "The first moment, position " + std::to_string(*begin) +
                       ", is behind the second, position " + std::to_string(*end) + ".",
                   "from", "Ask for the earlier one first."};
  return Span{study, *begin, *end};
}

}  // namespace

void read_span(Call& call, http::Reply reply, SpanRead read) {
  const auto& request = call.request;
  const auto& study = request.params[0];
  const auto found = find_study(call.app.studies, study);
  if (!found) return reply.send(problem(found.error()));
  const auto& live = *found;
  const auto durable = live->durable();
  const auto from = moment_of(request, "from");
  if (!from) return reply.send(problem(from.error()));
  if (!*from)
    return reply.send(problem({Fault::kMissingField, "A difference is one between two moments.",
                               "from", "Say from= which position or time on."}));
  const auto to = moment_of(request, "to");
  if (!to) return reply.send(problem(to.error()));
  if (auto wait = not_there_yet(request, durable)) return reply.send(std::move(*wait));
  const bool replays = read.replays;
  auto work = [&app = call.app, live, read = std::move(read), study, caller = call.caller.name,
               from = **from, to = to->value_or(Moment{durable, {}}),
               if_none_match =
                   std::string(request.header("If-None-Match").value_or(""))]() -> http::Response {
    const auto span = find_span(app.studies.log(), study, from, to);
    if (!span) return problem(span.error());
    // After that: of what happens up to the second moment, all is known that makes somebody blind.
    const auto blind = is_blind_now(*live, caller, read.question);
    if (!blind) return problem(blind.error());
    if (*blind) return problem(coding::blind_round(read.question.value_or("")));
    const auto generation = live->generation();
    auto answer = read.answer(*span);
    if (!answer) return problem(answer.error());
    return as_read(std::move(*answer), {span->to, generation}, if_none_match);
  };
  const auto sent = std::make_shared<http::Reply>(std::move(reply));
  auto& workers = call.app.workers;
  if (!replays) return workers.post([work = std::move(work), sent] { sent->send(work()); });
  if (!workers.post_replay([work = std::move(work), sent] { sent->send(work()); }))
    sent->send(problem(too_many_replays()));
}

}  // namespace verbatim::api
