// Memos: what members note about anything in a study.
#include <algorithm>
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

using coding::Audience;
using coding::Kind;
using coding::Thing;
using nlohmann::ordered_json;

// `viewpoint` is of now, also where the study is of an earlier moment; null: it is not blind.
bool may_read(const coding::Study& study, const coding::Memo& memo, std::string_view caller,
              const coding::Viewpoint* viewpoint) {
  if (memo.audience != Audience::kTeam && study.member_ids.id(memo.author) != caller) return false;
  return viewpoint == nullptr || coding::shows(study, *viewpoint, memo);
}

Failure no_such_memo(const std::string& id) {
  return {Fault::kUnknownMemo, "There is no memo '" + id + "' for this caller.", "memo",
          "GET /v1/studies/{study}/memos lists those that may be read."};
}

// What a thing's name lacks, or has too much of.
std::optional<Failure> half_named(const Thing& thing, const char* id, const char* question) {
  const auto kind = std::string(word_of(thing.kind));
  const bool of_question = thing.kind == Kind::kComment || thing.kind == Kind::kResponse;
  if (thing.kind == Kind::kStudy && !thing.id.empty())
    return Failure{Fault::kInvalidValue, "The study is named without an id.", id, "Leave it out."};
  if (thing.kind != Kind::kStudy && thing.id.empty())
    return Failure{Fault::kMissingField, "Which " + kind + "?", id, "Give its id."};
  if (of_question && thing.question.empty())
    return Failure{Fault::kMissingField,
                   "Ids of " + kind + "s are those of their question: which question is " + kind +
                       " '" + thing.id + "' of?",
                   question, "Name the question."};
  if (!of_question && !thing.question.empty())
    return Failure{Fault::kInvalidValue, "Only a comment or response is named with its question.",
                   question, "Leave it out."};
  return std::nullopt;
}

// --- Writing

Result<Thing> read_about(ObjectReader& in) {
  const auto* object = in.object("about");
  if (object == nullptr) return Thing{};
  ObjectReader about(*object, in.pointer_to("about"));
  Thing thing;
  const auto word = about.text("kind", 32);
  if (const auto kind = word_from<Kind>(kKinds, word))
    thing.kind = *kind;
  else
    about.refuse({Fault::kInvalidValue, "There is no kind of thing \"" + word + "\".",
                  about.pointer_to("kind"), ""});
  thing.id = about.optional_id("id").value_or("");
  thing.question = about.optional_id("question").value_or("");
  if (auto failure = about.finish()) return std::move(*failure);
  if (auto wrong = half_named(thing, "/about/id", "/about/question")) return std::move(*wrong);
  return thing;
}

struct SentMemo {
  coding::WriteMemo command;
  std::string text;
};

Result<SentMemo> read_memo_body(const Call& call) {
  auto body = json_body(call.request);
  if (!body) return std::move(body).error();
  ObjectReader in(*body, "");
  SentMemo memo;
  memo.command.memo = call.request.params[1];
  memo.command.author = call.caller.name;
  auto about = read_about(in);
  if (about)
    memo.command.about = std::move(*about);
  else
    in.refuse(std::move(about).error());
  if (const auto word = in.optional_text("audience", 32)) {
    memo.command.audience = word_from<Audience>(kAudiences, *word);
    if (!memo.command.audience)
      in.refuse({Fault::kInvalidValue, "There is no audience \"" + *word + "\".",
                 in.pointer_to("audience"), "Use private or team."});
  }
  memo.text = in.prose("text", kNoteBytesMax);
  if (auto failure = in.finish()) return std::move(*failure);
  return memo;
}

