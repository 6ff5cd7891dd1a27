// How the themes of two frameworks meet.
#include <nlohmann/json.hpp>

#include "api/lookup.hpp"
#include "api/problems.hpp"
#include "api/read_study.hpp"
#include "api/routes.hpp"
#include "projections/crosswalk.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::Basis;

struct Crosswalk {
  std::string question, from, to, basis;
  Basis counted = Basis::kMajority;
};

Result<Crosswalk> read_crosswalk_query(const http::Request& request) {
  if (auto known = only_parameters(request, {"from", "to", "basis", "as_of"}); !known)
    return std::move(known).error();
  Crosswalk asked;
  asked.question = request.params[1];
  for (auto [name, value] : {std::pair("from", &asked.from), std::pair("to", &asked.to)}) {
    const auto given = request.parameter(name);
    if (!given) return bad_parameter(name, "Say which framework: its id.");
    *value = *given;
  }
  asked.basis = request.parameter("basis").value_or("majority");
  if (asked.basis == "any")
    asked.counted = Basis::kAny;
  else if (asked.basis == "all")
    asked.counted = Basis::kAll;
  else if (asked.basis != "majority")
    return bad_parameter("basis", "The basis is majority, any or all.");
  return asked;
}

Result<coding::FrameworkIndex> framework_in(const coding::Study& study, const std::string& id,
                                            const char* parameter) {
  const auto framework = find_framework(study, id);
  if (framework) return **framework;
  auto failure = framework.error();
  failure.field = parameter;
  return failure;
}

Result<http::Response> crosswalk_answer(const projections::StudyView& view,
                                        const Crosswalk& asked) {
  const auto& study = view.study();
  const auto question = find_question(study, asked.question);
  if (!question) return question.error();
  const auto from = framework_in(study, asked.from, "from"),
             to = framework_in(study, asked.to, "to");
  if (!from) return from.error();
  if (!to) return to.error();
  if (*from == *to) return bad_parameter("to", "A crosswalk leads to another framework.");
  auto pairs = ordered_json::array();
  for (const auto& pair : projections::crosswalk(view, *question, *from, *to, asked.counted)) {
    ordered_json row;
    row["theme"] = study.theme_ids.id(pair.from);
    row["label"] = study.themes[pair.from].wording.label;
    row["other"] = study.theme_ids.id(pair.to);
    row["other_label"] = study.themes[pair.to].wording.label;
    row["responses"] = pair.responses;
    row["linked"] = pair.linked;
    pairs.push_back(std::move(row));
  }
  ordered_json json;
  json["study"] = study.id;
  json["question"] = asked.question;
  json["position"] = view.position();
  json["basis"] = asked.basis;
  json["from"] = asked.from;
  json["to"] = asked.to;
  json["responses"] = study.questions[*question].responses.size();
  json["pairs"] = std::move(pairs);
  return json_response(200, json.dump());
}

void read_crosswalk(Call& call, http::Reply reply) {
  const auto asked = read_crosswalk_query(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto answer = [asked = *asked](const projections::StudyView& view) {
    return crosswalk_answer(view, asked);
  };
  read_study(call, std::move(reply), {answer, {}, true, true});
}

}  // namespace

void add_crosswalk_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/questions/{question}/crosswalk",
       access::Action::kReadFigures, read_crosswalk});
}

}  // namespace verbatim::api
