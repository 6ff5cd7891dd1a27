#include "api/writes/write_study.hpp"

#include <charconv>
#include <iterator>
#include <utility>

#include <fmt/compile.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/reads/look_later.hpp"
#include "api/requests/client_name.hpp"
#include "api/requests/command_id.hpp"
#include "api/writes/command_fingerprint.hpp"

namespace verbatim::api {
namespace {

Result<std::optional<eventlog::CommandKey>> command_key(const Call& call, const std::string& study,
                                                        std::vector<std::string> sealed_for) {
  const auto id = call.request.header("Idempotency-Key");
  if (!id) return std::optional<eventlog::CommandKey>{};
  if (!is_command_id(*id)) return bad_command_id("Idempotency-Key");
  // If-Match is left out: a client that retries after a conflict with a newer one means the same
  // command.
  const auto& request = call.request;
  const std::string_view parts[] = {http::name_of(request.method), request.target, request.body,
                                    call.caller.name};
  auto said = command_fingerprint(call.app.vault, study, std::move(sealed_for), parts);
  if (!said) return std::move(said).error();
  return std::optional(eventlog::CommandKey{std::string(*id), std::move(*said)});
}

// 3 where a failure's field is, or is in, "/conditions/3" and the list is "/conditions/".
std::optional<std::size_t> number_in(std::string_view list, const Failure& failure) {
  const auto field = std::string_view(failure.field);
  if (!field.starts_with(list)) return std::nullopt;
  std::size_t number = 0;
  std::from_chars(field.data() + list.size(), field.data() + field.size(), number);
  return number;
}

// The caller gave no list of conditions, but one header (and a path).
void name_if_match(Failure& failure) {
  constexpr std::string_view kCondition = "/conditions/0";
  if (!failure.field.starts_with(kCondition)) return;
  failure.field.erase(0, std::min(failure.field.size(), kCondition.size() + 1));
  if (failure.field.empty()) failure.field = "If-Match";
}

// An id as a JSON string. Hardly one has a letter to escape, and a JSON value for it would cost as
// much as the rest of an answer.
std::string quoted(std::string_view id) {
  const bool plain = std::all_of(
      id.begin(), id.end(), [](char c) { return c >= ' ' && c < '\x7F' && c != '"' && c != '\\'; });
  return plain ? '"' + std::string(id) + '"' : nlohmann::json(id).dump();
}

// A plain answer comes in two parts: what is known when the write is handed in, and its outcome.
std::string outcome_of(std::string_view study) {
  return "{\"study\":" + quoted(study);
}
void append_outcome(std::string& json, const studies::Outcome& outcome, std::string_view more) {
  fmt::format_to(std::back_inserter(json), FMT_COMPILE(R"(,"position":{},"events":{}{}}})"),
                 outcome.position, outcome.events, more);
}

constexpr std::size_t kOutcomeBytes = 64;  // room for a position, a number of events, their names

// One write on its way: lives until its answer is sent.
struct Writing {
  App& app;
  StudyWrite write;
  http::Reply reply;
  std::string study, caller;
  std::vector<coding::Condition> conditions;
  // The plain answer, but for the outcome. Its memory is taken by the I/O thread that gives it back
  // once it is sent: taken by the writer, the two would wait for each other in malloc.
  http::Response plain = {};

  void prepare_plain() {
    std::string body;
    body.reserve(study.size() + kOutcomeBytes);
    body += outcome_of(study);
    plain = json_response(200, std::move(body));
    plain.headers.emplace_back("Verbatim-Position", "");
  }

  http::Response complete_plain(const studies::Outcome& outcome) {
    append_outcome(plain.body, outcome, "");
    plain.headers.front().second = std::to_string(outcome.position);
    return std::move(plain);
  }

  http::Response of_route(const studies::Outcome& outcome) {
    auto response = write.answer(outcome);
    response.headers.emplace_back("Verbatim-Position", std::to_string(outcome.position));
    return response;
  }

