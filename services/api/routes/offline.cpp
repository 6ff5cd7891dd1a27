// What was coded without a connection: commands with ids of their own, given one after another,
// each accepted or refused by itself.
#include "studies/offline.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <set>

#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/reads/look_later.hpp"
#include "api/requests/client_name.hpp"
#include "api/requests/command_id.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/came_between.hpp"
#include "api/writes/command_fingerprint.hpp"
#include "api/writes/segment_check.hpp"
#include "api/writes/sent_commands.hpp"
#include "coding/blindness.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kQueuedMax = 1'000;
constexpr std::size_t kQueueBytesMax = 16u << 20;

struct Queued {
  std::string id;
  eventlog::Position base = 0;  // where the client's copy of the study stood
  SentCommand sent{coding::OpenStudy{}, ""};
  std::string text;  // of the command, for its fingerprint
  std::vector<std::string> sealed_for;
  std::string fingerprint;
  std::optional<Failure> refused;
};

std::string place_of(std::size_t i) {
  return "/commands/" + std::to_string(i);
}

// Of a command that is refused: where in it, given where in the command (empty: as a whole).
Failure in_command(Failure failure, std::size_t i) {
  failure.field = place_of(i) + "/command" + (failure.field.empty() ? "" : "/" + failure.field);
  return failure;
}

// Of what is wrong with an entry of the list: where in what was sent.
Failure in_list(Failure failure, std::size_t i) {
  if (failure.fault == Fault::kCommandReused) failure.field = "id";  // no header named it here
  if (!failure.field.empty() && failure.field.front() != '/')
    failure.field.insert(0, place_of(i) + "/");
  return failure;
}

// Reads the list. A command that cannot be read is refused alone; what is wrong with the list
// itself refuses it whole.
Result<std::vector<Queued>> read_queue(const nlohmann::json& body, const Call& call) {
  ObjectReader in(body, "");
  const auto list = in.array("commands", kQueuedMax);
  if (auto failure = in.finish()) return std::move(*failure);
  std::vector<Queued> queue;
  std::set<std::string> ids;
  std::size_t listed = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto pointer = place_of(i);
    ObjectReader one(*list[i], pointer);
    Queued queued;
    queued.id = one.text("id", 128);
    queued.base = one.number("base", kPositionMax);
    const auto* command = one.object("command");
    if (auto failure = one.finish()) return std::move(*failure);
    if (!is_command_id(queued.id)) return bad_command_id(pointer + "/id");
    if (!ids.insert(queued.id).second)
      return Failure{Fault::kInvalidValue, "This id comes twice in the list.", pointer + "/id",
                     "Give every command an id of its own."};
    auto sent = read_command(*command, pointer + "/command", call.caller.name);
    queued.text = command->dump();
    if (sent) {
      listed += listed_in(sent->command);
      if (listed > kListedMax) return lists_too_much(pointer);
      queued.sealed_for = sealed_for({*sent});
      queued.sent = std::move(*sent);
    } else {
      queued.refused = std::move(sent).error();
    }
    if (!queued.refused)
      if (auto allowed = allow_command(call.caller, call.request.params[0], queued.sent.command);
          !allowed)
        queued.refused = in_command(std::move(allowed).error(), i);
    queue.push_back(std::move(queued));
  }
  return queue;
}

// Refuses what would tear characters, each command alone.
void check_graphemes_of(App& app, const std::string& study, std::vector<Queued>& queue) {
  std::vector<SentCommand> sent;
  for (const auto& queued : queue) sent.push_back(queued.sent);
  GraphemeCheck graphemes(app, study, sent);
  for (std::size_t i = 0; i < queue.size(); ++i) {
    if (queue[i].refused) continue;
    if (auto whole = graphemes.check(i, place_of(i) + "/command"); !whole)
      queue[i].refused = std::move(whole).error();
  }
}

