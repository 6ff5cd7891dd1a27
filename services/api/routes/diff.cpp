// What is other than it was: a study between two moments, and why one figure moved.
#include <map>

#include <nlohmann/json.hpp>

#include "api/forms/difference_json.hpp"
#include "api/forms/event_json.hpp"
#include "api/forms/figure_parts.hpp"
#include "api/forms/permalink.hpp"
#include "api/forms/suppression.hpp"
#include "api/problems.hpp"
#include "api/reads/commit_heads.hpp"
#include "api/reads/read_span.hpp"
#include "api/requests/asked_figure.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/figure_query.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "projections/figure_watch.hpp"
#include "studies/retrace.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::StudyView;
using projections::Units;
using View = std::shared_ptr<const StudyView>;

// The study at a moment; empty where that is before it was opened.
Result<View> view_at(const App& app, const std::string& study, eventlog::Position position) {
  if (position == 0) return View(std::make_shared<const StudyView>());
  return app.studies.as_of(study, position);
}

// {"position", "time"}; the time of its event, null before the first.
Result<ordered_json> moment_json(const App& app, const std::string& study,
                                 eventlog::Position position) {
  ordered_json json{{"position", position}, {"time", nullptr}};
  if (position == 0) return json;
  const auto bytes = app.studies.log().read_one(study, position);
  if (!bytes) return bytes.error();
  record::Record record;
  if (auto decoded = record::decode(*bytes, record); !decoded) return std::move(decoded).error();
  json["time"] = to_rfc3339(record.time);
  return json;
}

// How many events there are between, of which kind and by whom.
Result<ordered_json> events_json(const App& app, const Span& span, const Shown& shown) {
  std::map<std::string, std::uint64_t, std::less<>> types, actors;
  record::Record record;
  Result<void> decoded;
  const auto visit = [&](eventlog::Position position, std::string_view bytes) {
    if (position > span.to) return false;
    decoded = record::decode(bytes, record);
    if (!decoded) return false;
    if (!shown(record)) return true;
    ++types[std::string(record::name_of(record.event))];
    ++actors[record.actor];
    return true;
  };
  if (auto read = app.studies.log().read(span.study, span.from, visit); !read)
    return std::move(read).error();
  if (!decoded) return std::move(decoded).error();
  ordered_json json{{"total", span.to - span.from}};
  json["by_type"] = types;
  json["by_actor"] = actors;
  return json;
}

void read_diff(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(request, {"from", "to", "basis"}); !known)
    return reply.send(problem(known.error()));
  const auto basis = read_basis(request);
  if (!basis) return reply.send(problem(basis.error()));
  if (basis->coder)
    return reply.send(problem(bad_parameter(
        "basis", "Differences are those of the team: settled, majority, any or all.")));
  SpanRead read;
  read.answer = [&app = call.app, basis = basis->basis, caller = call.caller.name,
                 word = std::string(request.parameter("basis").value_or("settled")),
                 link = Permalink(request)](const Span& span,
                                            const Shown& shown) -> Result<http::Response> {
    const auto before = view_at(app, span.study, span.from);
    if (!before) return before.error();
    const auto after = view_at(app, span.study, span.to);
    if (!after) return after.error();
    const auto from = moment_json(app, span.study, span.from);
    if (!from) return from.error();
    const auto to = moment_json(app, span.study, span.to);
    if (!to) return to.error();
    auto events = events_json(app, span, shown);
    if (!events) return std::move(events).error();
    ordered_json json{{"study", span.study}, {"position", span.to}};
    json["permalink"] = link.between(span.from, span.to);
    json["from"] = *from;
    json["to"] = *to;
    json["basis"] = word;
    json["events"] = std::move(*events);
    json.update(difference_json(**before, **after,
                                projections::difference_between(**before, **after, basis), caller));
    return json_response(200, json.dump());
  };
  read_span(call, std::move(reply), std::move(read));
}

