// What lets an auditor see that nobody changed the record: signed checkpoints, proofs, and the
// events as they are stored.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "audit/base64.hpp"
#include "audit/log_tree.hpp"
#include "coding/blindness.hpp"

namespace verbatim::api {
namespace {

using eventlog::Position;
using nlohmann::ordered_json;

constexpr std::uint64_t kRecordsMax = 10'000;
constexpr std::size_t kRecordBytesMax = 16u << 20;

// The last durable position of the study that the call names. kBlindRound for a coder of an open
// blind round: from a hash, whoever can guess an event learns whether they guessed right.
Result<Position> end_of(const Call& call) {
  const auto live = find_study(call.app.studies, call.request.params[0]);
  if (!live) return live.error();
  const auto end = (*live)->durable();
  const auto viewpoint = viewpoint_now(**live, call.caller.name);
  if (!viewpoint) return viewpoint.error();
  if (!viewpoint->sees_all()) return coding::blind_round("");
  return end;
}

// A position of the study: `otherwise` where the parameter is not given; kFutureMoment beyond its
// end.
Result<Position> position_parameter(const Call& call, std::string_view name, Position least,
                                    Position otherwise, Position end) {
  const auto position = number_parameter(call.request, name, least, kPositionMax, otherwise);
  if (position && *position > end)
    return Failure{Fault::kFutureMoment,
                   fmt::format("Position {} has not come: the study is at {}.", *position, end),
                   std::string(name), fmt::format("Ask for a position up to {}.", end)};
  return position;
}

std::string text_of(const merkle::Hash& hash) {
  return audit::to_base64(merkle::bytes_of(hash));
}

ordered_json list_of(const merkle::Proof& proof) {
  auto list = ordered_json::array();
  for (const auto& hash : proof) list.push_back(text_of(hash));
  return list;
}

// Sends what `answer` says for the study's durable end.
template <class Answer>
void answer_with(Call& call, http::Reply reply, Answer answer) {
  const auto end = end_of(call);
  if (!end) return reply.send(problem(end.error()));
  if (auto wait = not_there_yet(call.request, *end)) return reply.send(std::move(*wait));
  Result<http::Response> response = answer(*end);
  if (!response) return reply.send(problem(response.error()));
  response->headers.emplace_back("Verbatim-Position", std::to_string(*end));
  response->headers.emplace_back("Cache-Control", "private, no-cache");
  reply.send(std::move(*response));
}

void read_key(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  const auto& key = call.app.key.verifier();
  reply.send(json_response(
      200, ordered_json{{"name", key.name}, {"algorithm", "Ed25519"}, {"key", key.text()}}.dump()));
}

void read_checkpoint(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"at"}); !known)
    return reply.send(problem(known.error()));
  answer_with(call, std::move(reply), [&](Position end) -> Result<http::Response> {
    const auto at = position_parameter(call, "at", 1, end, end);
    if (!at) return at.error();
    const auto checkpoint = audit::checkpoint_of(
        call.app.studies.log(), call.app.key.verifier().name, call.request.params[0], *at);
    if (!checkpoint) return checkpoint.error();
    http::Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = to_text(audit::signed_note(to_text(*checkpoint), call.app.key));
    return response;
  });
}

// That the event at `position` is in the record of the first `size` events.
void prove_inclusion(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"position", "size"}); !known)
    return reply.send(problem(known.error()));
  answer_with(call, std::move(reply), [&](Position end) -> Result<http::Response> {
    const auto& study = call.request.params[0];
    const auto& log = call.app.studies.log();
    if (!call.request.parameter("position"))
      return bad_parameter("position", "Which event is to be proved: its position.");
    const auto size = position_parameter(call, "size", 1, end, end);
    if (!size) return size.error();
    const auto position = position_parameter(call, "position", 1, 0, end);
    if (!position) return position.error();
    if (*position > *size)
      return Failure{Fault::kInvalidValue,
                     fmt::format("Event {} is not among the first {} events.", *position, *size),
                     "position",
                     fmt::format("Name a later record, of {} events or more.", *position)};
    const auto tree = audit::tree_of(log, study, *size);
    const auto leaf = log.tree_hashes(study, 0, *position - 1, 1);
    if (!leaf) return leaf.error();
    const auto root = tree.root();
    if (!root) return root.error();
    const auto proof = tree.inclusion(*position - 1);
    if (!proof) return proof.error();
    ordered_json json;
    json["study"] = study;
    json["origin"] = audit::origin_of(call.app.key.verifier().name, study);
    json["event"] = *position;
    json["size"] = *size;
    json["leaf"] = text_of(leaf->front());
    json["root"] = text_of(*root);
    json["proof"] = list_of(*proof);
    return json_response(200, json.dump());
  });
}