// Seals each text by itself: those of who was erased are refused, each alone.
Result<void> seal_each(vault::Vault& vault, const std::string& study, std::vector<Queued>& queue) {
  for (std::size_t i = 0; i < queue.size(); ++i) {
    auto& queued = queue[i];
    if (queued.refused) continue;
    auto sealed = seal(vault, study, {queued.sent});
    if (!sealed && sealed.error().fault != Fault::kErased) return std::move(sealed).error();
    if (sealed)
      queued.sent.command = std::move(sealed->front());
    else
      queued.refused = in_command(std::move(sealed).error(), i);
  }
  return {};
}

// Seals the texts of all that is not refused; the keys are on disk before anything is decided.
Result<void> seal_queue(vault::Vault& vault, const std::string& study, std::vector<Queued>& queue) {
  std::vector<SentCommand> sent;
  for (const auto& queued : queue)
    if (!queued.refused) sent.push_back(queued.sent);
  auto commands = seal(vault, study, std::move(sent));
  if (!commands && commands.error().fault == Fault::kErased) return seal_each(vault, study, queue);
  if (!commands) return std::move(commands).error();
  std::size_t next = 0;
  for (auto& queued : queue)
    if (!queued.refused) queued.sent.command = std::move((*commands)[next++]);
  return {};
}

// What tells each command from another under its id, once the keys are there.
Result<void> fingerprint_queue(const Call& call, std::vector<Queued>& queue) {
  for (auto& queued : queue) {
    if (queued.refused) continue;
    const std::string_view parts[] = {"offline", queued.text, call.caller.name};
    auto said = command_fingerprint(call.app.vault, call.request.params[0],
                                    std::move(queued.sealed_for), parts);
    if (!said) return std::move(said).error();
    queued.fingerprint = std::move(*said);
  }
  return {};
}

// One list on its way: lives until its answer is sent.
class Sending : public std::enable_shared_from_this<Sending> {
 public:
  Sending(Call& call, http::Reply reply, std::vector<Queued> queue)
      : app_(call.app),
        study_(call.request.params[0]),
        actor_{call.caller.name, call.caller.role},
        client_(client_of(call.request)),
        reply_(std::move(reply)),
        queue_(std::move(queue)),
        results_(queue_.size(), studies::Outcome{}),
        open_(queue_.size() + 1) {}

