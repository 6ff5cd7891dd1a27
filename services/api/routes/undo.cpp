// Taking back what was done.
#include "studies/undo.hpp"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/write_study.hpp"

namespace verbatim::api {
namespace {

using studies::TakingBack;

// How many events of each type, in the order of their names.
using Kinds = std::map<std::string_view, std::uint32_t>;

Kinds kinds_of(const std::vector<record::Record>& records) {
  Kinds kinds;
  for (const auto& record : records) ++kinds[record::name_of(record.event)];
  return kinds;
}

void undo(Call& call, http::Reply reply) {
  const auto& study = call.request.params[0];
  auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  const auto position = in.number("position", kPositionMax);
  auto reason = in.prose("reason", kReasonBytesMax);
  const bool dry_run = in.optional_bool("dry_run", false);
  if (auto failure = in.finish()) return reply.send(problem(*failure));

  auto taking = TakingBack::read(call.app.studies.log(), study, position, call.caller.name);
  // Of what cannot even be looked at, nobody learns more than that.
  const bool own = !taking || (*taking)->is_coding_by(call.caller.name);
  if (!own)
    if (auto allowed = access::allow(call.caller, access::Action::kManage, study); !allowed) {
      allowed.error().detail += " Your own codings you may take back.";
      return reply.send(problem(allowed.error()));
    }
  const auto first = taking ? (*taking)->first() : 0;
  StudyWrite write;
  write.request.study = study;
  write.request.reason = std::move(reason);
  write.request.dry_run = dry_run;
  studies::take_back(call.app.studies, std::move(taking), write.request);
  const auto would = std::make_shared<Kinds>();
  if (dry_run)
    write.request.on_decided = [would](const projections::StudyView&,
                                       const std::vector<record::Record>& records) {
      *would = kinds_of(records);
    };
  write.answer = [study, first, dry_run, would](studies::Outcome outcome) {
    auto more = fmt::format(",\"undoes\":{},\"dry_run\":{}", first, dry_run);
    if (dry_run) {
      for (const auto& [kind, number] : *would) outcome.events += number;
      more += ",\"would\":" + nlohmann::json(*would).dump();
    }
    return json_response(200, outcome_json(study, outcome, more));
  };
  write_study(call, std::move(reply), std::move(write));
}

}  // namespace

void add_undo_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kPost, "/v1/studies/{study}/undo", access::Action::kCode, undo, 64 * 1024,
       http::Where::kWorker});
}

}  // namespace verbatim::api