void write_memo(Call& call, http::Reply reply) {
  const auto& study = call.request.params[0];
  auto memo = read_memo_body(call);
  if (!memo) return reply.send(problem(memo.error()));
  const auto live = find_study(call.app.studies, study);
  if (!live) return reply.send(problem(live.error()));
  auto& command = memo->command;
  const auto key = studies::look_now(**live, [&](const projections::StudyView& view) {
    return key_of_memo(view.study(), command.about, command.author);
  });
  if (!key) return reply.send(problem(key.error()));
  const auto place = vault::place_of_memo(study, command.memo);
  const vault::Vault::Text text{study, *key, place, memo->text};
  auto sealed = call.app.vault.seal({&text, 1});
  if (!sealed) return reply.send(problem(sealed.error()));
  command.sealed_text.bytes = std::move(sealed->front().bytes);
  command.text_mark.bytes = std::move(sealed->front().mark);
  StudyWrite write;
  write.sealed_for = {*key};
  write.request.plan = [command = std::move(command),
                        key = *key](const coding::Study& now) -> Result<studies::CommandSource> {
    // What it is about came in between: it is read with another key than it was sealed with.
    if (key_of_memo(now, command.about, command.author) != key)
      return Failure{Fault::kOverloaded, "What the memo is about was added at this very moment.",
                     "/about", "Send the memo again."};
    return studies::CommandSource{1, [command](std::size_t) { return command; }};
  };
  write_study(call, std::move(reply), std::move(write));
}

// Decided on the state as it is then: a memo that the caller may not read is not there for them,
// before it is removed and after.
void remove_memo(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  StudyWrite write;
  write.request.plan = [id = call.request.params[1], caller = call.caller](
                           const coding::Study& study) -> Result<studies::CommandSource> {
    const coding::Command command = coding::RemoveThing{{Kind::kMemo, id, ""}};
    const studies::CommandSource source{1, [command](std::size_t) { return command; }};
    const auto viewpoint = coding::viewpoint_of(study, caller.name);
    const auto known = study.memo_ids.find_ever(id);
    if (!known || !may_read(study, study.memos[*known], caller.name, &viewpoint))
      return no_such_memo(id);
    if (study.memo_ids.is_gone(*known)) return source;  // it is removed already
    if (study.member_ids.id(study.memos[*known].author) != caller.name)
      if (auto allowed = access::allow(caller, access::Action::kManage, study.id); !allowed)
        return std::move(allowed).error();
    return source;
  };
  write_study(call, std::move(reply), std::move(write));
}

// --- Reading

struct NotedMemo {
  std::string memo, author;
  Thing about;
  Audience audience;
  NotePlace place;
};

struct Memos {
  std::string study;
  std::uint64_t position = 0;
  std::vector<NotedMemo> memos;
  std::optional<std::string> next;
};

NotedMemo note_memo(const coding::Study& study, coding::IdTable::Index index) {
  const auto& memo = study.memos[index];
  const std::string id(study.memo_ids.id(index)), author(study.member_ids.id(memo.author));
  auto keys = keys_of_memo(study, memo);
  return {id,
          author,
          memo.about,
          memo.audience,
          {std::move(keys.key), vault::place_of_memo(study.id, id), memo.position,
           std::move(keys.earlier)}};
}

Result<ordered_json> memo_json(const App& app, const std::string& study, const NotedMemo& memo) {
  auto text = note_text(app.studies.log(), app.vault, study, memo.place);
  if (!text) return std::move(text).error();
  ordered_json json;
  json["memo"] = memo.memo;
  json["author"] = memo.author;
  json["about"] = thing_json(memo.about);
  json["audience"] = word_of(memo.audience);
  json["text"] = *text ? ordered_json(**text) : ordered_json();
  json["written_at"] = memo.place.position;
  if (auto put = put_erased(json, "text", app.vault, study, memo.place.key); !put)
    return std::move(put).error();
  return json;
}