  // Hands all of them in, in order. The writer takes them in that order too.
  void start() {
    auto requests = studies::requests_of(app_.studies.log(), study_, actor_, client_, as_sent());
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      if (queue_[i].refused) {
        settle(i, *queue_[i].refused);
        continue;
      }
      requests[i].locate = [i](Failure failure, std::size_t) {
        return in_command(std::move(failure), i);
      };
      app_.studies.submit(std::move(requests[i]),
                          [self = shared_from_this(), i](Result<studies::Outcome> o) {
                            self->settle(i, std::move(o));
                          });
    }
    finish_one();
  }

 private:
  // Also those that are refused already: an earlier attempt to send them may have had more luck.
  std::vector<studies::Queued> as_sent() const {
    std::vector<studies::Queued> list;
    for (const auto& queued : queue_)
      list.push_back({queued.id, queued.fingerprint, queued.base, queued.sent.command});
    return list;
  }

  void settle(std::size_t i, Result<studies::Outcome> outcome) {
    if (!outcome) outcome = in_list(std::move(outcome).error(), i);
    results_[i] = std::move(outcome);
    finish_one();
  }

  void finish_one() {
    if (--open_ > 0) return;
    if (stale().empty()) return app_.workers.post([self = shared_from_this()] { self->answer(); });
    // Only what the caller may see of what came between is told.
    const auto live = app_.studies.find(study_);
    look_later(
        app_.workers, live,
        [self = shared_from_this(), live](const projections::StudyView& view) {
          const auto& study = view.study();
          return shown_to(study, coding::viewpoint_of(study, self->actor_.name), live->durable());
        },
        [self = shared_from_this()](const Result<Shown>& shown) {
          if (shown) self->tell_between(*shown);
          self->answer();
        });
  }

  // Which were refused because of what came between.
  std::vector<std::size_t> stale() const {
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < results_.size(); ++i)
      if (!results_[i] && results_[i].error().fault == Fault::kStaleCondition) list.push_back(i);
    return list;
  }

  // What the client saw: at its copy's position, or at the one that the command itself names.
  // Requires that it was refused because of what came between, which only what is based on
  // something is.
  BasedOn seen(std::size_t i) const {
    const auto& queued = queue_[i];
    const auto* split = std::get_if<coding::SegmentComment>(&queued.sent.command);
    const bool by_itself = results_[i].error().field == place_of(i) + "/command/base";
    const auto at = by_itself && split != nullptr ? split->base.value_or(queued.base) : queued.base;
    return *based_on(queued.sent.command, at);
  }

  // Without what this list did itself, now or when it was sent before: that stands in nobody's way.
  // Where the log cannot be read, that something came between is told all the same.
  void tell_between(const Shown& shown) {
    std::set<std::string_view> ids;
    for (const auto& queued : queue_) ids.insert(queued.id);
    const auto is_own = [&](const record::Record& record) {
      return record.actor == actor_.name && ids.contains(record.command);
    };
    const auto numbers = stale();
    std::vector<Stale> list;
    for (const auto i : numbers) list.push_back({seen(i), results_[i].error()});
    auto told = stale_problems(app_.studies.log(), study_, list, shown,
                               status_of(Fault::kStaleCondition), is_own);
    if (!told) return;
    for (std::size_t n = 0; n < numbers.size(); ++n) between_[numbers[n]] = std::move((*told)[n]);
  }

  ordered_json problem_at(std::size_t i) const {
    if (const auto told = between_.find(i); told != between_.end()) return told->second;
    const auto& failure = results_[i].error();
    return problem_json(failure, status_of(failure.fault));
  }

  void answer() {
    auto list = ordered_json::array();
    std::size_t accepted = 0;
    eventlog::Position position = 0;
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      ordered_json one;
      one["id"] = queue_[i].id;
      one["accepted"] = results_[i].has_value();
      if (const auto& result = results_[i]) {
        ++accepted;
        position = std::max(position, result->position);
        one["position"] = result->position;
        one["events"] = result->events;
        one["replayed"] = result->replayed;
      } else {
        one["problem"] = problem_at(i);
      }
      list.push_back(std::move(one));
    }
    ordered_json json;
    json["study"] = study_;
    json["position"] = position;
    json["accepted"] = accepted;
    json["refused"] = queue_.size() - accepted;
    json["results"] = std::move(list);
    reply_.send(json_response(200, json.dump()));
  }

  App& app_;
  const std::string study_;
  const studies::Actor actor_;
  const std::string client_;
  http::Reply reply_;
  const std::vector<Queued> queue_;
  std::vector<Result<studies::Outcome>> results_;
  std::map<std::size_t, ordered_json> between_;  // the problems that tell what came between
  std::atomic<std::size_t> open_;  // results that are not there yet, and start() itself
};

void send_offline(Call& call, http::Reply reply) {
  const auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  auto queue = read_queue(*body, call);
  if (!queue) return reply.send(problem(queue.error()));
  const auto& study = call.request.params[0];
  if (auto live = find_study(call.app.studies, study); !live)
    return reply.send(problem(live.error()));
  check_graphemes_of(call.app, study, *queue);
  if (auto sealed = seal_queue(call.app.vault, study, *queue); !sealed)
    return reply.send(problem(sealed.error()));
  if (auto said = fingerprint_queue(call, *queue); !said) return reply.send(problem(said.error()));
  std::make_shared<Sending>(call, std::move(reply), std::move(*queue))->start();
}

}  // namespace

void add_offline_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kPost, "/v1/studies/{study}/offline", access::Action::kCode, send_offline,
       kQueueBytesMax, http::Where::kWorker, false});
}

}  // namespace verbatim::api
