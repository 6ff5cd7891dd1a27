// Who stands for the figures: what participants say of the findings, and sign-off.
#include <nlohmann/json.hpp>

#include "api/command_json.hpp"
#include "api/conditional.hpp"
#include "api/json_reader.hpp"
#include "api/problems.hpp"
#include "api/read_study.hpp"
#include "api/routes.hpp"
#include "api/write_study.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

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
  write.request.locate = [](Failure failure, std::size_t) {
    if (!failure.field.empty()) failure.field = "/" + failure.field;
    return failure;
  };
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
  write_from_body(call, std::move(reply), [&](ObjectReader& in) {
    return coding::RecordMemberCheck{
        call.request.params[1], in.id("question"), in.optional_id("theme").value_or(""),
        in.text("by", kLabelBytesMax), in.text("outcome", kNoteBytesMax)};
  });
}

void remove_check(Call& call, http::Reply reply) {
  write_one(call, std::move(reply),
            coding::RemoveThing{{coding::Kind::kCheck, call.request.params[1], ""}});
}

void list_checks(Call& call, http::Reply reply) {
  read_list(call, std::move(reply), "member_checks", [](const coding::Study& study) {
    auto list = ordered_json::array();
    for (coding::IdTable::Index c = 0; c < study.checks.size(); ++c) {
      const auto& check = study.checks[c];
      if (study.check_ids.is_gone(c)) continue;
      list.push_back({{"check", study.check_ids.id(c)},
                      {"question", study.question_ids.id(check.question)},
                      {"theme", check.theme == coding::kNone16
                                    ? ordered_json()
                                    : ordered_json(study.theme_ids.id(check.theme))},
                      {"by", check.by},
                      {"outcome", check.outcome}});
    }
    return list;
  });
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
  add(router, app, {http::Method::kPut, check, Action::kCode, record_check});
  add(router, app, {http::Method::kDelete, check, Action::kCode, remove_check});
}

}  // namespace verbatim::api
