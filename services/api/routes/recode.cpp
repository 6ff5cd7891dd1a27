// Many codings changed at once, by a query.
#include "coding/recode.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/write_study.hpp"
#include "coding/blindness.hpp"
#include "record/record.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kListedMax = 1'000;

struct Asked {
  coding::Recode recode;
  std::string reason;
  bool dry_run = false;
};

Result<Asked> read_recode(const nlohmann::json& body, const std::string& question) {
  ObjectReader in(body, "");
  Asked asked;
  asked.recode.question = question;
  asked.recode.with = in.ids("with");
  asked.recode.without = in.optional_ids("without");
  asked.recode.group = in.optional_id("group").value_or("");
  asked.recode.coders = in.optional_ids("coders");
  asked.recode.take = in.optional_ids("take");
  asked.recode.put = in.optional_ids("put");
  asked.reason = in.optional_prose("reason", kReasonBytesMax).value_or("");
  asked.dry_run = in.optional_bool("dry_run", false);
  if (auto failure = in.finish()) return std::move(*failure);
  return asked;
}

// What a recode came to, counted from its events alone: the same for a dry run, for the recode and
// for its answer given again.
struct Changed {
  std::uint32_t events = 0, assigned = 0, withdrawn = 0;
  std::set<std::pair<std::string, std::string>> codings;  // response and coder
  std::vector<std::string> responses;                     // in the order they came

  void add(const coding::Event& event) {
    ++events;
    if (const auto* e = std::get_if<coding::ThemeAssigned>(&event)) {
      ++assigned;
      note(e->response, e->coder);
    } else if (const auto* w = std::get_if<coding::ThemeWithdrawn>(&event)) {
      ++withdrawn;
      note(w->response, w->coder);
    }
  }

  ordered_json json() const {
    const auto listed = static_cast<std::ptrdiff_t>(std::min(responses.size(), kListedMax));
    return {{"responses", responses.size()},
            {"codings", codings.size()},
            {"assigned", assigned},
            {"withdrawn", withdrawn},
            {"first", std::vector(responses.begin(), responses.begin() + listed)}};
  }

 private:
  void note(const std::string& response, const std::string& coder) {
    codings.emplace(response, coder);
    if (responses.empty() || responses.back() != response) responses.push_back(response);
  }
};

Result<Changed> changed_by(const eventlog::EventLog& log, const std::string& study,
                           const studies::Outcome& outcome) {
  Changed changed;
  record::Record record;
  Result<void> decoded;
  const auto visit = [&](eventlog::Position position, std::string_view bytes) {
    if (position > outcome.position) return false;
    decoded = record::decode(bytes, record);
    if (decoded) changed.add(record.event);
    return decoded.has_value();
  };
  if (auto read = log.read(study, outcome.position - outcome.events, visit); !read)
    return std::move(read).error();
  if (!decoded) return std::move(decoded).error();
  return changed;
}

Failure in_body(Failure failure) {
  failure.field.insert(0, "/");
  return failure;
}

StudyWrite make_write(App& app, const std::string& study, const std::string& caller, Asked asked) {
  auto changed = std::make_shared<Changed>();
  StudyWrite write;
  write.request.dry_run = asked.dry_run;
  write.request.reason = asked.reason;
  write.request.plan = [recode = std::move(asked.recode),
                        caller](const coding::Study& now) -> Result<studies::CommandSource> {
    // What is changed tells who said what, in a dry run without a trace.
    const auto question = now.question_ids.find(recode.question);
    if (question &&
        !coding::viewpoint_of(now, caller).sees(static_cast<coding::QuestionIndex>(*question)))
      return coding::blind_round(recode.question);
    auto plan = coding::plan_recode(now, recode);
    if (!plan) return in_body(std::move(plan).error());
    const auto commands = std::make_shared<std::vector<coding::Command>>(std::move(*plan));
    return studies::CommandSource{commands->size(),
                                  [commands](std::size_t i) { return (*commands)[i]; }};
  };
  write.request.locate = [](Failure failure, std::size_t) {
    failure.field = "/put";  // withdrawing is always allowed
    return failure;
  };
  write.request.on_decided = [changed](const projections::StudyView&,
                                       const std::vector<record::Record>& records) {
    for (const auto& record : records) changed->add(record.event);
  };
  write.on_worker_if_replayed = true;
  write.answer = [&app, changed, study, dry_run = asked.dry_run](studies::Outcome outcome) {
    if (outcome.replayed) {
      auto then = changed_by(app.studies.log(), study, outcome);
      if (!then) return problem(then.error());
      *changed = std::move(*then);
    }
    if (dry_run) outcome.events = changed->events;
    const auto more =
        fmt::format(",\"dry_run\":{},\"changed\":{}", dry_run, changed->json().dump());
    return json_response(200, outcome_json(study, outcome, more));
  };
  return write;
}

void run_recode(Call& call, http::Reply reply) {
  const auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  auto asked = read_recode(*body, call.request.params[1]);
  if (!asked) return reply.send(problem(asked.error()));
  write_study(call, std::move(reply),
              make_write(call.app, call.request.params[0], call.caller.name, std::move(*asked)));
}

}  // namespace

void add_recode_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kPost, "/v1/studies/{study}/questions/{question}/recode",
       access::Action::kManage, run_recode});
}

}  // namespace verbatim::api
