// Why coders differ in a question, and the data that say so.

#include "api/app.hpp"
#include "api/forms/diagnosis_json.hpp"
#include "api/forms/reliability_form.hpp"
#include "api/problems.hpp"
#include "api/reads/read_study.hpp"
#include "api/reads/same_texts.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"

namespace verbatim::api {
namespace {

using agreement::SetDistance;
using projections::StudyView;

constexpr std::uint64_t kListed = 20, kListedMax = 1000;

// What is noted under the lock; the answer is made of it without.
struct NotedDiagnosis {
  NotedReliability data;
  std::vector<TextPlace> places;
};

// What was said by others is nothing to see in a blind round: such reads are refused there.
StudyRead read_of(const std::string& question, const AskedAgreement& asked,
                  const std::shared_ptr<NotedDiagnosis>& noted, bool with_places) {
  StudyRead read;
  read.question = question;
  read.is_long = true;
  read.answer = [=](const StudyView& view) -> Result<http::Response> {
    auto data = note_reliability(view, question, asked);
    if (!data) return std::move(data).error();
    noted->data = std::move(*data);
    if (with_places) noted->places = note_places(view, noted->data);
    return http::Response{};
  };
  return read;
}

Result<SetDistance> read_distance(const http::Request& request) {
  const auto word = request.parameter("distance").value_or("jaccard");
  if (word == "jaccard") return SetDistance::kJaccard;
  if (word == "masi") return SetDistance::kMasi;
  if (word == "nominal") return SetDistance::kNominal;
  return bad_parameter("distance", "The distance is jaccard, masi or nominal.");
}

void read_diagnosis(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request,
                                   {"coders", "coder", "framework", "group", "round", "roll_up",
                                    "distance", "limit", "as_of"},
                                   "coder");
      !known)
    return reply.send(problem(known.error()));
  const auto asked = read_agreement_query(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto distance = read_distance(call.request);
  if (!distance) return reply.send(problem(distance.error()));
  const auto limit = number_parameter(call.request, "limit", 1, kListedMax, kListed);
  if (!limit) return reply.send(problem(limit.error()));
  const auto noted = std::make_shared<NotedDiagnosis>();
  auto read = read_of(call.request.params[1], *asked, noted, false);
  read.complete = [noted, distance = *distance, limit = *limit]() -> Result<http::Response> {
    return json_response(200, diagnosis_json(noted->data, distance, limit).dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

void read_same_texts(Call& call, http::Reply reply) {
  if (auto known = only_parameters(
          call.request,
          {"coders", "coder", "framework", "group", "round", "roll_up", "limit", "as_of"}, "coder");
      !known)
    return reply.send(problem(known.error()));
  const auto asked = read_agreement_query(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto limit = number_parameter(call.request, "limit", 1, kListedMax, kListed);
  if (!limit) return reply.send(problem(limit.error()));
  const auto noted = std::make_shared<NotedDiagnosis>();
  auto read = read_of(call.request.params[1], *asked, noted, true);
  read.complete = [&app = call.app, noted, limit = *limit]() -> Result<http::Response> {
    const auto json =
        same_texts_json(app.studies.log(), app.vault, noted->data, noted->places, limit);
    if (!json) return json.error();
    return json_response(200, json->dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

void read_agreement_data(Call& call, http::Reply reply) {
  if (auto known = only_parameters(
          call.request,
          {"coders", "coder", "framework", "group", "round", "roll_up", "format", "as_of"},
          "coder");
      !known)
    return reply.send(problem(known.error()));
  const auto asked = read_agreement_query(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto form = read_reliability_form(call.request);
  if (!form) return reply.send(problem(form.error()));
  const auto noted = std::make_shared<NotedDiagnosis>();
  auto read = read_of(call.request.params[1], *asked, noted, false);
  read.complete = [noted, form = *form] { return show_reliability(noted->data, form); };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_diagnosis_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string agreement = "/v1/studies/{study}/questions/{question}/agreement";
  const auto reading = [&](const std::string& pattern, auto handler) {
    add(router, app, {http::Method::kGet, agreement + pattern, Action::kReadResponses, handler});
  };
  reading("/diagnosis", read_diagnosis);
  reading("/same-texts", read_same_texts);
  reading("/data", read_agreement_data);
}

}  // namespace verbatim::api
