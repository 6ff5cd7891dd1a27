// Erasing a respondent: requested, reviewed case by case, decided, executed, certified.
#include <memory>
#include <set>

#include <nlohmann/json.hpp>

#include "api/forms/domain_words.hpp"
#include "api/forms/erasure_json.hpp"
#include "api/problems.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/texts/erased_text.hpp"
#include "api/texts/repeated_text.hpp"
#include "api/writes/write_study.hpp"
#include "base/time.hpp"
#include "coding/blindness.hpp"
#include "coding/erasure.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::StudyView;

constexpr std::size_t kToldMax = 100, kDayBytesMax = 32;

// --- Writing

// A word of an enumeration; what is none is refused by the reader.
template <class Word, std::size_t N>
Word one_word(ObjectReader& in, const char* name, const std::array<std::string_view, N>& words) {
  const auto text = in.text(name, 64);
  if (const auto known = word_from<Word>(words, text)) return *known;
  std::string fix;
  for (const auto one : words) fix.append(fix.empty() ? "Use one of " : ", ").append(one);
  in.refuse(
      {Fault::kInvalidValue, "There is no \"" + text + "\" here.", in.pointer_to(name), fix + "."});
  return Word{};
}

// Reads the body by `read`, which makes the command of it and perhaps a reason.
template <class Read>
Result<StudyWrite> write_of_body(const Call& call, Read read) {
  const auto body = json_body(call.request);
  if (!body) return body.error();
  ObjectReader in(*body, "");
  StudyWrite write;
  write.request.commands = {read(in, write.request.reason)};
  if (auto failure = in.finish()) return std::move(*failure);
  write.request.locate = [](Failure failure, std::size_t) {
    if (failure.field != "erasure" && !failure.field.empty()) failure.field.insert(0, "/");
    return failure;
  };
  return write;
}

template <class Read>
void write_with(Call& call, http::Reply reply, Read read) {
  auto write = write_of_body(call, read);
  if (!write) return reply.send(problem(write.error()));
  write_study(call, std::move(reply), std::move(*write));
}

// A day that has begun nowhere on Earth yet is a slip: a request is answered within a month of it.
std::string day_of_receipt(ObjectReader& in) {
  constexpr Micros kFarthestEast = Micros{14} * 3600 * 1'000'000;
  auto day = in.text("received_on", kDayBytesMax);
  if (const auto latest = to_rfc3339(now() + kFarthestEast).substr(0, day.size());
      from_rfc3339(day + "T00:00:00Z") && day > latest)
    in.refuse({Fault::kInvalidValue, "The day is in the future.", in.pointer_to("received_on"),
               "Give the day on which the request came in."});
  return day;
}

void request_erasure(Call& call, http::Reply reply) {
  write_with(call, std::move(reply), [&](ObjectReader& in, std::string&) -> coding::Command {
    return coding::RequestErasure{call.request.params[1], in.id("respondent"),
                                  one_word<coding::RequestedBy>(in, "requested_by", kRequestedBy),
                                  day_of_receipt(in),
                                  in.optional_text("reference", kLabelBytesMax).value_or("")};
  });
}

void review_erasure(Call& call, http::Reply reply) {
  write_with(call, std::move(reply), [&](ObjectReader& in, std::string& reason) -> coding::Command {
    const auto ground = one_word<coding::ErasureGround>(in, "ground", kErasureGrounds);
    reason = in.prose("reason", kReasonBytesMax);
    return coding::ReviewErasure{call.request.params[1], ground};
  });
}

void decide_erasure(Call& call, http::Reply reply) {
  write_with(call, std::move(reply), [&](ObjectReader& in, std::string& reason) -> coding::Command {
    const auto granted = in.optional_bool("granted");
    if (!granted)
      in.refuse({Fault::kMissingField, "The field is missing.", in.pointer_to("granted"),
                 "Say true or false."});
    reason = in.prose("reason", kReasonBytesMax);
    return coding::DecideErasure{call.request.params[1], granted.value_or(false)};
  });
}

// Whose erasure it is, and where what they wrote stands. Nobody where there is none of that id,
// which the rule will say.
struct Erased {
  std::string respondent;
  std::vector<RepeatedText::Written> written;
  bool operator==(const Erased&) const = default;
};
Erased whose_erasure(const coding::Study& study, const std::string& erasure) {
  const auto known = study.erasure_ids.find(erasure);
  if (!known) return {};
  const std::string respondent(study.respondent_ids.id(study.erasures[*known].respondent));
  return {respondent, RepeatedText::written_by(study, respondent)};
}

