// Rounds: who codes what, how far they are, and what comes next.
#include "coding/rounds.hpp"

#include <nlohmann/json.hpp>

#include "api/forms/figure_json.hpp"
#include "api/forms/layer_json.hpp"
#include "api/forms/response_json.hpp"
#include "api/problems.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/texts/comment_text.hpp"
#include "api/texts/erased_text.hpp"
#include "api/writes/write_study.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

ordered_json round_json(const coding::Study& study, coding::RoundIndex index) {
  const auto& round = study.rounds[index];
  auto questions = ordered_json::array();
  for (const auto& task : round.tasks) questions.push_back(study.question_ids.id(task.question));
  return {{"round", study.round_ids.id(index)},
          {"label", round.label},
          {"blind", round.blind},
          {"unitizing", round.unitizing},
          {"open", round.open},
          {"questions", std::move(questions)}};
}

void list_rounds(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  StudyRead read;
  read.answer = [](const projections::StudyView& view) -> Result<http::Response> {
    const auto& study = view.study();
    auto rounds = ordered_json::array();
    for (std::uint32_t r = 0; r < study.rounds.size(); ++r)
      if (!study.round_ids.is_gone(r))
        rounds.push_back(round_json(study, static_cast<coding::RoundIndex>(r)));
    ordered_json json;
    json["study"] = study.id;
    json["position"] = view.position();
    json["rounds"] = std::move(rounds);
    return json_response(200, json.dump());
  };
  read.keep = true;
  read.says_nothing_of_codings = true;
  read_study(call, std::move(reply), std::move(read));
}

// One question of the round. Of a question that the viewpoint is blind to: the caller's own row,
// and not how many places the others have left.
ordered_json part_json(const coding::Study& study, const coding::Task& task,
                       const coding::Viewpoint& viewpoint) {
  const bool all = viewpoint.sees(task.question);
  const auto progress = coding::progress_of(study, task);
  auto coders = ordered_json::array();
  for (std::size_t i = 0; i < task.coders.size(); ++i) {
    const auto coder = task.coders[i];
    if (!all && coder != viewpoint.member) continue;
    const auto& done = progress.coders[i];
    coders.push_back({{"coder", study.member_ids.id(coder)},
                      {"weight", task.weights.empty() ? 1 : task.weights[i]},
                      {"allocated", done.allocated},
                      {"finished", done.finished}});
  }
  ordered_json json;
  json["question"] = study.question_ids.id(task.question);
  json["per_response"] = task.per_response;
  json["sample"] = task.sample.size();
  // What is handed out: the one or the other.
  json["responses"] = task.unitizing ? ordered_json() : ordered_json(progress.responses);
  json["comments"] = task.unitizing ? ordered_json(progress.responses) : ordered_json();
  json["free_places"] = all ? ordered_json(progress.free_places) : ordered_json();
  json["coders"] = std::move(coders);
  return json;
}

void read_round(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto show = [id = call.request.params[1]](
                        const projections::StudyView& view,
                        const coding::Viewpoint& viewpoint) -> Result<http::Response> {
    const auto& study = view.study();
    const auto round = find_round(study, id);
    if (!round) return round.error();
    ordered_json json;
    json["study"] = study.id;
    json["position"] = view.position();
    json.update(round_json(study, *round));
    json["seed"] = study.rounds[*round].seed;
    auto parts = ordered_json::array();
    bool in_part = false;
    for (const auto& task : study.rounds[*round].tasks) {
      parts.push_back(part_json(study, task, viewpoint));
      in_part = in_part || !viewpoint.sees(task.question);
    }
    if (in_part) json["restricted"] = kInBlindRound;
    json["parts"] = std::move(parts);
    return json_response(200, json.dump());
  };
  StudyRead read;
  read.answer = [show](const projections::StudyView& view) { return show(view, {}); };
  read.answer_in_blind_round = show;
  read.keep = true;
  read.is_long = true;
  read_study(call, std::move(reply), std::move(read));
}

// What the caller codes next: noted on the writer thread, its text fetched later.
struct Next {
  Result<void> found;
  std::optional<NotedResponse> noted = {};  // of a comment, its first response
  // In a unitizing round: how long the comment is, and the caller's layer of it, as JSON.
  std::optional<std::uint32_t> code_points = {};
  std::string layer = {};
};