// That the record of `to` events begins with that of `from`.
void prove_consistency(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"from", "to"}); !known)
    return reply.send(problem(known.error()));
  answer_with(call, std::move(reply), [&](Position end) -> Result<http::Response> {
    const auto& study = call.request.params[0];
    const auto& log = call.app.studies.log();
    if (!call.request.parameter("from"))
      return bad_parameter("from", "From which position on is to be proved.");
    const auto to = position_parameter(call, "to", 1, end, end);
    if (!to) return to.error();
    const auto from = position_parameter(call, "from", 1, 0, end);
    if (!from) return from.error();
    if (*from > *to)
      return Failure{Fault::kInvalidValue,
                     fmt::format("The record up to {} does not begin with that up to {}, which is "
                                 "longer.",
                                 *to, *from),
                     "from", "Exchange from and to."};
    const auto tree = audit::tree_of(log, study, *to);
    const auto from_root = audit::tree_of(log, study, *from).root();
    if (!from_root) return from_root.error();
    const auto to_root = tree.root();
    if (!to_root) return to_root.error();
    const auto proof = tree.consistency(*from);
    if (!proof) return proof.error();
    ordered_json json;
    json["study"] = study;
    json["origin"] = audit::origin_of(call.app.key.verifier().name, study);
    json["from"] = *from;
    json["to"] = *to;
    json["from_root"] = text_of(*from_root);
    json["to_root"] = text_of(*to_root);
    json["proof"] = list_of(*proof);
    return json_response(200, json.dump());
  });
}

// The events as they are stored, one after the other (RFC 8742).
void read_record(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"after", "limit"}); !known)
    return reply.send(problem(known.error()));
  answer_with(call, std::move(reply), [&](Position end) -> Result<http::Response> {
    const auto after = number_parameter(call.request, "after", 0, kPositionMax, 0);
    if (!after) return after.error();
    const auto limit = number_parameter(call.request, "limit", 1, kRecordsMax, kRecordsMax);
    if (!limit) return limit.error();
    http::Response response;
    response.content_type = "application/cbor-seq";
    auto last = *after;
    const auto visit = [&](Position position, std::string_view bytes) {
      if (position > end || position > *after + *limit) return false;
      if (!response.body.empty() && response.body.size() + bytes.size() > kRecordBytesMax)
        return false;
      response.body += bytes;
      last = position;
      return true;
    };
    if (auto read = call.app.studies.log().read(call.request.params[0], *after, visit); !read)
      return read.error();
    if (last < end && *after < end)
      response.headers.emplace_back(
          "Link", fmt::format("<?after={}&limit={}>; rel=\"next\"", last, *limit));
    return response;
  });
}

}  // namespace

void add_audit_routes(http::Router& router, App& app) {
  const auto read = [&](std::string pattern, auto handler) {
    add(router, app,
        {http::Method::kGet, std::move(pattern), access::Action::kAudit, handler, 0,
         http::Where::kWorker});
  };
  add(router, app, {http::Method::kGet, "/v1/audit/key", access::Action::kReadFigures, read_key});
  read("/v1/studies/{study}/checkpoint", read_checkpoint);
  read("/v1/studies/{study}/proofs/inclusion", prove_inclusion);
  read("/v1/studies/{study}/proofs/consistency", prove_consistency);
  read("/v1/studies/{study}/record", read_record);
}

}  // namespace verbatim::api
