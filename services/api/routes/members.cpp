// What members are called, and that it is forgotten: pseudonymising.
#include <memory>

#include <nlohmann/json.hpp>

#include "api/forms/domain_words.hpp"
#include "api/forms/note_text.hpp"
#include "api/problems.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/texts/erased_text.hpp"
#include "api/writes/write_study.hpp"
#include "coding/decide.hpp"
#include "vault/place.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

void name_member(Call& call, http::Reply reply) {
  const auto &study = call.request.params[0], &member = call.request.params[1];
  auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  const auto name = in.prose("name", kLabelBytesMax, Lines::kOne);
  if (auto failure = in.finish()) return reply.send(problem(*failure));
  const auto live = find_study(call.app.studies, study);
  if (!live) return reply.send(problem(live.error()));
  // Before any key is made for them.
  const auto nameable =
      studies::look_now(**live, [&](const projections::StudyView& view) -> Result<void> {
        const auto decided = coding::decide(view.study(), coding::NameMember{member, {"x"}, {}});
        if (!decided) return decided.error();
        return {};
      });
  if (!nameable) return reply.send(problem(nameable.error()));
  const auto place = vault::place_of_name(study, member), key = vault::key_of_member(member);
  const vault::Vault::Text text{study, key, place, name};
  auto sealed = call.app.vault.seal({&text, 1});
  if (!sealed) return reply.send(problem(sealed.error()));
  StudyWrite write;
  write.sealed_for = {key};
  write.request.commands = {coding::NameMember{
      member, {std::move(sealed->front().bytes)}, {std::move(sealed->front().mark)}}};
  write_study(call, std::move(reply), std::move(write));
}

// Logged first, then the key goes: see execute_erasure().
void pseudonymise_member(Call& call, http::Reply reply) {
  const auto study = call.request.params[0], member = call.request.params[1];
  auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  auto reason = in.prose("reason", kReasonBytesMax);
  if (auto failure = in.finish()) return reply.send(problem(*failure));
  const auto key = call.app.vault.key_id(study, vault::key_of_member(member));
  if (!key) return reply.send(problem(key.error()));
  StudyWrite write;
  write.request.commands = {coding::PseudonymiseMember{member, key->value_or("")}};
  write.request.reason = std::move(reason);
  write.on_worker = true;
  write.answer = [&app = call.app, study, member](const studies::Outcome& outcome) {
    if (auto erased = forget_name(app.vault, study, member); !erased)
      return problem(not_destroyed_yet(std::move(erased).error()));
    return json_response(200, outcome_json(study, outcome));
  };
  write_study(call, std::move(reply), std::move(write));
}

struct Members {
  struct One {
    ordered_json json;  // but for their name
    NotePlace name;     // position 0: they have none
  };
  std::string study;
  std::uint64_t position = 0;
  std::vector<One> members;
};

Members note_members(const projections::StudyView& view) {
  const auto& study = view.study();
  Members noted{study.id, view.position(), {}};
  for (coding::IdTable::Index m = 0; m < study.members.size(); ++m) {
    const auto& member = study.members[m];
    const std::string id(study.member_ids.id(m));
    noted.members.push_back(
        {{{"member", id},
          {"role", access::word_of(member.role)},
          {"removed", study.member_ids.is_gone(m)},
          {"pseudonymised_at",
           member.pseudonymised_at == 0 ? ordered_json() : ordered_json(member.pseudonymised_at)}},
         {vault::key_of_member(id), vault::place_of_name(study.id, id), member.named_at}});
  }
  return noted;
}

void list_members(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  auto found = std::make_shared<Members>();
  StudyRead read;
  read.says_nothing_of_codings = true;
  read.answer = [found](const projections::StudyView& view) -> Result<http::Response> {
    *found = note_members(view);
    return http::Response{};
  };
  read.complete = [&app = call.app, found]() -> Result<http::Response> {
    auto list = ordered_json::array();
    for (auto& noted : found->members) {
      auto name = noted.name.position == 0
                      ? Result<std::optional<std::string>>(std::optional<std::string>())
                      : note_text(app.studies.log(), app.vault, found->study, noted.name);
      if (!name) return std::move(name).error();
      noted.json["name"] = *name ? ordered_json(**name) : ordered_json();
      list.push_back(std::move(noted.json));
    }
    return json_response(200, ordered_json{{"study", found->study},
                                           {"position", found->position},
                                           {"members", std::move(list)}}
                                  .dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_member_routes(http::Router& router, App& app) {
  using access::Action;
  using http::Method;
  const std::string all = "/v1/studies/{study}/members", one = all + "/{member}";
  add(router, app, {Method::kGet, all, Action::kReadEvents, list_members});
  add(router, app,
      {Method::kPut, one + "/name", Action::kManage, name_member, 64 * 1024, http::Where::kWorker});
  add(router, app,
      {Method::kPost, one + "/pseudonymisation", Action::kManage, pseudonymise_member, 64 * 1024,
       http::Where::kWorker});
}

}  // namespace verbatim::api