// In words, for a person and for the certificate.
std::string repeated_at(const std::set<eventlog::Position>& positions) {
  constexpr std::size_t kNamedMax = 100;
  std::string text = "What they wrote is repeated in events that do not go with their key, at ";
  std::size_t named = 0;
  for (const auto position : positions) {
    if (named == kNamedMax) break;
    text += (named++ == 0 ? "" : ", ") + std::to_string(position);
  }
  if (positions.size() > kNamedMax)
    text += " and " + std::to_string(positions.size() - kNamedMax) + " more";
  return text + ", and stays there.";
}

// What is looked for is in the log, and the command is decided later: by then more may repeat it.
Result<studies::CommandSource> plan_execution(const App& app, const coding::Study& now,
                                              const coding::ExecuteErasure& command,
                                              const Erased& erased, RepeatedText& repeated,
                                              bool despite_repeats, std::string_view by) {
  // What repeats the respondent's words may be a note that is not shown to them.
  if (!coding::viewpoint_of(now, by).sees_all()) return coding::blind_round("");
  if (!(whose_erasure(now, command.erasure) == erased))
    return Failure{Fault::kOverloaded,
                   "What the respondent wrote was added to or changed at this very moment.", "",
                   "Execute the erasure again."};
  const auto go_on = [&](const record::Record& record) { repeated.go_on(record); };
  if (auto read = app.studies.events_since(now.id, repeated.seen(), go_on); !read)
    return std::move(read).error();
  repeated.know_notes(now);
  if (auto opened = repeated.open_notes(app.vault, now.id); !opened)
    return std::move(opened).error();
  studies::CommandSource source{1, [command](std::size_t) { return command; }};
  if (repeated.positions().empty()) return source;
  source.reason = repeated_at(repeated.positions());
  if (despite_repeats) return source;
  return Failure{Fault::kNotAllowedNow, std::move(source.reason), "/despite_repeats",
                 "Events stay for ever: execute it with \"despite_repeats\": true, "
                 "which the certificate will say, or not at all."};
}

// First that it happens is on disk, then the key goes: the log says for ever which keys must not
// exist, and the next start finishes what a crash left undone.
void execute_erasure(Call& call, http::Reply reply) {
  const auto study = call.request.params[0], erasure = call.request.params[1];
  auto& app = call.app;
  const auto live = find_study(app.studies, study);
  if (!live) return reply.send(problem(live.error()));
  bool despite_repeats = false;
  coding::ExecuteErasure command{erasure};
  auto write = write_of_body(call, [&](ObjectReader& in, std::string&) -> coding::Command {
    auto told = in.optional_texts("told", kLabelBytesMax, kToldMax);
    despite_repeats = in.optional_bool("despite_repeats", false);
    command.told = std::move(told).value_or(std::vector<std::string>());
    for (std::size_t i = 0; i < command.told.size(); ++i)
      in.is_prose(command.told[i], "told/" + std::to_string(i), Lines::kOne);
    return command;
  });
  if (!write) return reply.send(problem(write.error()));
  const auto erased = studies::look_now(
      **live, [&](const StudyView& view) { return whose_erasure(view.study(), erasure); });
  if (!erased) return reply.send(problem(erased.error()));
  const auto& respondent = erased->respondent;
  if (!respondent.empty()) {
    const auto key = app.vault.key_id(study, respondent);
    if (!key) return reply.send(problem(key.error()));
    command.key = key->value_or("");
  }
  auto repeated =
      RepeatedText::read(app.studies.log(), app.vault, study, respondent, erased->written);
  if (!repeated) return reply.send(problem(repeated.error()));
  const auto known = studies::look_now(**live, [&](const StudyView& view) {
    (*repeated)->know_notes(view.study());
    return true;
  });
  if (!known) return reply.send(problem(known.error()));
  if (auto opened = (*repeated)->open_notes(app.vault, study); !opened)
    return reply.send(problem(opened.error()));
  write->request.plan = [&app, command = std::move(command), erased = *erased, despite_repeats,
                         by = call.caller.name,
                         repeated = std::move(*repeated)](const coding::Study& now) {
    return plan_execution(app, now, command, erased, *repeated, despite_repeats, by);
  };
  write->on_worker = true;
  write->answer = [&app, study, erasure, respondent](const studies::Outcome& outcome) {
    if (auto gone = app.vault.erase(study, respondent, erasure); !gone)
      return problem(not_destroyed_yet(std::move(gone).error()));
    const ordered_json link = certificate_path(study, erasure);
    return json_response(200, outcome_json(study, outcome, ",\"certificate\":" + link.dump()));
  };
  write_study(call, std::move(reply), std::move(*write));
}

// --- Reading

struct Erasures {
  std::string study;
  std::uint64_t position = 0;
  std::vector<NotedErasure> erasures;
};

