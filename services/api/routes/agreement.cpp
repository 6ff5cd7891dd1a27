// How far coders agree: in one question, and in all of a study.
#include <algorithm>

#include "api/forms/agreement_json.hpp"
#include "api/forms/figure_parts.hpp"
#include "api/problems.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/agreement_query.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "base/time.hpp"
#include "studies/replay.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::StudyView;

// Of one question or of all.
Result<AskedAgreement> read_figures_query(const http::Request& request) {
  if (auto known = only_parameters(request,
                                   {"coefficient", "coders", "coder", "framework", "group", "round",
                                    "roll_up", "pairs", "resamples", "seed", "as_of"},
                                   "coder");
      !known)
    return std::move(known).error();
  return read_agreement_query(request);
}

void read_agreement(Call& call, http::Reply reply) {
  const auto asked = read_figures_query(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  StudyRead read;
  read.keep = true;
  read.is_long = asked->is_long();
  read.question = call.request.params[1];  // agreement with others is nothing to see when blind
  read.answer = [id = call.request.params[1], asked = *asked,
                 link = Permalink(call.request)](const StudyView& view) -> Result<http::Response> {
    const auto question = find_question(view.study(), id);
    if (!question) return question.error();
    const auto query = agreement_query_of(view.study(), asked);
    if (!query) return query.error();
    return json_response(200, question_agreement_json(view, *question, *query, link));
  };
  read_study(call, std::move(reply), std::move(read));
}

// Every question by itself: agreement is not added up over questions, whose themes and responses
// are others.
void read_study_agreement(Call& call, http::Reply reply) {
  const auto asked = read_figures_query(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  StudyRead read;
  read.keep = true;
  read.is_long = true;
  read.answer = [asked = *asked,
                 link = Permalink(call.request)](const StudyView& view) -> Result<http::Response> {
    const auto& study = view.study();
    const auto query = agreement_query_of(study, asked);
    if (!query) return query.error();
    JsonText json;
    json.begin_object().field("study", study.id).field("position", view.position());
    json.field("permalink", link.at(view.position()));
    json.field("rules", agreement_rules(view, *query)).name("questions").begin_array();
    for (std::uint32_t q = 0; q < study.questions.size(); ++q) {
      if (study.question_ids.is_gone(q)) continue;
      json.begin_object().field("question", study.question_ids.id(q));
      write_agreement(json, view, static_cast<coding::QuestionIndex>(q), *query);
      json.end_object();
    }
    return json_response(200, json.end_array().end_object().take());
  };
  read_study(call, std::move(reply), std::move(read));
}

// --- Timeline ------------------------------------------------------------------------------------

constexpr std::uint64_t kPoints = 20, kPointsMax = 200;

// What is asked of the timeline: evenly spaced points, or these positions.
struct AskedTimeline {
  AskedAgreement agreement;
  std::uint64_t points = kPoints;
  std::vector<eventlog::Position> at;
};

Result<AskedTimeline> read_timeline_query(const http::Request& request) {
  if (auto known = only_parameters(request,
                                   {"coefficient", "coders", "coder", "framework", "group", "round",
                                    "roll_up", "pairs", "points", "at", "as_of"},
                                   "coder");
      !known)
    return std::move(known).error();
  AskedTimeline asked;
  auto agreement = read_agreement_query(request);
  if (!agreement) return agreement.error();
  asked.agreement = std::move(*agreement);
  const auto points = number_parameter(request, "points", 1, kPointsMax, kPoints);
  if (!points) return points.error();
  asked.points = *points;
  for (const auto& text : list_parameter(request, "at")) {
    const auto position = whole_number(text);
    if (!position || *position == 0 || asked.at.size() == kPointsMax)
      return bad_parameter("at", "Positions are whole numbers from 1 on, 200 of them at most.");
    asked.at.push_back(*position);
  }
  std::sort(asked.at.begin(), asked.at.end());
  asked.at.erase(std::unique(asked.at.begin(), asked.at.end()), asked.at.end());
  return asked;
}

// The positions of `points` equal steps, the last at the end; fewer where the study is shorter.
std::vector<eventlog::Position> steps_to(eventlog::Position end, std::uint64_t points) {
  std::vector<eventlog::Position> positions;
  for (std::uint64_t i = 1; i <= points; ++i) {
    const auto position = end / points * i + end % points * i / points;
    if (position > 0 && (positions.empty() || positions.back() != position))
      positions.push_back(position);
  }
  return positions;
}

// Whether the event changes what themes there are or what they mean; the theme then.
const std::string* theme_changed_by(const coding::Event& event) {
  return std::visit(
      []<class E>(const E& e) -> const std::string* {
        constexpr bool kChanges =
            std::is_same_v<E, coding::ThemeAdded> || std::is_same_v<E, coding::ThemeRevised> ||
            std::is_same_v<E, coding::ThemeRetired> || std::is_same_v<E, coding::ThemeRestored> ||
            std::is_same_v<E, coding::ThemeMerged> || std::is_same_v<E, coding::ThemeSplit>;
        if constexpr (std::is_same_v<E, coding::ThemeRevised>)
          if (e.minor) return nullptr;
        if constexpr (kChanges)
          return &e.theme;
        else
          return nullptr;
      },
      event);
}

// One point. What was asked about and was not there yet gives a point without results.
void write_point(JsonText& json, const StudyView& view, const std::string& question,
                 const AskedAgreement& asked) {
  const auto& study = view.study();
  const auto index = find_question(study, question);
  const auto query = agreement_query_of(study, asked);
  json.begin_object().field("position", view.position());
  json.field("time", to_rfc3339(view.last_event_at()));
  if (index && query)
    write_agreement_without_pairs(json, view, *index, *query);
  else
    write_nothing_said(json, asked.pairs);
  json.end_object();
}

Result<http::Response> timeline_of(const eventlog::EventLog& log, const std::string& study,
                                   const std::string& question, eventlog::Position end,
                                   const AskedTimeline& asked) {
  const auto positions = asked.at.empty() ? steps_to(end, asked.points) : asked.at;
  // Also where it has come by now: whether the caller is blind was looked at before.
  if (!positions.empty() && positions.back() > end)
    return Failure{Fault::kFutureMoment,
                   "Position " + std::to_string(positions.back()) +
                       " has not come: the study is at " + std::to_string(end) + ".",
                   "at", "Ask for positions up to " + std::to_string(end) + "."};
  JsonText points;
  points.begin_array();
  ordered_json rules, changes = ordered_json::array();
  auto replayed = studies::replay_through(
      log, study, positions,
      [&](const StudyView& view) {
        write_point(points, view, question, asked.agreement);
        if (view.position() == positions.back())
          if (const auto query = agreement_query_of(view.study(), asked.agreement)) {
            const auto index = find_question(view.study(), question);
            rules = agreement_rules(view, *query, index ? std::optional(*index) : std::nullopt);
          }
      },
      [&](const record::Record& record) {
        if (const auto* theme = theme_changed_by(record.event))
          changes.push_back({{"position", record.position},
                             {"time", to_rfc3339(record.time)},
                             {"type", record::name_of(record.event)},
                             {"theme", *theme}});
      });
  if (!replayed) return std::move(replayed).error();
  JsonText json;
  json.begin_object().field("study", study).field("question", question).field("position", end);
  json.field("rules", rules).field_as_written("points", points.end_array().take());
  json.field("codebook_changes", changes).end_object();
  return json_response(200, json.take());
}

void read_timeline(Call& call, http::Reply reply) {
  const auto asked = read_timeline_query(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto study = call.request.params[0], id = call.request.params[1];
  auto end = std::make_shared<eventlog::Position>(0);
  StudyRead read;
  read.question = id;
  read.answer = [id, asked = *asked, end](const StudyView& view) -> Result<http::Response> {
    // Whatever is misspelt is said at once, not after a replay.
    if (const auto question = find_question(view.study(), id); !question) return question.error();
    if (const auto query = agreement_query_of(view.study(), asked.agreement); !query)
      return query.error();
    *end = view.position();
    if (!asked.at.empty() && asked.at.back() > *end)
      return Failure{Fault::kFutureMoment,
                     "The study has " + std::to_string(*end) + " events at that moment, not " +
                         std::to_string(asked.at.back()) + ".",
                     "at", "Ask for earlier positions."};
    return http::Response{};
  };
  read.complete = [&app = call.app, study, id, asked = *asked, end] {
    return timeline_of(app.studies.log(), study, id, *end, asked);
  };
  read.replays = true;
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_agreement_routes(http::Router& router, App& app) {
  using access::Action;
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/questions/{question}/agreement",
       Action::kReadFigures, read_agreement});
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/questions/{question}/agreement/timeline",
       Action::kReadFigures, read_timeline});
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/agreement", Action::kReadFigures,
       read_study_agreement});
}

}  // namespace verbatim::api
