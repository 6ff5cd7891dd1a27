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

// What the caller may see now.
struct SightNow {
  bool is_blind = false;  // in a round that the read would tell them of
  Shown shown;
  std::vector<coding::QuestionIndex> hidden = {};
};

// One read on its way: lives until its answer is sent.
struct Spanning {
  App& app;
  std::shared_ptr<studies::LiveStudy> live;
  SpanRead read;
  http::Reply reply;
  std::string study, caller;
  Moment from, to;
  std::string if_none_match;
  Span span = {};

  SightNow sight_of(const coding::Study& state) const {
    const auto viewpoint = coding::viewpoint_of(state, caller);
    return {is_blind(state, viewpoint, read.question), shown_to(state, viewpoint, live->durable()),
            viewpoint.blind};
  }

  void send(const SightNow& sight) {
    const auto generation = live->generation();
    auto answer = read.answer(span, sight.shown);
    if (!answer) return reply.send(problem(answer.error()));
    reply.send(as_read(std::move(*answer), {span.to, generation}, if_none_match, sight.hidden));
  }
};

void answer_later(const std::shared_ptr<Spanning>& spanning, const Result<SightNow>& sight) {
  if (!sight) return spanning->reply.send(problem(sight.error()));
  if (sight->is_blind)
    return spanning->reply.send(problem(coding::blind_round(spanning->read.question.value_or(""))));
  if (!spanning->read.replays) return spanning->send(*sight);
  auto replay = [spanning, seen = *sight] { spanning->send(seen); };
  if (!spanning->app.workers.post_replay(std::move(replay)))
    spanning->reply.send(problem(too_many_replays()));
}

// On a worker.
void read_between(const std::shared_ptr<Spanning>& spanning) {
  const auto span =
      find_span(spanning->app.studies.log(), spanning->study, spanning->from, spanning->to);
  if (!span) return spanning->reply.send(problem(span.error()));
  spanning->span = *span;
  // After that: of what happens up to the second moment, all is known that makes somebody blind.
  look_later(
      spanning->app.workers, spanning->live,
      [spanning](const projections::StudyView& view) { return spanning->sight_of(view.study()); },
      [spanning](const Result<SightNow>& sight) { answer_later(spanning, sight); });
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
  const auto spanning = std::make_shared<Spanning>(
      Spanning{call.app, live, std::move(read), std::move(reply), study, call.caller.name, **from,
               to->value_or(Moment{durable, {}}),
               std::string(request.header("If-None-Match").value_or(""))});
  call.app.workers.post([spanning] { read_between(spanning); });
}

}  // namespace verbatim::api