void list_erasures(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"status", "as_of"}); !known)
    return reply.send(problem(known.error()));
  std::optional<coding::ErasureStatus> status;
  if (const auto asked = call.request.parameter("status")) {
    status = word_from<coding::ErasureStatus>(kErasureStatuses, *asked);
    if (!status)
      return reply.send(problem(bad_parameter(
          "status", "The status is requested, reviewed, granted, refused or executed.")));
  }
  auto found = std::make_shared<Erasures>();
  StudyRead read;
  read.says_nothing_of_codings = true;
  read.answer = [found, status](const StudyView& view) -> Result<http::Response> {
    const auto& study = view.study();
    *found = {study.id, view.position(), {}};
    for (coding::IdTable::Index e = 0; e < study.erasures.size(); ++e)
      if (!study.erasure_ids.is_gone(e) &&
          (!status || coding::status_of(study.erasures[e]) == *status))
        found->erasures.push_back(note_erasure(study, e));
    return http::Response{};
  };
  read.complete = [&app = call.app, found]() -> Result<http::Response> {
    auto list = ordered_json::array();
    for (const auto& noted : found->erasures) {
      auto erasure = erasure_json(app.studies.log(), found->study, noted);
      if (!erasure) return std::move(erasure).error();
      list.push_back(std::move(*erasure));
    }
    return json_response(200, ordered_json{{"study", found->study},
                                           {"position", found->position},
                                           {"erasures", std::move(list)}}
                                  .dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

void read_erasure(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  auto found = std::make_shared<Erasures>();
  StudyRead read;
  read.says_nothing_of_codings = true;
  read.answer = [found,
                 id = call.request.params[1]](const StudyView& view) -> Result<http::Response> {
    const auto erasure = find_erasure(view.study(), id);
    if (!erasure) return erasure.error();
    *found = {view.study().id, view.position(), {note_erasure(view.study(), *erasure)}};
    return http::Response{};
  };
  read.complete = [&app = call.app, found]() -> Result<http::Response> {
    auto erasure = erasure_json(app.studies.log(), found->study, found->erasures.front());
    if (!erasure) return std::move(erasure).error();
    ordered_json json{{"study", found->study}, {"position", found->position}};
    json.update(*erasure);
    return json_response(200, json.dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

// What remains counts assignments, so that it is refused in a blind round.
void read_certificate(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"format", "as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto format = call.request.parameter("format").value_or("json");
  if (format != "json" && format != "text")
    return reply.send(problem(bad_parameter("format", "The format is json or text.")));
  auto found = std::make_shared<Erasures>();
  StudyRead read;
  read.is_long = true;
  read.answer = [found,
                 id = call.request.params[1]](const StudyView& view) -> Result<http::Response> {
    const auto& study = view.study();
    const auto erasure = find_erasure(study, id);
    if (!erasure) return erasure.error();
    if (study.erasures[*erasure].executed_at == 0)
      return Failure{Fault::kNotAllowedNow,
                     "Erasure '" + id + "' is not executed, so that there is nothing to certify.",
                     "erasure", "GET /v1/studies/{study}/erasures/{erasure} says how far it is."};
    *found = {study.id, view.position(), {note_certificate(study, *erasure)}};
    return http::Response{};
  };
  read.complete = [&app = call.app, found, as_text = format == "text"]() -> Result<http::Response> {
    const auto& noted = found->erasures.front();
    const auto erased_by = app.vault.erased_by(found->study, noted.respondent);
    if (!erased_by) return erased_by.error();
    auto json = certificate_json(app.studies.log(), found->study, found->position, noted,
                                 erased_by->has_value());
    if (!json) return std::move(json).error();
    if (!as_text) return json_response(200, json->dump());
    http::Response response;
    response.status = 200;
    response.content_type = "text/plain; charset=utf-8";
    response.body = certificate_text(*json);
    return response;
  };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_erasure_routes(http::Router& router, App& app) {
  using access::Action;
  using http::Method;
  const std::string all = "/v1/studies/{study}/erasures", one = all + "/{erasure}";
  add(router, app, {Method::kGet, all, Action::kReadErasures, list_erasures});
  add(router, app, {Method::kGet, one, Action::kReadErasures, read_erasure});
  add(router, app, {Method::kGet, one + "/certificate", Action::kReadErasures, read_certificate});
  add(router, app, {Method::kPut, one, Action::kRequestErasure, request_erasure});
  add(router, app, {Method::kPut, one + "/review", Action::kDecideErasure, review_erasure});
  add(router, app, {Method::kPut, one + "/decision", Action::kDecideErasure, decide_erasure});
  add(router, app,
      {Method::kPost, one + "/execution", Action::kDecideErasure, execute_erasure, 64 * 1024,
       http::Where::kWorker});
}

}  // namespace verbatim::api
