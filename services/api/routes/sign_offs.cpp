// Who stands for the figures: what participants say of the findings, and sign-off.
#include <memory>

#include <nlohmann/json.hpp>

#include "api/forms/note_text.hpp"
#include "api/problems.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/write_study.hpp"
#include "vault/place.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

Failure with_pointer(Failure failure, std::size_t) {
  if (!failure.field.empty()) failure.field = "/" + failure.field;
  return failure;
}

// Carries out what `read` makes of the body.
template <class Read>
void write_from_body(Call& call, http::Reply reply, Read read) {
  auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  coding::Command command = read(in);
  if (auto failure = in.finish()) return reply.send(problem(*failure));
  StudyWrite write;
  write.request.commands = {std::move(command)};
  write.request.locate = with_pointer;
  write_study(call, std::move(reply), std::move(write));
}

void write_one(Call& call, http::Reply reply, coding::Command command) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  StudyWrite write;
  write.request.commands = {std::move(command)};
  write_study(call, std::move(reply), std::move(write));
}

template <class List>
void read_list(Call& call, http::Reply reply, const char* name, List list) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto answer = [name, list](const projections::StudyView& view) -> Result<http::Response> {
    ordered_json json{{"study", view.study().id}, {"position", view.position()}};
    json[name] = list(view.study());
    return json_response(200, json.dump());
  };
  StudyRead read;
  read.answer = answer;
  read.keep = true;
  read.says_nothing_of_codings = true;
  read_study(call, std::move(reply), std::move(read));
}

void sign_off(Call& call, http::Reply reply) {
  write_from_body(call, std::move(reply), [&](ObjectReader& in) {
    return coding::SignOff{call.caller.name, in.number("at", kPositionMax),
                           in.text("statement", kNoteBytesMax)};
  });
}

void revoke_sign_off(Call& call, http::Reply reply) {
  const auto at = whole_number(call.request.params[1]);
  if (!at || *at > kPositionMax)
    return reply.send(problem(bad_parameter("at", "A sign-off is named by its position.")));
  write_one(call, std::move(reply), coding::RevokeSignOff{call.caller.name, *at});
}

void list_sign_offs(Call& call, http::Reply reply) {
  read_list(call, std::move(reply), "sign_offs", [](const coding::Study& study) {
    auto list = ordered_json::array();
    for (const auto& one : study.sign_offs)
      list.push_back({{"member", study.member_ids.id(one.member)},
                      {"at", one.at},
                      {"statement", one.statement},
                      {"signed_at", one.position}});
    return list;
  });
}

void record_check(Call& call, http::Reply reply) {
  const auto& study = call.request.params[0];
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  if (auto media = only_media_type(call.request, "application/json"); !media)
    return reply.send(problem(media.error()));
  const auto body = parse_json(call.request.body);
  if (!body) return reply.send(problem(body.error()));
  ObjectReader in(*body, "");
  coding::RecordMemberCheck command{call.request.params[1], in.id("question"),
                                    in.optional_id("theme").value_or(""),
                                    in.text("by", kLabelBytesMax)};
  const auto outcome = in.prose("outcome", kNoteBytesMax);
  if (auto failure = in.finish()) return reply.send(problem(*failure));
  // Before any key is made for it.
  if (const auto live = find_study(call.app.studies, study); !live)
    return reply.send(problem(live.error()));
  const auto place = vault::place_of_check(study, command.check), key = vault::key_of_study();
  const vault::Vault::Text text{study, key, place, outcome};
  auto sealed = call.app.vault.seal({&text, 1});
  if (!sealed) return reply.send(problem(sealed.error()));
  command.sealed_outcome.bytes = std::move(sealed->front().bytes);
  command.outcome_mark.bytes = std::move(sealed->front().mark);
  StudyWrite write;
  write.sealed_for = {key};
  write.request.commands = {std::move(command)};
  write.request.locate = with_pointer;
  write_study(call, std::move(reply), std::move(write));
}

void remove_check(Call& call, http::Reply reply) {
  write_one(call, std::move(reply),
            coding::RemoveThing{{coding::Kind::kCheck, call.request.params[1], ""}});
}

struct NotedCheck {
  ordered_json json;  // but for its outcome
  NotePlace place;
};

struct Checks {
  std::string study;
  std::uint64_t position = 0;
  std::vector<NotedCheck> checks;
};

Checks note_checks(const projections::StudyView& view) {
  const auto& study = view.study();
  Checks noted{study.id, view.position(), {}};
  for (coding::IdTable::Index c = 0; c < study.checks.size(); ++c) {
    const auto& check = study.checks[c];
    if (study.check_ids.is_gone(c)) continue;
    const std::string id(study.check_ids.id(c));
    noted.checks.push_back(
        {{{"check", id},
          {"question", study.question_ids.id(check.question)},
          {"theme", check.theme == coding::kNone16 ? ordered_json()
                                                   : ordered_json(study.theme_ids.id(check.theme))},
          {"by", check.by}},
         {vault::key_of_study(), vault::place_of_check(study.id, id), check.position}});
  }
  return noted;
}

void list_checks(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  auto found = std::make_shared<Checks>();
  StudyRead read;
  read.says_nothing_of_codings = true;
  read.answer = [found](const projections::StudyView& view) -> Result<http::Response> {
    *found = note_checks(view);
    return http::Response{};
  };
  read.complete = [&app = call.app, found]() -> Result<http::Response> {
    auto list = ordered_json::array();
    for (const auto& noted : found->checks) {
      const auto outcome = note_text(app.studies.log(), app.vault, found->study, noted.place);
      if (!outcome) return outcome.error();
      auto check = noted.json;
      check["outcome"] = *outcome ? ordered_json(**outcome) : ordered_json();
      list.push_back(std::move(check));
    }
    return json_response(200, ordered_json{{"study", found->study},
                                           {"position", found->position},
                                           {"member_checks", std::move(list)}}
                                  .dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_sign_off_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string offs = "/v1/studies/{study}/sign-offs";
  const std::string checks = "/v1/studies/{study}/member-checks", check = checks + "/{check}";
  add(router, app, {http::Method::kGet, offs, Action::kReadFigures, list_sign_offs});
  add(router, app, {http::Method::kPost, offs, Action::kManage, sign_off});
  add(router, app, {http::Method::kDelete, offs + "/{at}", Action::kManage, revoke_sign_off});
  add(router, app, {http::Method::kGet, checks, Action::kReadResponses, list_checks});
  add(router, app,
      {http::Method::kPut, check, Action::kCode, record_check, 64 * 1024, http::Where::kWorker});
  add(router, app, {http::Method::kDelete, check, Action::kCode, remove_check});
}

}  // namespace verbatim::api