void read_memo(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  auto found = std::make_shared<Memos>();
  const auto note = [found, id = call.request.params[1], caller = call.caller.name](
                        const projections::StudyView& view,
                        const coding::Viewpoint* viewpoint) -> Result<http::Response> {
    const auto& study = view.study();
    const auto known = study.memo_ids.find(id);
    if (!known || !may_read(study, study.memos[*known], caller, viewpoint)) return no_such_memo(id);
    *found = {study.id, view.position(), {note_memo(study, *known)}, {}};
    return http::Response{};
  };
  auto read = read_for_all(note);
  read.complete = [&app = call.app, found]() -> Result<http::Response> {
    auto memo = memo_json(app, found->study, found->memos.front());
    if (!memo) return std::move(memo).error();
    ordered_json json{{"study", found->study}, {"position", found->position}};
    json.update(*memo);
    return json_response(200, json.dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

// "theme:pay", "study"; the question of a comment or response is a parameter of its own.
Result<std::optional<Thing>> asked_about(const http::Request& request) {
  const auto about = request.parameter("about");
  if (!about) return std::optional<Thing>{};
  const auto colon = std::min(about->find(':'), about->size());
  const auto kind = word_from<Kind>(kKinds, about->substr(0, colon));
  if (!kind)
    return bad_parameter("about", "Memos are about a thing, as KIND:ID; for example theme:pay.");
  Thing thing{*kind, std::string(about->substr(std::min(colon + 1, about->size()))),
              std::string(request.parameter("question").value_or(""))};
  if (auto wrong = half_named(thing, "about", "question")) return std::move(*wrong);
  return std::optional(std::move(thing));
}

void list_memos(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(request, {"about", "question", "after", "limit", "as_of"});
      !known)
    return reply.send(problem(known.error()));
  auto about = asked_about(request);
  if (!about) return reply.send(problem(about.error()));
  const auto limit = number_parameter(request, "limit", 1, 1000, 100);
  if (!limit) return reply.send(problem(limit.error()));
  auto found = std::make_shared<Memos>();
  const auto note = [found, about = std::move(*about), after = copy_of(request.parameter("after")),
                     limit = *limit, caller = call.caller.name](
                        const projections::StudyView& view,
                        const coding::Viewpoint* viewpoint) -> Result<http::Response> {
    const auto& study = view.study();
    *found = {study.id, view.position(), {}, {}};
    coding::IdTable::Index index = 0;
    if (after) {
      const auto known = study.memo_ids.find_ever(*after);
      if (!known || !may_read(study, study.memos[*known], caller, viewpoint))
        return Failure{Fault::kUnknownMemo, "There is no memo '" + *after + "'.", "after",
                       "Use the \"next\" of the page before."};
      index = *known + 1;
    }
    for (; index < study.memos.size(); ++index) {
      const auto& memo = study.memos[index];
      if (study.memo_ids.is_gone(index) || !may_read(study, memo, caller, viewpoint)) continue;
      if (about && memo.about != *about) continue;
      if (found->memos.size() == limit) {
        found->next = found->memos.back().memo;
        break;
      }
      found->memos.push_back(note_memo(study, index));
    }
    return http::Response{};
  };
  auto read = read_for_all(note);
  read.complete = [&app = call.app, found]() -> Result<http::Response> {
    auto list = ordered_json::array();
    for (const auto& noted : found->memos) {
      auto memo = memo_json(app, found->study, noted);
      if (!memo) return std::move(memo).error();
      list.push_back(std::move(*memo));
    }
    return json_response(
        200, ordered_json{{"study", found->study},
                          {"position", found->position},
                          {"memos", std::move(list)},
                          {"next", found->next ? ordered_json(*found->next) : ordered_json()}}
                 .dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_memo_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string memos = "/v1/studies/{study}/memos", memo = memos + "/{memo}";
  add(router, app, {http::Method::kGet, memos, Action::kReadResponses, list_memos});
  add(router, app, {http::Method::kGet, memo, Action::kReadResponses, read_memo});
  add(router, app,
      {http::Method::kPut, memo, Action::kCode, write_memo, 64 * 1024, http::Where::kWorker});
  add(router, app, {http::Method::kDelete, memo, Action::kCode, remove_memo});
}

}  // namespace verbatim::api
