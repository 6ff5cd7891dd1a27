#include "api/app.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "api/problems.hpp"

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
       {"Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match",
        "Last-Event-ID", "Verbatim-Min-Position"}) {
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
  return caller;
}

// Whether to look at the study would mean to wait until it is in memory: not for an I/O thread.
bool is_out_of_memory(const App& app, const http::Request& request) {
  const auto live = app.studies.find(request.params[0]);
  return live && !live->is_loaded();
}

// What is to be written to is brought into memory by its caller's thread, not the writer's, for
// which everybody waits. Whoever needs it is told where that failed.
void bring_into_memory(const App& app, const http::Request& request) {
  const auto live = app.studies.find(request.params[0]);
  if (live && !live->is_loaded()) static_cast<void>(live->load());
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

}  // namespace

std::optional<Failure> App::write_failure() const {
  if (auto failure = studies.write_failure()) return failure;
  return vault.write_failure();
}

void add(http::Router& router, App& app, ApiRoute route) {
  const bool of_study = route.pattern.starts_with("/v1/studies/{study}");
  auto run = [&app, of_study, action = route.action, handler = std::move(route.handler)](
                 const http::Request& request, http::Reply reply) {
    auto caller = admit(app, request, action, of_study);
    if (!caller) return reply.send(problem(caller.error()));
    if (of_study && request.method != http::Method::kGet) bring_into_memory(app, request);
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
  std::function<bool(const http::Request&)> waits;
  if (of_study)
    waits = [&app](const http::Request& request) { return is_out_of_memory(app, request); };
  router.add({route.method, std::move(route.pattern), std::move(run), route.body_limit_bytes,
              route.where, std::move(refuse_early), std::move(waits)});
}

std::function<bool()> still_allowed(const Call& call, access::Action action) {
  return [&app = call.app, token = std::string(bearer(call.request)), action,
          study = call.request.params.empty() ? "" : call.request.params[0]] {
    auto caller = app.tokens.authenticate(token);
    if (!caller) return false;
    const auto member = as_member(app.studies, std::move(*caller), study);
    return member && access::allow(*member, action, study).has_value();
  };
}

bool may_by_name(const studies::Studies& studies, access::TokenStore& tokens,
                 const std::string& name, access::Action action, const std::string& study) {
  const auto all = tokens.list();
  return std::any_of(all.begin(), all.end(), [&](const access::TokenInfo& token) {
    if (token.caller.name != name) return false;
    const auto member = as_member(studies, token.caller, study);
    return member && access::allow(*member, action, study).has_value();
  });
}

http::Response json_response(unsigned status, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

Failure bad_parameter(std::string_view name, std::string detail) {
  return {Fault::kInvalidValue, std::move(detail), std::string(name), ""};
}

Result<std::uint64_t> number_parameter(const http::Request& request, std::string_view name,
                                       std::uint64_t least, std::uint64_t most,
                                       std::uint64_t otherwise) {
  const auto text = request.parameter(name);
  if (!text) return otherwise;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number < least || number > most)
    return bad_parameter(name, "The parameter must be a whole number from " +
                                   std::to_string(least) + " to " + std::to_string(most) + ".");
  return number;
}

Result<bool> flag_parameter(const http::Request& request, std::string_view name) {
  const auto word = request.parameter(name).value_or("false");
  if (word == "true" || word == "false") return word == "true";
  return bad_parameter(name, "It is true or false.");
}

std::vector<std::string> list_parameter(const http::Request& request, std::string_view name) {
  std::vector<std::string> items;
  const auto text = request.parameter(name);
  if (!text) return items;
  for (std::size_t begin = 0; begin <= text->size();) {
    const auto comma = std::min(text->find(',', begin), text->size());
    items.emplace_back(text->substr(begin, comma - begin));
    begin = comma + 1;
  }
  return items;
}

Result<void> only_media_type(const http::Request& request, std::string_view type) {
  const auto given = request.header("Content-Type").value_or("");
  auto media = given.substr(0, given.find(';'));
  while (media.ends_with(' ')) media.remove_suffix(1);
  const auto same = [&](std::string_view other) {
    return std::equal(media.begin(), media.end(), other.begin(), other.end(),
                      [](char a, char b) { return std::tolower(a) == std::tolower(b); });
  };
  if (media.empty() || same(type)) return {};
  return Failure{
      Fault::kUnsupportedMedia,
      "The body is " + std::string(media) + "; this place takes " + std::string(type) + ".",
      "Content-Type", "Send it with Content-Type: " + std::string(type) + "."};
}

Result<void> only_parameters(const http::Request& request,
                             const std::vector<std::string_view>& known,
                             std::string_view repeatable) {
  for (std::size_t i = 0; i < request.query.size(); ++i) {
    const auto& name = request.query[i].first;
    if (std::find(known.begin(), known.end(), name) == known.end())
      return bad_parameter(name, "There is no parameter \"" + name + "\" here.");
    for (std::size_t j = 0; j < i; ++j)
      if (request.query[j].first == name && name != repeatable)
        return bad_parameter(name, "The parameter \"" + name + "\" is given twice.");
  }
  return {};
}

}  // namespace verbatim::api
