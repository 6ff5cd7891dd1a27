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
SightNow sight_of(const projections::StudyView& view, const std::string& caller,
                  const std::optional<std::string>& question) {
  const auto viewpoint = coding::viewpoint_of(view.study(), caller);
  return {is_blind(view.study(), viewpoint, question),
          shown_to(view.study(), viewpoint, view.position())};
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

// One read on its way: lives until its answer is sent.
struct SpanReading {
  App& app;
  SpanRead read;
  http::Reply reply;
  std::shared_ptr<studies::LiveStudy> live;
  std::string caller;
  std::string if_none_match;
  Span span = {};

  void refuse(const Failure& failure) { reply.send(problem(failure)); }

  void answer(const Shown& shown) {
    const auto generation = live->generation();
    auto answer = read.answer(span, shown);
    if (!answer) return refuse(answer.error());
    reply.send(as_read(std::move(*answer), {span.to, generation}, if_none_match));
  }
};

// Answers where that holds up nobody. On a worker.
void answer_seen(const std::shared_ptr<SpanReading>& reading, const Result<SightNow>& sight) {
  if (!sight) return reading->refuse(sight.error());
  if (sight->is_blind)
    return reading->refuse(coding::blind_round(reading->read.question.value_or("")));
  if (!reading->read.replays) return reading->answer(sight->shown);
  if (!reading->app.workers.post_replay(
          [reading, shown = sight->shown] { reading->answer(shown); }))
    reading->refuse(too_many_replays());
}

// On a worker. What the caller may see is looked at once it is known where the span ends: of all
// that happened up to there, nothing that makes them blind is missed.
void look_at_span(const std::shared_ptr<SpanReading>& reading, const Moment& from,
                  const Moment& to) {
  auto span = find_span(reading->app.studies.log(), reading->live->id(), from, to);
  if (!span) return reading->refuse(span.error());
  reading->span = *std::move(span);
  look_later(
      reading->app.workers, reading->live,
      [reading](const projections::StudyView& view) {
        return sight_of(view, reading->caller, reading->read.question);
      },
      [reading](const Result<SightNow>& sight) { answer_seen(reading, sight); });
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
  auto reading = std::make_shared<SpanReading>(
      SpanReading{call.app, std::move(read), std::move(reply), live, call.caller.name,
                  std::string(request.header("If-None-Match").value_or(""))});
  call.app.workers.post([reading, from = **from, to = to->value_or(Moment{durable, {}})] {
    look_at_span(reading, from, to);
  });
}

}  // namespace verbatim::api