  void answer(const studies::Outcome& outcome) {
    auto response = write.answer ? of_route(outcome) : complete_plain(outcome);
    if (outcome.replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
    reply.send(std::move(response));
  }

  BasedOn seen(const Failure& failure) const {
    if (const auto command = number_in("/commands/", failure)) return write.splits.at(*command);
    return based_on(conditions[number_in("/conditions/", failure).value_or(0)]);
  }

  void refuse_stale(Failure failure, const Shown& shown) {
    auto on = seen(failure);
    if (write.if_match) name_if_match(failure);
    const auto status = write.if_match ? 412 : status_of(failure.fault);
    const auto told = stale_problems(app.studies.log(), study,
                                     {{std::move(on), std::move(failure)}}, shown, status);
    reply.send(told ? problem_of(told->front()) : problem(told.error()));
  }
};

// Only what the caller may see of what came between is told.
void refuse_stale_later(const std::shared_ptr<Writing>& writing, Failure failure) {
  const auto live = writing->app.studies.find(writing->study);
  look_later(
      writing->app.workers, live,
      [writing, live](const projections::StudyView& view) {
        const auto& study = view.study();
        return shown_to(study, coding::viewpoint_of(study, writing->caller), live->durable());
      },
      [writing, failure = std::move(failure)](const Result<Shown>& shown) {
        if (shown) return writing->refuse_stale(failure, *shown);
        writing->reply.send(problem(shown.error()));
      });
}

void finish(const std::shared_ptr<Writing>& writing, Result<studies::Outcome> outcome) {
  if (!outcome && outcome.error().fault == Fault::kStaleCondition)
    return refuse_stale_later(writing, std::move(outcome).error());
  if (!outcome && writing->write.if_match) name_if_match(outcome.error());
  if (!outcome) return writing->reply.send(problem(outcome.error()));
  const auto& write = writing->write;
  if (write.on_worker || (write.on_worker_if_replayed && outcome->replayed))
    return writing->app.workers.post([writing, told = *outcome] { writing->answer(told); });
  writing->answer(*outcome);
}

}  // namespace

std::string outcome_json(std::string_view study, const studies::Outcome& outcome,
                         std::string_view more) {
  auto json = outcome_of(study);
  append_outcome(json, outcome, more);
  return json;
}

void write_study(Call& call, http::Reply reply, StudyWrite write,
                 std::optional<std::string> study) {
  auto& request = write.request;
  request.study = study ? std::move(*study) : call.request.params[0];
  auto key = command_key(call, request.study, std::move(write.sealed_for));
  if (!key) return reply.send(problem(key.error()));
  request.actor = {call.caller.name, call.caller.role};
  request.command = std::move(*key);
  request.client = client_of(call.request);
  auto handed_in = std::move(request);
  auto writing = std::make_shared<Writing>(Writing{call.app, std::move(write), std::move(reply),
                                                   handed_in.study, handed_in.actor.name,
                                                   handed_in.conditions});
  if (!writing->write.answer) writing->prepare_plain();
  call.app.studies.submit(std::move(handed_in), [writing](Result<studies::Outcome> outcome) {
    finish(writing, std::move(outcome));
  });
}

Result<std::vector<coding::Condition>> if_match(const http::Request& request,
                                                coding::Condition on) {
  const auto header = request.header("If-Match");
  if (!header || *header == "*") return std::vector<coding::Condition>{};
  const auto quoted = header->size() > 2 && header->front() == '"' && header->back() == '"';
  const auto digits = quoted ? header->substr(1, header->size() - 2) : std::string_view();
  std::uint64_t revision = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), revision);
  if (!quoted || error != std::errc() || end != digits.data() + digits.size())
    return Failure{Fault::kInvalidValue,
                   "If-Match must be one ETag of this " +
                       std::string(on.of_layer ? "layer" : "coding") + ", such as \"12\".",
                   "If-Match", "Read it and send back its ETag."};
  on.revision = revision;
  return std::vector{std::move(on)};
}

}  // namespace verbatim::api
