#include "api/reads/read_span.hpp"

#include <utility>

#include "api/problems.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/look_later.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/lookup.hpp"
#include "coding/blindness.hpp"

namespace verbatim::api {
namespace {

using eventlog::Position;

// What the caller may see now.
struct SightNow {
  bool is_blind = false;  // in a round that the read would tell them of
  Shown shown;
};
SightNow sight_of(const coding::Study& study, const std::string& caller,
                  const std::optional<std::string>& question) {
  const auto viewpoint = coding::viewpoint_of(study, caller);
  return {is_blind(study, viewpoint, question), shown_to(study, viewpoint)};
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
  auto answer_for = [&app = call.app, read, study, from = **from,
                     to = to->value_or(Moment{durable, {}}),
                     if_none_match = std::string(request.header("If-None-Match").value_or(""))](
                        const Result<SightNow>& sight) -> http::Response {
    if (!sight) return problem(sight.error());
    if (sight->is_blind) return problem(coding::blind_round(read.question.value_or("")));
    const auto span = find_span(app.studies.log(), study, from, to);
    if (!span) return problem(span.error());
    auto answer = read.answer(*span, sight->shown);
    if (!answer) return problem(answer.error());
    return as_read(std::move(*answer), span->to, if_none_match);
  };
  look_later(
      call.app.workers, live,
      [caller = call.caller.name, question = read.question](const projections::StudyView& view) {
        return sight_of(view.study(), caller, question);
      },
      [answer_for = std::move(answer_for), reply = std::make_shared<http::Reply>(std::move(reply))](
          const Result<SightNow>& sight) { reply->send(answer_for(sight)); });
}

}  // namespace verbatim::api
