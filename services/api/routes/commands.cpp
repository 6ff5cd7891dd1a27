// A batch of any commands, atomic.
#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/segment_check.hpp"
#include "api/writes/sent_commands.hpp"
#include "api/writes/write_study.hpp"

namespace verbatim::api {
namespace {

constexpr std::size_t kCommandsMax = 10'000;
constexpr std::size_t kBodyBytesMax = 16u << 20;

struct Batch {
  std::vector<SentCommand> sent;
  std::vector<coding::Condition> conditions;
  std::string reason;
};

Result<Batch> read_batch(const nlohmann::json& body, const std::string& caller) {
  ObjectReader in(body, "");
  Batch batch;
  const auto commands = in.array("commands", kCommandsMax);
  const auto conditions = in.optional_array("conditions", kCommandsMax);
  batch.reason = in.optional_prose("reason", kReasonBytesMax).value_or("");
  if (auto failure = in.finish()) return std::move(*failure);
  std::size_t listed = 0;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const auto at = "/commands/" + std::to_string(i);
    auto sent = read_command(*commands[i], at, caller);
    if (!sent) return std::move(sent).error();
    listed += listed_in(sent->command);
    if (listed > kListedMax) return lists_too_much(at);
    batch.sent.push_back(std::move(*sent));
  }
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    ObjectReader one(*conditions[i], "/conditions/" + std::to_string(i));
    coding::Condition condition;
    condition.question = one.id("question");
    const auto comment = one.optional_id("comment");  // on a layer, where it is given
    condition.of_layer = comment.has_value();
    condition.response = comment ? *comment : one.id("response");
    condition.coder = one.id("coder");
    condition.revision = one.number("revision", kPositionMax);
    batch.conditions.push_back(std::move(condition));
    if (auto failure = one.finish()) return std::move(*failure);
  }
  return batch;
}

Result<void> allow_batch(const access::Caller& caller, const std::string& study,
                         const std::vector<SentCommand>& sent) {
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto allowed = allow_command(caller, study, sent[i].command);
    if (allowed) continue;
    auto failure = std::move(allowed).error();
    failure.field = "/commands/" + std::to_string(i);
    return failure;
  }
  return {};
}

Failure locate(Failure failure, std::size_t command) {
  auto field = "/commands/" + std::to_string(command);
  if (!failure.field.empty()) field += "/" + failure.field;
  failure.field = std::move(field);
  return failure;
}

void run_commands(Call& call, http::Reply reply) {
  const auto& study = call.request.params[0];
  auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  auto batch = read_batch(*body, call.caller.name);
  if (!batch) return reply.send(problem(batch.error()));
  if (auto allowed = allow_batch(call.caller, study, batch->sent); !allowed)
    return reply.send(problem(allowed.error()));
  if (auto live = find_study(call.app.studies, study); !live)  // before any key is made for it
    return reply.send(problem(live.error()));
  if (auto whole = check_graphemes(call.app, study, batch->sent); !whole)
    return reply.send(problem(whole.error()));
  StudyWrite write;
  write.sealed_for = sealed_for(batch->sent);
  for (std::size_t i = 0; i < batch->sent.size(); ++i)
    if (const auto* split = std::get_if<coding::SegmentComment>(&batch->sent[i].command);
        split != nullptr && split->base)
      write.splits[i] = *based_on(batch->sent[i].command, *split->base);
  auto commands = seal(call.app.vault, study, std::move(batch->sent));
  if (!commands) return reply.send(problem(commands.error()));
  write.request.commands = std::move(*commands);
  write.request.conditions = std::move(batch->conditions);
  write.request.reason = std::move(batch->reason);
  write.request.locate = locate;
  write_study(call, std::move(reply), std::move(write));
}

}  // namespace

void add_command_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kPost, "/v1/studies/{study}/commands", access::Action::kCode, run_commands,
       kBodyBytesMax, http::Where::kWorker});
}

}  // namespace verbatim::api
