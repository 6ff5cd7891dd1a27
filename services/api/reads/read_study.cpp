#include "api/reads/read_study.hpp"

#include <optional>
#include <utility>

#include "api/problems.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/look_later.hpp"
#include "api/requests/lookup.hpp"
#include "coding/erasure.hpp"

namespace verbatim::api {
namespace {

using eventlog::Position;

constexpr auto kJson = "application/json";  // what is kept is nothing else

// One read on its way: lives until its answer is sent.
struct Reading {
  App& app;
  StudyRead read;
  http::Reply reply;
  std::string study;
  std::string caller;
  std::string target;
  std::string if_none_match;
  Version version = {};
  Result<http::Response> answer = http::Response{};
  bool to_keep = false;                            // `answer` was computed now
  std::vector<coding::QuestionIndex> hidden = {};  // from a coder in a blind round
  Shown shown = {};                                // set where the answer is completed with events

  // Whether the read would show more than a coder in a blind round may see.
  bool is_blind(const coding::Study& state, const coding::Viewpoint& viewpoint) const {
    return !read.says_nothing_of_codings && api::is_blind(state, viewpoint, read.question);
  }

  // Fills `answer` from the view, or from what was kept. `viewpoint` is the caller's of now,
  // whichever moment the view is of; `generation` is not later than the one that it was made in;
  // `forgotten_at` as of now.
  void look(const projections::StudyView& view, std::uint64_t generation, Position forgotten_at,
            const coding::Viewpoint& viewpoint) {
    version = {view.position(), generation, forgotten_at > view.position() ? forgotten_at : 0};
    if (version.position == 0) {
      answer = Failure{Fault::kUnknownStudy, "The study had not been opened at that moment.",
                       "as_of", "Ask for a later one."};
      return;
    }
    if (is_blind(view.study(), viewpoint)) {  // not kept: it is one coder's alone
      hidden = viewpoint.blind;
      answer = read.answer_in_blind_round ? read.answer_in_blind_round(view, viewpoint)
                                          : coding::blind_round(read.question.value_or(""));
      return;
    }
    if (read.keep) {
      if (auto kept = app.answers.find(target, version)) {
        answer = http::Response{200, kJson, {}, {}, std::move(kept)};
        return;
      }
    }
    answer = read.answer(view);
    to_keep = answer && read.keep && answer->status == 200 && answer->content_type == kJson;
  }

  // What was seen is durable: only now may others be answered with it.
  void keep() {
    if (!to_keep) return;
    answer->shared_body = std::make_shared<const std::string>(std::move(answer->body));
    app.answers.keep(target, version, answer->shared_body);
  }

  void send() {
    if (!answer) return reply.send(problem(answer.error()));
    reply.send(as_read(std::move(*answer), version, if_none_match, hidden));
  }

  // What the caller is shown of the study as it is now.
  coding::Viewpoint looks_from(const coding::Study& state, const studies::LiveStudy& live) {
    auto viewpoint = coding::viewpoint_of(state, caller);
    if (read.complete_with_events) {
      shown = shown_to(state, viewpoint, live.durable());
      hidden = viewpoint.blind;  // an event says less where another one of its commit is hidden
    }
    return viewpoint;
  }

  bool is_to_complete() const { return answer && (read.complete || read.complete_with_events); }
  void finish() {
    if (is_to_complete())
      answer = read.complete ? read.complete() : read.complete_with_events(shown);
    send();
  }
};

// Makes the answer complete where that holds up nobody.
void finish_later(const std::shared_ptr<Reading>& reading) {
  auto& workers = reading->app.workers;
  if (!reading->read.replays) return workers.post([reading] { reading->finish(); });
  if (workers.post_replay([reading] { reading->finish(); })) return;
  reading->answer = too_many_replays();
  reading->send();
}

// A view that is kept by a large import is waited for by nobody: the read comes back when the
// writer lets go, on a worker, however often the writer is there first. So does a long computation,
// so that an I/O thread goes on serving others.
class ReadingNow : public std::enable_shared_from_this<ReadingNow> {
 public:
  ReadingNow(std::shared_ptr<Reading> reading, std::shared_ptr<studies::LiveStudy> live)
      : reading_(std::move(reading)), live_(std::move(live)) {}

  void start() {
    if (reading_->read.is_long || !has_looked()) look_on_worker();
  }

 private:
  void look_on_worker() {
    live_->when_free([self = shared_from_this()] {
      self->reading_->app.workers.post([self] { self->look(); });
    });
  }