std::int64_t difference_of(std::uint32_t before, std::uint32_t after) {
  return std::int64_t{after} - std::int64_t{before};
}
ordered_json difference_of(const Units& before, const Units& after) {
  return {{"comments", difference_of(before.comments, after.comments)},
          {"responses", difference_of(before.responses, after.responses)},
          {"assignments", difference_of(before.assignments, after.assignments)},
          {"respondents", difference_of(before.respondents, after.respondents)}};
}

// A figure at one moment: how many of each unit and, of agreement, what it comes to.
struct Value {
  Units units;
  std::optional<projections::ThemeCodings> codings;
};

// What agreement comes to; without a coefficient, on how much it is.
ordered_json agreement_value_json(const projections::ThemeCodings& said,
                                  const std::optional<projections::Coefficient>& coefficient) {
  ordered_json json{{"units", 0}, {"codings", 0}, {"value", nullptr}, {"reason", nullptr}};
  std::uint64_t units = 0, codings = 0;
  for (const auto& cell : said.cells) {
    if (cell.codings < 2) continue;
    units += cell.units;
    codings += cell.units * cell.codings;
  }
  json["units"] = units;
  json["codings"] = codings;
  if (!coefficient) return json;
  const auto estimate = projections::estimate_of_theme(*coefficient, said);
  if (estimate.value) json["value"] = *estimate.value;
  if (estimate.reason) json["reason"] = agreement::slug_of(*estimate.reason);
  return json;
}

void put_value(ordered_json& json, const Value& value, const FoundFigure& figure) {
  json["units"] = units_json(value.units);
  if (value.codings) json["agreement"] = agreement_value_json(*value.codings, figure.coefficient);
}

// Which events moved one figure, and by how much each.
struct Moves {
  Value before, after;
  std::uint64_t total = 0;
  ordered_json events = ordered_json::array();
  std::optional<eventlog::Position> next;
};

struct MovesAsked {
  eventlog::Position after = 0;  // events up to here were shown
  std::size_t limit = 100;
};

// Plays the study and watches the figure.
class Tracing {
 public:
  Tracing(const App& app, const Span& span, coding::QuestionIndex question,
          const FoundFigure& figure, const MovesAsked& asked, Shown shown)
      : app_(app),
        span_(span),
        question_(question),
        figure_(figure),
        asked_(asked),
        heads_(app.studies.log(), span.study, std::move(shown)) {}

  Result<Moves> traced() {
    auto played = studies::retrace(app_.studies.log(), span_.study, span_.from, span_.to,
                                   [&](const coding::Study& study, const record::Record* record) {
                                     return look(study, record);
                                   });
    if (!played) return std::move(played).error();
    if (!outcome_) return outcome_.error();
    moves_.after = value();
    return std::move(moves_);
  }

 private:
  Value value() const {
    Value now{watch_->units(), {}};
    if (std::holds_alternative<projections::AgreementUnits>(figure_.figure))
      now.codings = watch_->codings();
    return now;
  }

  bool look(const coding::Study& study, const record::Record* record) {
    if (record == nullptr) {
      watch_.emplace(study, question_, figure_.figure);
      moves_.before = value();
      return true;
    }
    const auto before = watch_->units();
    if (!watch_->applied(record->event)) return true;
    ++moves_.total;
    if (record->position <= asked_.after) return true;
    if (moves_.events.size() == asked_.limit) {
      if (!moves_.next) moves_.next = last_shown_;
      return true;
    }
    auto shown = *record;
    outcome_ = heads_.complete(shown);
    if (!outcome_) return false;
    last_shown_ = record->position;
    ordered_json move{{"event", ordered_json::parse(event_json(shown))},
                      {"difference", difference_of(before, watch_->units())}};
    put_value(move, value(), figure_);
    moves_.events.push_back(std::move(move));
    return true;
  }

  const App& app_;
  const Span& span_;
  const coding::QuestionIndex question_;
  const FoundFigure& figure_;
  const MovesAsked asked_;
  CommitHeads heads_;
  std::optional<projections::FigureWatch> watch_;
  Moves moves_;
  eventlog::Position last_shown_ = 0;
  Result<void> outcome_;
};

