// The codebook, and what is to be decided again because it changed.
#include <nlohmann/json.hpp>

#include "api/forms/codebook_table.hpp"
#include "api/forms/csv_table.hpp"
#include "api/forms/theme_json.hpp"
#include "api/problems.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "projections/stale.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::StudyView;

ordered_json answer_of(const StudyView& view) {
  ordered_json json;
  json["study"] = view.study().id;
  json["position"] = view.position();
  return json;
}

Result<http::Response> themes_answer(const StudyView& view,
                                     const std::optional<std::string>& framework,
                                     const std::optional<std::string>& question, bool csv) {
  const auto& study = view.study();
  const auto of_framework = find_framework(study, framework);
  if (!of_framework) return of_framework.error();
  std::optional<coding::QuestionIndex> of_question;
  if (question) {
    const auto found = find_question(study, *question);
    if (!found) return found.error();
    of_question = *found;
  }
  if (csv) return codebook_table(study, *of_framework, of_question);
  return json_response(200, themes_json(study, *of_framework, of_question).dump());
}

void list_themes(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"framework", "question", "format", "as_of"});
      !known)
    return reply.send(problem(known.error()));
  const auto csv = csv_wanted(call.request);
  if (!csv) return reply.send(problem(csv.error()));
  const auto framework = copy_of(call.request.parameter("framework"));
  const auto question = copy_of(call.request.parameter("question"));
  StudyRead read;
  read.answer = [framework, question, csv = *csv](const StudyView& view) {
    return themes_answer(view, framework, question, csv);
  };
  read.keep = true;
  read.says_nothing_of_codings = true;
  read_study(call, std::move(reply), std::move(read));
}

void read_theme(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto answer =
      [id = call.request.params[1]](const StudyView& view) -> Result<http::Response> {
    const auto theme = find_theme(view.study(), id, "theme");
    if (!theme) return theme.error();
    auto json = answer_of(view);
    json.update(theme_json(view.study(), *theme));
    return json_response(200, json.dump());
  };
  StudyRead read;
  read.answer = answer;
  read.keep = true;
  read.says_nothing_of_codings = true;
  read_study(call, std::move(reply), std::move(read));
}

struct StaleList {
  std::string question, caller;
  std::optional<std::string> coder, after;
  std::size_t limit = 100;
};

Result<StaleList> read_stale_query(const Call& call) {
  const auto& request = call.request;
  if (auto known = only_parameters(request, {"coder", "after", "limit", "as_of"}); !known)
    return std::move(known).error();
  const auto limit = number_parameter(request, "limit", 1, 1000, 100);
  if (!limit) return limit.error();
  return StaleList{request.params[1], call.caller.name, copy_of(request.parameter("coder")),
                   copy_of(request.parameter("after")), *limit};
}

Result<projections::StaleQuery> query_of(const coding::Study& study, coding::QuestionIndex question,
                                         const StaleList& asked) {
  projections::StaleQuery query;
  query.most = asked.limit + 1;  // one more tells whether another page follows
  if (asked.coder) {
    const auto member = find_member(study, *asked.coder, "coder");
    // Who asks for their own before they have joined has said nothing yet.
    if (!member && *asked.coder != asked.caller) return member.error();
    query.coder = member ? *member : coding::kNone16;
  }
  if (asked.after) {
    const auto after = study.questions[question].response_ids.find_ever(*asked.after);
    if (!after)
      return Failure{Fault::kUnknownResponse, "There is no response '" + *asked.after + "'.",
                     "after", "Use the \"next\" of the page before."};
    query.first = *after + std::size_t{1};
  }
  return query;
}

ordered_json stale_json(const coding::Study& study, const projections::StaleResponse& stale) {
  auto themes = ordered_json::array();
  for (const auto& one : stale.themes) {
    const bool split = one.because == projections::StaleBecause::kSplit;
    const bool settled = one.coder == coding::kNone16;
    ordered_json theme;
    theme["coder"] = settled ? ordered_json() : ordered_json(study.member_ids.id(one.coder));
    theme["theme"] = study.theme_ids.id(one.theme);
    theme["label"] = study.themes[one.theme].wording.label;
    theme["coded_at"] = settled ? ordered_json() : ordered_json(one.coded_at);
    theme["because"] = split ? "split" : "revised";
    theme["into"] = theme_ids_json(study, study.themes[one.theme].into);
    themes.push_back(std::move(theme));
  }
  ordered_json json;
  json["response"] = study.id_of(study.responses[stale.response]);
  json["themes"] = std::move(themes);
  return json;
}

Result<http::Response> stale_answer(const StudyView& view, const StaleList& asked) {
  const auto& study = view.study();
  const auto question = find_question(study, asked.question);
  if (!question) return question.error();
  const auto query = query_of(study, *question, asked);
  if (!query) return query.error();
  auto found = projections::stale(view, *question, *query);
  const bool more = found.size() > asked.limit;
  if (more) found.pop_back();
  auto responses = ordered_json::array();
  for (const auto& stale : found) responses.push_back(stale_json(study, stale));
  auto json = answer_of(view);
  json["question"] = asked.question;
  json["next"] = more ? responses.back()["response"] : ordered_json();
  json["responses"] = std::move(responses);
  return json_response(200, json.dump());
}

void list_stale(Call& call, http::Reply reply) {
  const auto asked = read_stale_query(call);
  if (!asked) return reply.send(problem(asked.error()));
  StudyRead read;
  read.is_long = true;
  read.answer = [asked = *asked](const StudyView& view) { return stale_answer(view, asked); };
  read.question = asked->question;
  // In a blind round, what is their own.
  read.answer_in_blind_round = [asked = *asked](const StudyView& view,
                                                const coding::Viewpoint& viewpoint) {
    auto theirs = asked;
    if (!asked.coder) theirs.coder = viewpoint.name;
    if (*theirs.coder == viewpoint.name) return stale_answer(view, theirs);
    return Result<http::Response>(coding::blind_round(asked.question));
  };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_theme_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string themes = "/v1/studies/{study}/themes";
  add(router, app, {http::Method::kGet, themes, Action::kReadFigures, list_themes});
  add(router, app, {http::Method::kGet, themes + "/{theme}", Action::kReadFigures, read_theme});
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/questions/{question}/stale", Action::kReadResponses,
       list_stale});
}

}  // namespace verbatim::api
