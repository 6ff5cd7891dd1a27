// Studies: open, list, read.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/forms/policy_json.hpp"
#include "api/forms/theme_json.hpp"
#include "api/problems.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/write_study.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

void open_study(Call& call, http::Reply reply) {
  auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  coding::OpenStudy command{in.id("study"), in.text("title", kLabelBytesMax)};
  if (auto failure = in.finish()) return reply.send(problem(*failure));
  StudyWrite write;
  const auto study = command.study;
  write.answer = [study, title = command.title](const studies::Outcome& outcome) {
    auto response =
        json_response(outcome.events > 0 ? 201 : 200,
                      outcome_json(study, outcome, ",\"title\":" + nlohmann::json(title).dump()));
    response.headers.emplace_back("Location", "/v1/studies/" + percent_encoded(study));
    return response;
  };
  write.request.commands = {std::move(command)};
  write.request.locate = [](Failure failure, std::size_t) {
    failure.field = "/" + failure.field;
    return failure;
  };
  write_study(call, std::move(reply), std::move(write), study);
}

// Only what is durable: a study that is being opened is not there yet.
void list_studies(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  auto list = ordered_json::array();
  for (const auto& live : call.app.studies.all()) {
    if (call.caller.study && *call.caller.study != live->id()) continue;
    const auto durable = live->durable();
    if (durable == 0) continue;
    list.push_back({{"study", live->id()},
                    {"title", call.app.studies.title_of(live->id())},
                    {"position", durable}});
  }
  reply.send(json_response(200, ordered_json{{"studies", std::move(list)}}.dump()));
}

ordered_json totals_json(const projections::StudyView& view, const coding::Viewpoint& viewpoint) {
  const auto& study = view.study();
  std::uint64_t assignments = 0, codings = 0, finished = 0;
  for (std::size_t q = 0; q < study.questions.size(); ++q) {
    const auto question = static_cast<coding::QuestionIndex>(q);
    const auto coders = view.tally(question).coders();
    for (std::size_t m = 0; m < coders.size(); ++m) {
      if (!viewpoint.sees(question) && m != viewpoint.member) continue;
      assignments += coders[m].assignments;
      codings += coders[m].begun;
      finished += coders[m].finished;
    }
  }
  ordered_json json;
  json["members"] = study.member_ids.present();
  json["questions"] = study.question_ids.present();
  json["groups"] = study.group_ids.present();
  json["respondents"] = study.respondent_ids.present();
  json["comments"] = study.comments_present();
  json["responses"] = study.responses_present();
  json["themes"] = study.theme_ids.present();
  json["assignments"] = assignments;
  json["codings"] = codings;
  json["finished"] = finished;
  return json;
}

ordered_json questions_json(const coding::Study& study) {
  auto list = ordered_json::array();
  for (std::uint32_t q = 0; q < study.questions.size(); ++q)
    if (!study.question_ids.is_gone(q))
      list.push_back({{"question", study.question_ids.id(q)},
                      {"text", study.questions[q].text},
                      {"comments", study.questions[q].comment_ids.present()},
                      {"responses", study.questions[q].response_ids.present()}});
  return list;
}

ordered_json groups_json(const coding::Study& study) {
  std::vector<std::uint32_t> respondents(study.groups.size());
  for (std::uint32_t r = 0; r < study.respondents.size(); ++r)
    if (study.respondents[r].group != coding::kNone16 && !study.respondent_ids.is_gone(r))
      ++respondents[study.respondents[r].group];
  auto list = ordered_json::array();
  for (std::uint32_t g = 0; g < study.groups.size(); ++g)
    if (!study.group_ids.is_gone(g))
      list.push_back({{"group", study.group_ids.id(g)},
                      {"label", study.groups[g].label},
                      {"respondents", respondents[g]}});
  return list;
}

ordered_json frameworks_json(const coding::Study& study) {
  auto list = ordered_json::array();
  for (std::uint32_t f = 0; f < study.frameworks.size(); ++f)
    if (!study.framework_ids.is_gone(f))
      list.push_back(framework_json(study, static_cast<coding::FrameworkIndex>(f)));
  return list;
}

bool has_coded(const projections::StudyView& view, std::uint32_t member) {
  for (std::size_t q = 0; q < view.study().questions.size(); ++q) {
    const auto coders = view.tally(static_cast<coding::QuestionIndex>(q)).coders();
    if (member < coders.size() && coders[member].begun > 0) return true;
  }
  return false;
}

// Who was removed is listed as long as something they said counts.
ordered_json members_json(const projections::StudyView& view) {
  const auto& study = view.study();
  auto list = ordered_json::array();
  for (std::uint32_t m = 0; m < study.members.size(); ++m) {
    const bool removed = study.member_ids.is_gone(m);
    if (removed && !has_coded(view, m)) continue;
    list.push_back({{"member", study.member_ids.id(m)},
                    {"role", access::word_of(study.members[m].role)},
                    {"removed", removed}});
  }
  return list;
}

Result<http::Response> study_answer(const projections::StudyView& view,
                                    const coding::Viewpoint& viewpoint) {
  const auto& study = view.study();
  ordered_json json;
  json["study"] = study.id;
  json["title"] = study.title;
  json["position"] = view.position();
  json["opened_at"] = to_rfc3339(view.opened_at());
  json["last_event_at"] = to_rfc3339(view.last_event_at());
  json["policy"] = policy_json(study.policy);
  json["totals"] = totals_json(view, viewpoint);
  json["questions"] = questions_json(study);
  json["groups"] = groups_json(study);
  json["frameworks"] = frameworks_json(study);
  json["members"] = members_json(view);
  return json_response(200, json.dump());
}

void read_one_study(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  StudyRead read;
  read.answer = [](const projections::StudyView& view) { return study_answer(view, {}); };
  read.answer_in_blind_round = study_answer;
  read.keep = true;
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_study_routes(http::Router& router, App& app) {
  using access::Action;
  add(router, app, {http::Method::kPost, "/v1/studies", Action::kOpenStudy, open_study});
  add(router, app,
      {http::Method::kGet, "/v1/studies", Action::kReadFigures, list_studies, 0,
       http::Where::kWorker});
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}", Action::kReadFigures, read_one_study});
}

}  // namespace verbatim::api