  void look() {
    if (auto loaded = live_->load(); !loaded) return answer(std::move(loaded).error());
    if (!has_looked()) look_on_worker();
  }

  bool has_looked() {
    studies::LiveStudy::Then then = [self = shared_from_this()](Result<Position> seen) {
      self->answer(std::move(seen));
    };
    return live_->read_soon(
        [this](const projections::StudyView& view) {
          reading_->look(view, live_->generation(), 0, reading_->looks_from(view.study(), *live_));
        },
        then);
  }

  void answer(Result<Position> seen) {
    if (seen)
      reading_->keep();
    else
      reading_->answer = std::move(seen).error();
    if (!reading_->is_to_complete()) return reading_->send();
    finish_later(reading_);
  }

  const std::shared_ptr<Reading> reading_;
  const std::shared_ptr<studies::LiveStudy> live_;
};

// On a worker.
void read_past(const std::shared_ptr<Reading>& reading,
               const std::shared_ptr<studies::LiveStudy>& live, const Moment& moment) {
  auto& studies = reading->app.studies;
  const auto position = position_of(studies.log(), reading->study, moment);
  if (!position) {
    reading->answer = position.error();
    return reading->send();
  }
  const auto generation = live->generation();
  auto view = studies.as_of(reading->study, *position);
  if (!view) {
    reading->answer = std::move(view).error();
    return reading->send();
  }
  // After that: of what happens up to this moment, all is known that makes somebody blind.
  look_later(
      reading->app.workers, live,
      [reading, live](const projections::StudyView& now) {
        return std::pair(reading->looks_from(now.study(), *live),
                         coding::forgotten_at(now.study()));
      },
      [reading, past = *std::move(view),
       generation](const Result<std::pair<coding::Viewpoint, Position>>& seen) {
        if (!seen) {
          reading->answer = seen.error();
          return reading->send();
        }
        reading->look(*past, generation, seen->second, seen->first);
        reading->keep();
        if (reading->is_to_complete() && reading->read.replays) return finish_later(reading);
        reading->finish();
      });
}

}  // namespace

http::Response as_read(http::Response response, const Version& version,
                       std::string_view if_none_match,
                       std::span<const coding::QuestionIndex> hidden) {
  response.headers.emplace_back("Verbatim-Position", std::to_string(version.position));
  std::string etag;
  for (const auto& [name, value] : response.headers)
    if (name == "ETag") etag = value;
  // An ETag of its own says nothing of generations: what it stood for may have been wrong.
  const bool is_certain = etag.empty() || version.generation == 0;
  if (etag.empty()) {
    etag = etag_of(version, hidden);
    response.headers.emplace_back("ETag", etag);
  }
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  if (response.status == 200 && is_certain && !if_none_match.empty() &&
      names_etag(if_none_match, etag)) {
    response.status = 304;
    response.content_type.clear();
    response.body.clear();
    response.shared_body.reset();
  }
  return response;
}

Result<coding::Viewpoint> viewpoint_now(studies::LiveStudy& live, const std::string& caller) {
  return studies::look_now(live, [&](const projections::StudyView& view) {
    return coding::viewpoint_of(view.study(), caller);
  });
}

Failure too_many_replays() {
  return {Fault::kOverloaded, "Too many others have a study played from its beginning.", "",
          "Ask again when some of them have their answers."};
}

bool is_blind(const coding::Study& study, const coding::Viewpoint& viewpoint,
              const std::optional<std::string>& question) {
  if (viewpoint.sees_all()) return false;
  if (!question) return true;
  const auto index = study.question_ids.find(*question);
  return index && !viewpoint.sees(static_cast<coding::QuestionIndex>(*index));
}

void read_study(Call& call, http::Reply reply, StudyRead read) {
  const auto& request = call.request;
  const auto& study = request.params[0];
  const auto found = find_study(call.app.studies, study);
  if (!found) return reply.send(problem(found.error()));
  const auto& live = *found;
  auto moment = moment_of(request);
  if (!moment) return reply.send(problem(moment.error()));
  if (auto wait = not_there_yet(request, live->durable())) return reply.send(std::move(*wait));
  auto reading =
      std::make_shared<Reading>(Reading{call.app,
                                        std::move(read),
                                        std::move(reply),
                                        study,
                                        call.caller.name,
                                        std::string(request.target),
                                        std::string(request.header("If-None-Match").value_or("")),
                                        {},
                                        http::Response{}});
  if (!*moment) return std::make_shared<ReadingNow>(reading, live)->start();
  call.app.workers.post([reading, live, at = **moment] { read_past(reading, live, at); });
}

}  // namespace verbatim::api