// kForbidden where the group was small at the earlier moment, and is not now.
Result<void> check_shown_before(const App& app, const Span& span, coding::QuestionIndex question,
                                const FoundFigure& figure) {
  if (!figure.group) return {};
  const auto before = view_at(app, span.study, span.from);
  if (!before) return before.error();
  if (question >= (*before)->study().questions.size()) return {};
  return check_shown(**before, question, figure.group);
}

// The figure's difference between two moments, explained by exactly the events that moved it.
Result<http::Response> explain(const App& app, const Span& span, const std::string& question_id,
                               const FindFigure& find, const MovesAsked& wanted, const Shown& shown,
                               const Permalink& link) {
  const auto after = view_at(app, span.study, span.to);
  if (!after) return after.error();
  const auto& study = (*after)->study();
  const auto question = find_question(study, question_id);
  if (!question) return question.error();
  auto figure = find(study, *question, false);
  if (!figure) return std::move(figure).error();
  if (figure->coefficient && projections::asks_who(*figure->coefficient))
    return bad_parameter("coefficient",
                         std::string(name_of(*figure->coefficient)) +
                             " depends on who says what, and is not followed event "
                             "by event: name another, or ask for it at two moments.");
  if (auto large = check_shown(**after, *question, figure->group); !large)
    return std::move(large).error();
  if (auto large = check_shown_before(app, span, *question, *figure); !large)
    return std::move(large).error();
  auto moves = Tracing(app, span, *question, *figure, wanted, shown).traced();
  if (!moves) return std::move(moves).error();
  auto from = moment_json(app, span.study, span.from);
  if (!from) return std::move(from).error();
  auto to = moment_json(app, span.study, span.to);
  if (!to) return std::move(to).error();
  put_value(*from, moves->before, *figure);
  put_value(*to, moves->after, *figure);
  ordered_json json{{"study", span.study}, {"question", question_id}, {"position", span.to}};
  json["permalink"] = link.between(span.from, span.to);
  if (figure->coefficient) figure->name["coefficient"] = name_of(*figure->coefficient);
  json["figure"] = std::move(figure->name);
  json["from"] = std::move(*from);
  json["to"] = std::move(*to);
  json["difference"] = difference_of(moves->before.units, moves->after.units);
  json["total"] = moves->total;
  json["events"] = std::move(moves->events);
  json["next"] = moves->next ? ordered_json(*moves->next) : ordered_json();
  return json_response(200, json.dump());
}

void read_figure_diff(Call& call, http::Reply reply, const FigureKind& kind) {
  const auto& request = call.request;
  auto known = kind.parameters;
  known.insert(known.end(), {"from", "to", "after", "limit"});
  if (auto fits = only_parameters(request, known, kind.repeatable); !fits)
    return reply.send(problem(fits.error()));
  auto find = kind.read(request);
  if (!find) return reply.send(problem(find.error()));
  const auto after = number_parameter(request, "after", 0, kPositionMax, 0);
  if (!after) return reply.send(problem(after.error()));
  const auto limit = number_parameter(request, "limit", 1, 1000, 100);
  if (!limit) return reply.send(problem(limit.error()));
  SpanRead read;
  read.question = request.params[1];
  read.replays = true;
  read.answer = [&app = call.app, question = request.params[1], find = std::move(*find),
                 wanted = MovesAsked{*after, *limit},
                 link = Permalink(request)](const Span& span, const Shown& shown) {
    return explain(app, span, question, find, wanted, shown, link);
  };
  read_span(call, std::move(reply), std::move(read));
}

}  // namespace

void add_diff_routes(http::Router& router, App& app) {
  using access::Action;
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/diff", Action::kReadEvents, read_diff});
  for (const auto& kind : figure_kinds())
    add(router, app,
        {http::Method::kGet, "/v1/studies/{study}/questions/{question}" + kind.path + "/diff",
         Action::kReadEvents, [kind](Call& call, http::Reply reply) {
           read_figure_diff(call, std::move(reply), kind);
         }});
}

}  // namespace verbatim::api
