// The history itself: a page of events, all of them as lines, or live as they happen.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/cloud_event.hpp"
#include "api/command_json.hpp"
#include "api/conditional.hpp"
#include "api/event_json.hpp"
#include "api/lookup.hpp"
#include "api/problems.hpp"
#include "api/routes.hpp"
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

using Shown = std::function<bool(const coding::Event&)>;
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

// Which events the caller is shown now: in a blind round, none of what others said.
std::function<Shown()> shown_to(const Call& call, std::shared_ptr<studies::LiveStudy> live) {
  return [live = std::move(live), caller = call.caller.name]() -> Shown {
    Shown shown = [](const coding::Event&) { return false; };  // where nobody can tell
    live->read(
        [&](const projections::StudyView& view) {
          auto viewpoint = coding::viewpoint_of(view.study(), caller);
          shown = nullptr;
          if (viewpoint.sees_all()) return;
          std::vector<std::string> blind;
          for (const auto question : viewpoint.blind)
            blind.emplace_back(view.study().question_ids.id(question));
          shown = [caller, blind = std::move(blind)](const coding::Event& event) {
            return coding::shows(caller, blind, event);
          };
        },
        [](const Result<Position>&) {});
    return shown;
  };
}

http::Response page(const App& app, const std::string& caller, const std::string& study,
                    const Shown& shown, const Rendered& rendered, Position durable, Position after,
                    std::uint64_t limit, const std::string& other_parameters) {
  std::string events;
  Position last = after;
  std::uint64_t left = limit;
  record::Record record;
  Result<void> decoded;
  const auto visit = [&](Position position, std::string_view bytes) {
    if (position > durable || left == 0) return false;
    decoded = record::decode(bytes, record);
    if (!decoded) return false;
    last = position;
    if ((shown && !shown(record.event)) || !is_shown_to(record, caller)) return true;
    if (!events.empty()) events += ',';
    events += rendered(record);
    --left;
    return true;
  };
  if (auto read = app.studies.log().read(study, after, visit); !read) return problem(read.error());
  if (!decoded) return problem(decoded.error());
  const bool more = last < durable && after < durable;
  auto response =
      json_response(200, fmt::format(R"({{"study":{},"position":{},"events":[{}],"next":{}}})",
                                     nlohmann::json(study).dump(), durable, events,
                                     more ? std::to_string(last) : "null"));
  if (more)
    response.headers.emplace_back(
        "Link", fmt::format("<?after={}&limit={}{}>; rel=\"next\"", last, limit, other_parameters));
  return response;
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

void read_events(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(request, {"after", "limit", "as_of", "format"}); !known)
    return reply.send(problem(known.error()));
  const auto& study = request.params[0];
  const auto& log = call.app.studies.log();
  const auto live = call.app.studies.find(study);
  auto end = live ? live->durable() : 0;
  if (end == 0)
    return reply.send(problem({Fault::kUnknownStudy, "There is no study '" + study + "'.", "study",
                               "GET /v1/studies lists them."}));
  if (auto wait = not_there_yet(request, end)) return reply.send(std::move(*wait));
  const auto form = form_of(request);
  const auto moment = moment_of(request);
  if (!moment) return reply.send(problem(moment.error()));
  if (*moment) {
    if (form == Form::kLive)
      return reply.send(
          problem(bad_parameter("as_of", "A live feed has no end; leave as_of out.")));
    const auto position = position_of(log, study, **moment);
    if (!position) return reply.send(problem(position.error()));
    if (*position == 0)
      return reply.send(
          problem({Fault::kUnknownStudy, "The study had not been opened at that moment.", "as_of",
                   "Ask for a later one."}));
    end = *position;
  }
  const auto after = read_after(request, form);
  if (!after) return reply.send(problem(after.error()));
  const auto limit =
      number_parameter(request, "limit", 1, form == Form::kPage ? kPageMax : kPositionMax,
                       form == Form::kPage ? 100 : kPositionMax);
  if (!limit) return reply.send(problem(limit.error()));

  auto rendered = form_of_each(call);
  if (!rendered) return reply.send(problem(rendered.error()));

  if (form == Form::kPage) {
    const auto shown = shown_to(call, live)();
    std::string others;
    for (const auto& name : {"as_of", "format"})
      if (const auto value = request.parameter(name))
        others += "&" + std::string(name) + "=" + percent_encoded(*value);
    auto response =
        page(call.app, call.caller.name, study, shown, *rendered, end, *after, *limit, others);
    if (response.status == 200) {
      response.headers.emplace_back("Verbatim-Position", std::to_string(end));
      const auto etag = shown ? own_etag_of(end) : etag_of(end);
      response.headers.emplace_back("ETag", etag);
      response.headers.emplace_back("Cache-Control", "private, no-cache");
      response.headers.emplace_back("Vary", "Accept");
      if (names_etag(request.header("If-None-Match").value_or(""), etag)) {
        response.status = 304;
        response.content_type.clear();
        response.body.clear();
      }
    }
    return reply.send(std::move(response));
  }
  LiveFeed::Listener listener;
  listener.study = study;
  listener.caller = call.caller.name;
  listener.as = *std::move(rendered);
  listener.after = *after;
  listener.form = form == Form::kLive ? LiveFeed::Form::kServerSentEvents : LiveFeed::Form::kLines;
  if (form == Form::kLines)
    listener.until = *limit < end - std::min(end, *after) ? *after + *limit : end;
  if (form == Form::kLive) listener.may_listen = still_allowed(call, access::Action::kReadEvents);
  listener.shown = shown_to(call, live);
  listener.stream = reply.stream(stream_head(form, end));
  call.app.feed.add(std::move(listener));
}

}  // namespace

void add_event_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/events", access::Action::kReadEvents, read_events,
       0, http::Where::kWorker});
}

}  // namespace verbatim::api
