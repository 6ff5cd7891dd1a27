#include "api/app.hpp"

#include <algorithm>

#include "api/problems.hpp"
#include "api/reads/conditional.hpp"

namespace verbatim::api {
namespace {

std::string_view bearer(const http::Request& request) {
  const auto header = request.header("Authorization").value_or("");
  constexpr std::string_view kScheme = "bearer ";
  if (header.size() <= kScheme.size()) return {};
  for (std::size_t i = 0; i < kScheme.size(); ++i)
    if ((header[i] | 0x20) != (kScheme[i] | 0x20)) return {};
  return header.substr(kScheme.size());
}

// Of two such headers, one would be obeyed and the other overlooked.
Result<void> said_once(const http::Request& request) {
  for (const std::string_view name :
       {"Authorization", "Content-Encoding", "Content-Type", "Idempotency-Key", "If-Match",
        "If-None-Match", "Last-Event-ID", "Verbatim-Min-Position"}) {
    if (request.count_of(name) > 1)
      return Failure{Fault::kMalformedRequest,
                     "The header " + std::string(name) + " is given more than once.",
                     std::string(name), "Send it once."};
  }
  return {};
}

// The caller in the role that they have in the study, where they are a member of it. An owner's
// token stands above: whoever runs the server is locked out of nothing.
Result<access::Caller> as_member(const studies::Studies& studies, access::Caller caller,
                                 std::string_view study) {
  if (study.empty() || caller.role == coding::Role::kOwner) return caller;
  if (caller.study && *caller.study != study) return caller;  // of that one it is told nothing
  const auto live = studies.find(study);
  if (!live) return caller;
  const auto known = live->standing_of(caller.name);
  if (!known) return known.error();
  const auto& standing = *known;
  if (!standing) return caller;
  if (standing->removed)
    return Failure{Fault::kForbidden, "'" + caller.name + "' was removed from this study.", "",
                   "Whoever manages the study may add them again (add_member)."};
  caller.role = standing->role;
  caller.by_membership = true;
  return caller;
}

// Whether to look at the study would mean to wait until it is in memory: not for an I/O thread.
bool is_out_of_memory(const App& app, const http::Request& request) {
  const auto live = app.studies.find(request.params[0]);
  return live && !live->is_loaded();
}

// Nobody waits on a worker while the writer keeps the study (for a large import): there are few.
void when_free(const App& app, const http::Request& request, std::function<void()> go) {
  if (const auto live = app.studies.find(request.params[0])) return live->when_free(std::move(go));
  go();
}

// What is to be written to is brought into memory by its caller's thread, not the writer's, for
// which everybody waits. Whoever needs it is told where that failed.
void bring_into_memory(const App& app, const http::Request& request) {
  const auto live = app.studies.find(request.params[0]);
  if (live && !live->is_loaded()) static_cast<void>(live->load());
}

// Nothing is done to a study that has not come to where its caller saw it: after a restore from a
// backup, say. Reads ask for themselves, since they may be of an earlier moment.
std::optional<http::Response> too_early(const App& app, const http::Request& request) {
  const auto& study = request.params[0];
  if (!request.header("Verbatim-Min-Position") || !app.studies.find(study)) return std::nullopt;
  return not_there_yet(request, app.studies.log().last_position(study));
}

// Who calls, as their token says.
Result<access::Caller> holder(App& app, const http::Request& request) {
  if (auto once = said_once(request); !once) return std::move(once).error();
  auto caller = app.tokens.authenticate(bearer(request));
  if (!caller)
    return Failure{Fault::kUnauthenticated, "The request has no token that this server knows.",
                   "Authorization",
                   "Send \"Authorization: Bearer TOKEN\"; `verbatim token create` "
                   "makes a token."};
  return std::move(*caller);
}

// Who calls, if they may do this.
Result<access::Caller> admit(App& app, const http::Request& request, access::Action action,
                             bool of_study) {
  auto caller = holder(app, request);
  if (!caller) return caller;
  const std::string_view study = of_study ? std::string_view(request.params[0]) : "";
  auto member = as_member(app.studies, std::move(*caller), study);
  if (!member) return member;
  if (auto allowed = access::allow(*member, action, study); !allowed)
    return std::move(allowed).error();
  return member;
}

// Whether the holder of a token may do this now, for threads that others wait for: nothing until a
// worker has brought into memory what says who is a member.
std::optional<bool> may_now(const studies::Studies& studies, Workers& workers,
                            const access::Caller& caller, access::Action action,
                            const std::string& study) {
  const auto live = caller.role == coding::Role::kOwner ? nullptr : studies.find(study);
  if (live && !live->knows_standings()) {
    const auto there = live->load_soon(workers.as_post());
    if (!there) return false;
    if (!*there) return std::nullopt;
  }
  const auto member = as_member(studies, caller, study);
  return member && access::allow(*member, action, study).has_value();
}

}  // namespace

std::optional<Failure> App::write_failure() const {
  if (auto failure = studies.write_failure()) return failure;
  return vault.write_failure();
}

void add(http::Router& router, App& app, ApiRoute route) {
  const bool of_study = route.pattern.starts_with("/v1/studies/{study}");
  const bool takes_key = route.takes_key || route.method == http::Method::kGet;
  auto run = [&app, of_study, takes_key, action = route.action, handler = std::move(route.handler)](
                 const http::Request& request, http::Reply reply) {
    auto caller = admit(app, request, action, of_study);
    if (!caller) return reply.send(problem(caller.error()));
    if (!takes_key && request.header("Idempotency-Key"))
      return reply.send(problem({Fault::kInvalidValue, "No Idempotency-Key is remembered here.",
                                 "Idempotency-Key", "Send it without one."}));
    if (of_study && request.method != http::Method::kGet) {
      bring_into_memory(app, request);
      if (auto early = too_early(app, request)) return reply.send(std::move(*early));
    }
    Call call{app, request, std::move(*caller)};
    handler(call, std::move(reply));
  };
  // Nobody's bodies are taken into memory but of those who may send them; where nobody knows who
  // that is yet, of those who have a token.
  auto refuse_early = [&app, of_study, action = route.action](
                          const http::Request& request) -> std::optional<http::Response> {
    const auto live = of_study ? app.studies.find(request.params[0]) : nullptr;
    const bool unknown = live && !live->knows_standings();
    const auto caller = unknown ? holder(app, request) : admit(app, request, action, of_study);
    if (caller) return std::nullopt;
    return problem(caller.error());
  };
  http::Route added{route.method, std::move(route.pattern), std::move(run), route.body_limit_bytes,
                    route.where,  std::move(refuse_early)};
  if (of_study) {
    added.waits = [&app](const http::Request& request) { return is_out_of_memory(app, request); };
    added.when_ready = [&app](const http::Request& request, std::function<void()> go) {
      when_free(app, request, std::move(go));
    };
  }
  router.add(std::move(added));
}

std::function<std::optional<bool>()> still_allowed(const Call& call, access::Action action) {
  return [&app = call.app, token = std::string(bearer(call.request)), action,
          study = call.request.params.empty() ? "" : call.request.params[0]] {
    const auto caller = app.tokens.authenticate(token);
    return caller ? may_now(app.studies, app.workers, *caller, action, study)
                  : std::optional(false);
  };
}

std::optional<bool> may_by_name(const studies::Studies& studies, Workers& workers,
                                access::TokenStore& tokens, const std::string& name,
                                access::Action action, const std::string& study) {
  bool is_known = true;
  for (const auto& token : tokens.list()) {
    if (token.caller.name != name) continue;
    const auto may = may_now(studies, workers, token.caller, action, study);
    if (may.value_or(false)) return true;
    is_known = is_known && may;
  }
  return is_known ? std::optional(false) : std::nullopt;
}

}  // namespace verbatim::api
