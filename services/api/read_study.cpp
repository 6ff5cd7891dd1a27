#include "api/read_study.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "api/problems.hpp"
#include "base/time.hpp"
#include "studies/replay.hpp"

namespace verbatim::api {
namespace {

using eventlog::Position;

std::optional<Position> whole_number(std::string_view text) {
  Position number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

struct Moment {
  std::optional<Position> position;
  std::optional<Micros> time;
};

Result<std::optional<Moment>> moment_of(const http::Request& request) {
  const auto as_of = request.parameter("as_of");
  if (!as_of) return std::optional<Moment>{};
  if (const auto position = whole_number(*as_of)) return std::optional(Moment{*position, {}});
  const auto time = from_rfc3339(*as_of);
  if (!time)
    return bad_parameter("as_of",
                         "The moment must be a position or an RFC 3339 time such as "
                         "2026-11-22T12:00:00Z (in a URL, write + as %2B).");
  if (*time > now())
    return Failure{Fault::kFutureMoment, "That time has not come.", "as_of", "Ask for a past one."};
  return std::optional(Moment{{}, *time});
}

// One read on its way: lives until its answer is sent.
struct Reading {
  App& app;
  StudyRead read;
  http::Reply reply;
  std::string study;
  std::string target;
  std::string if_none_match;
  Position position = 0;
  Result<http::Response> answer = http::Response{};

  bool matches(std::string_view etag) const {
    if (if_none_match == "*") return true;
    for (std::string_view rest = if_none_match; !rest.empty();) {
      const auto comma = rest.find(',');
      auto tag = rest.substr(0, comma);
      while (tag.starts_with(' ')) tag.remove_prefix(1);
      while (tag.ends_with(' ')) tag.remove_suffix(1);
      if (tag.starts_with("W/")) tag.remove_prefix(2);
      if (tag == etag) return true;
      rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
    }
    return false;
  }

  // Fills `answer` from the view, or from what was kept.
  void look(const projections::StudyView& view) {
    position = view.position();
    if (position == 0) {
      answer = Failure{Fault::kUnknownStudy, "The study had not been opened at that moment.",
                       "as_of", "Ask for a later one."};
      return;
    }
    if (!if_none_match.empty() && read.keep && matches(own_etag())) {
      answer = http::Response{304, {}, {}, {}, {}};
      return;
    }
    if (read.keep) {
      if (auto kept = app.answers.find(target, position)) {
        answer = http::Response{200, "application/json", {}, {}, std::move(kept)};
        return;
      }
    }
    answer = read.answer(view);
    if (answer && read.keep && answer->status == 200) {
      answer->shared_body = std::make_shared<const std::string>(std::move(answer->body));
      app.answers.keep(target, position, answer->shared_body);
    }
  }

  std::string own_etag() const { return '"' + std::to_string(position) + '"'; }

  void send() {
    if (!answer) return reply.send(problem(answer.error()));
    auto& response = *answer;
    response.headers.emplace_back("Verbatim-Position", std::to_string(position));
    std::string etag;
    for (const auto& [name, value] : response.headers)
      if (name == "ETag") etag = value;
    if (etag.empty()) {
      etag = own_etag();
      response.headers.emplace_back("ETag", etag);
    }
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    if (response.status == 200 && !if_none_match.empty() && matches(etag)) {
      response.status = 304;
      response.content_type.clear();
      response.body.clear();
      response.shared_body.reset();
    }
    reply.send(std::move(response));
  }

  void finish() {
    if (answer && read.complete) answer = read.complete();
    send();
  }
};

void read_now(const std::shared_ptr<Reading>& reading, studies::LiveStudy& live) {
  live.read([&](const projections::StudyView& view) { reading->look(view); },
            [reading](Result<Position> seen) {
              if (!seen) reading->answer = std::move(seen).error();
              if (reading->answer && reading->read.complete)
                return reading->app.workers.post([reading] { reading->finish(); });
              reading->send();
            });
}

void read_past(const std::shared_ptr<Reading>& reading, const Moment& moment) {
  auto& studies = reading->app.studies;
  auto position = moment.position
                      ? Result<Position>(*moment.position)
                      : studies::position_at(studies.log(), reading->study, *moment.time);
  if (!position) {
    reading->answer = std::move(position).error();
    return reading->send();
  }
  auto view = studies.as_of(reading->study, *position);
  if (!view) {
    reading->answer = std::move(view).error();
    return reading->send();
  }
  reading->look(**view);
  reading->finish();
}

}  // namespace

void read_study(Call& call, http::Reply reply, StudyRead read) {
  const auto& request = call.request;
  const auto& study = request.params[0];
  const auto live = call.app.studies.find(study);
  if (!live)
    return reply.send(problem({Fault::kUnknownStudy, "There is no study '" + study + "'.", "study",
                               "GET /v1/studies lists them."}));
  auto moment = moment_of(request);
  if (!moment) return reply.send(problem(moment.error()));
  if (const auto least = request.header("Verbatim-Min-Position")) {
    const auto position = whole_number(*least);
    if (!position)
      return reply.send(
          problem(bad_parameter("Verbatim-Min-Position", "The header must be a position.")));
    if (const auto durable = live->durable(); *position > durable) {
      return reply.send(
          problem({Fault::kFutureMoment,
                   "This server has the study up to position " + std::to_string(durable) + ".",
                   "Verbatim-Min-Position", "Try again shortly."},
                  503));
    }
  }
  auto reading = std::make_shared<Reading>(
      Reading{call.app, std::move(read), std::move(reply), study, std::string(request.target),
              std::string(request.header("If-None-Match").value_or("")), 0, http::Response{}});
  if (!*moment) return read_now(reading, *live);
  call.app.workers.post([reading, at = **moment] { read_past(reading, at); });
}

}  // namespace verbatim::api