Next next_of(const coding::Study& study, const std::string& round, const std::string& question,
             const std::string& coder) {
  const auto index = find_round(study, round);
  if (!index) return {index.error()};
  const auto asked = find_question(study, question);
  if (!asked) return {asked.error()};
  const auto member = find_member(study, coder, "coder");
  if (!member) return {member.error()};
  const auto* task = study.rounds[*index].task(*asked);
  const auto response =
      task != nullptr ? coding::next_to_code(study, *task, *member) : std::nullopt;
  if (!response) return {Result<void>()};
  Next next{Result<void>(), note_response(study, *response, *member)};
  if (task->unitizing) {
    const auto comment = study.responses[*response].comment;
    next.code_points = study.comments[comment].code_points;
    next.layer = layer_json(study, comment, *member).dump();
  }
  return next;
}

Result<ordered_json> comment_json(const App& app, const std::string& study, const Next& next) {
  const auto& noted = *next.noted;
  const auto text =
      comment_text(app.studies.log(), app.vault, study,
                   {noted.question, noted.comment, noted.respondent, noted.comment_position});
  if (!text) return text.error();
  ordered_json json;
  json["comment"] = noted.comment;
  json["code_points"] = *next.code_points;
  json["text"] = *text ? ordered_json(**text) : ordered_json();
  if (auto put = put_erased(json, "text", app.vault, study, noted.respondent); !put)
    return std::move(put).error();
  json["respondent"] = noted.respondent;
  json["group"] = noted.group ? ordered_json(*noted.group) : ordered_json();
  json["layer"] = ordered_json::parse(next.layer);
  return json;
}

Result<std::string> next_json(const App& app, const std::string& study, const std::string& round,
                              const std::string& question, const Next& next) {
  if (!next.found) return next.found.error();
  ordered_json response, comment;
  if (next.noted && next.code_points) {
    auto shown = comment_json(app, study, next);
    if (!shown) return std::move(shown).error();
    comment = std::move(*shown);
  } else if (next.noted) {
    auto shown = response_json(app.studies.log(), app.vault, study, *next.noted);
    if (!shown) return std::move(shown).error();
    response = std::move(*shown);
  }
  ordered_json json;
  json["round"] = round;
  json["question"] = question;
  json["done"] = !next.noted.has_value();
  json["response"] = std::move(response);
  json["comment"] = std::move(comment);
  auto text = json.dump();
  text.front() = ',';  // it goes into another object
  text.pop_back();
  return text;
}

// Sent again with the same Idempotency-Key it answers with what was next at that position.
void take_next(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(request, {"question"}); !known)
    return reply.send(problem(known.error()));
  if (!request.body.empty())
    return reply.send(
        problem({Fault::kInvalidValue, "This place takes no body: path and query say everything.",
                 "body", "Leave the body out."}));
  const auto question = copy_of(request.parameter("question"));
  if (!question)
    return reply.send(problem({Fault::kMissingField, "The parameter \"question\" is missing.",
                               "question", "Say of which question of the round."}));
  const auto &study = request.params[0], &round = request.params[1];
  const auto coder = call.caller.name;
  auto next = std::make_shared<Next>();
  StudyWrite write;
  write.request.commands = {coding::TakePlace{round, *question, coder}};
  write.request.on_decided = [next, round, question, coder](const projections::StudyView& view,
                                                            const std::vector<record::Record>&) {
    *next = next_of(view.study(), round, *question, coder);
  };
  write.on_worker = true;
  write.answer = [&app = call.app, next, study, round, question,
                  coder](const studies::Outcome& outcome) {
    if (outcome.replayed) {
      const auto view = app.studies.as_of(study, outcome.position);
      if (!view) return problem(view.error());
      *next = next_of((*view)->study(), round, *question, coder);
    }
    const auto more = next_json(app, study, round, *question, *next);
    if (!more) return problem(more.error());
    return json_response(200, outcome_json(study, outcome, *more));
  };
  write_study(call, std::move(reply), std::move(write));
}

}  // namespace

void add_round_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string rounds = "/v1/studies/{study}/rounds";
  add(router, app, {http::Method::kGet, rounds, Action::kReadFigures, list_rounds});
  add(router, app, {http::Method::kGet, rounds + "/{round}", Action::kReadFigures, read_round});
  add(router, app, {http::Method::kPost, rounds + "/{round}/next", Action::kCode, take_next});
}

}  // namespace verbatim::api
