// The history itself: a page of events, all of them as lines, or live as they happen.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/forms/cloud_event.hpp"
#include "api/forms/event_json.hpp"
#include "api/problems.hpp"
#include "api/reads/commit_heads.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/read_study.hpp"
#include "api/reads/shown_events.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "coding/blindness.hpp"

namespace verbatim::api {
namespace {

using eventlog::Position;

constexpr std::uint64_t kPageMax = 10'000;

enum class Form { kPage, kLines, kLive };

// Whether the header Accept names a media type, and not with q=0.
bool accepts(std::string_view accept, std::string_view type) {
  const auto at = accept.find(type);
  if (at == std::string_view::npos) return false;
  auto parameters = accept.substr(at + type.size());
  parameters = parameters.substr(0, parameters.find(','));
  const auto q = parameters.find("q=0");
  return q == std::string_view::npos ||
         parameters.find_first_of("123456789", q) < parameters.size();
}

Form form_of(const http::Request& request) {
  const auto accept = request.header("Accept").value_or("");
  if (accepts(accept, "text/event-stream")) return Form::kLive;
  if (accepts(accept, "application/x-ndjson")) return Form::kLines;
  return Form::kPage;
}

// Where to go on: the last event the client has, as it says itself or as its EventSource does.
Result<Position> read_after(const http::Request& request, Form form) {
  const auto last = request.header("Last-Event-ID");
  if (!last || form != Form::kLive) return number_parameter(request, "after", 0, kPositionMax, 0);
  const auto position = whole_number(*last);
  if (!position || *position > kPositionMax)
    return bad_parameter("Last-Event-ID", "The header must be a position.");
  return *position;
}

using Rendered = std::function<std::string(const record::Record&)>;

// Each event as ?format= asks for it: our own form, or a CloudEvent around it.
Result<Rendered> form_of_each(const Call& call) {
  const auto word = call.request.parameter("format").value_or("verbatim");
  if (word == "verbatim") return Rendered(event_json);
  if (word != "cloudevents")
    return bad_parameter("format",
                         "It is verbatim or cloudevents, not \"" + std::string(word) + "\".");
  return Rendered(
      [study = call.request.params[0], &url = call.app.public_url](const record::Record& record) {
        return cloud_event_json(record, study, url);
      });
}

// What a call asks for.
struct EventsAsked {
  std::string study, caller;
  std::shared_ptr<studies::LiveStudy> live;
  Form form = Form::kPage;
  Position end = 0;  // of what there is, or was at that moment
  Position after = 0;
  std::uint64_t limit = 0;
  Rendered rendered;
};

// The last position of the moment that is asked for.
Result<Position> end_of(const Call& call, const studies::LiveStudy& live, Form form) {
  const auto moment = moment_of(call.request);
  if (!moment) return moment.error();
  if (!*moment) return live.durable();
  if (form == Form::kLive)
    return bad_parameter("as_of", "A live feed has no end; leave as_of out.");
  const auto position = position_of(call.app.studies.log(), live.id(), **moment);
  if (position && *position == 0)
    return Failure{Fault::kUnknownStudy, "The study had not been opened at that moment.", "as_of",
                   "Ask for a later one."};
  return position;
}

Result<EventsAsked> read_events_asked(const Call& call, std::shared_ptr<studies::LiveStudy> live) {
  const auto& request = call.request;
  EventsAsked asked{live->id(), call.caller.name, live, form_of(request), 0, 0, 0, {}};
  const auto end = end_of(call, *live, asked.form);
  if (!end) return end.error();
  asked.end = *end;
  const auto after = read_after(request, asked.form);
  if (!after) return after.error();
  asked.after = *after;
  const bool is_page = asked.form == Form::kPage;
  const auto limit = number_parameter(request, "limit", 1, is_page ? kPageMax : kPositionMax,
                                      is_page ? 100 : kPositionMax);
  if (!limit) return limit.error();
  asked.limit = *limit;
  auto rendered = form_of_each(call);
  if (!rendered) return std::move(rendered).error();
  asked.rendered = *std::move(rendered);
  return asked;
}

// Where the page after this one is.
std::string next_link(const http::Request& request, Position last, std::uint64_t limit) {
  std::string others;
  for (const auto& name : {"as_of", "format"})
    if (const auto value = request.parameter(name))
      others += "&" + std::string(name) + "=" + percent_encoded(*value);
  return fmt::format("<?after={}&limit={}{}>; rel=\"next\"", last, limit, others);
}

// What the caller is shown now, and the questions of which that leaves out what others said.
struct Sight {
  Shown shown;
  std::vector<coding::QuestionIndex> hidden;
};

Result<Sight> sight_of(const EventsAsked& asked) {
  return studies::look_now(*asked.live, [&](const projections::StudyView& view) {
    const auto viewpoint = coding::viewpoint_of(view.study(), asked.caller);
    return Sight{shown_to(view.study(), viewpoint, asked.live->durable()), viewpoint.blind};
  });
}

Result<http::Response> page(const Call& call, const EventsAsked& asked) {
  const auto sight = sight_of(asked);
  if (!sight) return sight.error();
  std::string events;
  Position last = asked.after;
  std::uint64_t left = asked.limit;
  record::Record record;
  Result<void> decoded;
  CommitHeads heads(call.app.studies.log(), asked.study, sight->shown);
  const auto visit = [&](Position position, std::string_view bytes) {
    if (position > asked.end || left == 0) return false;
    decoded = record::decode(bytes, record);
    if (!decoded) return false;
    last = position;
    if (!sight->shown(record)) return true;
    decoded = heads.leave_out(record);
    if (!decoded) return false;
    if (!events.empty()) events += ',';
    events += asked.rendered(record);
    --left;
    return true;
  };
  if (auto read = call.app.studies.log().read(asked.study, asked.after, visit); !read)
    return std::move(read).error();
  if (!decoded) return std::move(decoded).error();
  const bool more = last < asked.end && asked.after < asked.end;
  auto response =
      json_response(200, fmt::format(R"({{"study":{},"position":{},"events":[{}],"next":{}}})",
                                     nlohmann::json(asked.study).dump(), asked.end, events,
                                     more ? std::to_string(last) : "null"));
  if (more) response.headers.emplace_back("Link", next_link(call.request, last, asked.limit));
  response.headers.emplace_back("Vary", "Accept");
  // It is read from the log alone, which has no generations.
  return as_read(std::move(response), {asked.end, 0},
                 call.request.header("If-None-Match").value_or(""), sight->hidden);
}

http::Response stream_head(Form form, Position durable) {
  http::Response head;
  head.content_type = form == Form::kLive ? "text/event-stream" : "application/x-ndjson";
  head.headers = {{"Verbatim-Position", std::to_string(durable)},
                  {"Cache-Control", "no-store"},
                  {"Vary", "Accept"},
                  {"X-Accel-Buffering", "no"}};  // a proxy in front must not hold events back
  if (form == Form::kLive) head.body = "retry: 1000\n\n";
  return head;
}

void stream(const Call& call, http::Reply reply, EventsAsked asked) {
  const bool is_live = asked.form == Form::kLive;
  LiveFeed::Listener listener;
  listener.study = asked.study;
  listener.as = std::move(asked.rendered);
  listener.after = asked.after;
  listener.form = is_live ? LiveFeed::Form::kServerSentEvents : LiveFeed::Form::kLines;
  listener.may_listen = still_allowed(call, access::Action::kReadEvents);
  if (!is_live) listener.until = asked.end;
  listener.limit = asked.limit;
  listener.shown = [live = asked.live, &workers = call.app.workers, caller = asked.caller] {
    return shown_soon(*live, workers, caller);
  };
  listener.stream = reply.stream(stream_head(asked.form, asked.end));
  call.app.feed.add(std::move(listener));
}

void read_events(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"after", "limit", "as_of", "format"}); !known)
    return reply.send(problem(known.error()));
  const auto live = find_study(call.app.studies, call.request.params[0]);
  if (!live) return reply.send(problem(live.error()));
  if (auto wait = not_there_yet(call.request, (*live)->durable()))
    return reply.send(std::move(*wait));
  auto asked = read_events_asked(call, *live);
  if (!asked) return reply.send(problem(asked.error()));
  if (asked->form != Form::kPage) return stream(call, std::move(reply), *std::move(asked));
  auto answer = page(call, *asked);
  reply.send(answer ? *std::move(answer) : problem(answer.error()));
}

}  // namespace

void add_event_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/events", access::Action::kReadEvents, read_events,
       0, http::Where::kWorker});
}

}  // namespace verbatim::api
