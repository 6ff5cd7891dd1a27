#include "api/forms/erasure_json.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/forms/domain_words.hpp"
#include "api/texts/erased_text.hpp"
#include "coding/erasure.hpp"
#include "record/record.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

// Who took a step, when and why; null where it was not taken.
Result<ordered_json> step_json(const eventlog::EventLog& log, const std::string& study,
                               std::uint64_t position) {
  if (position == 0) return ordered_json();
  auto bytes = log.read_one(study, position);
  if (!bytes) return std::move(bytes).error();
  record::Record record;
  if (auto decoded = record::decode(*bytes, record); !decoded) return std::move(decoded).error();
  ordered_json json;
  json["position"] = position;
  json["time"] = to_rfc3339(record.time);
  json["by"] = record.actor;
  json["reason"] = record.reason.empty() ? ordered_json() : ordered_json(record.reason);
  return json;
}

ordered_json null_if_empty(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

// What a certificate says of copies that the server does not know.
constexpr const char* kBackups =
    "A copy of the key store that was made before the execution still has the key. Such copies are "
    "kept apart from those of the log and expire by the operator's own policy "
    "(deploy/README.md); a server that is started on one destroys the key again before it answers.";

}  // namespace

NotedErasure note_erasure(const coding::Study& study, coding::IdTable::Index erasure) {
  const auto& state = study.erasures[erasure];
  return {std::string(study.erasure_ids.id(erasure)),
          std::string(study.respondent_ids.id(state.respondent)),
          state,
          {}};
}

NotedErasure note_certificate(const coding::Study& study, coding::IdTable::Index erasure) {
  auto noted = note_erasure(study, erasure);
  auto& remains = noted.remains;
  remains.counted = study.policy.erased_counts == coding::ErasedCounts::kKeep;
  for (const auto& comment : study.comments) {
    if (comment.respondent != noted.state.respondent || study.is_gone(comment)) continue;
    ++remains.comments;
    remains.positions.push_back(comment.position);
    for (auto r = comment.first_response; r != coding::kNone32;
         r = study.responses[r].next_in_comment) {
      ++remains.responses;
      remains.assignments += study.responses[r].codings.assignments().size();
      remains.settled += study.responses[r].settled;
    }
  }
  return noted;
}

Result<ordered_json> erasure_json(const eventlog::EventLog& log, const std::string& study,
                                  const NotedErasure& noted) {
  const auto& state = noted.state;
  ordered_json json;
  json["erasure"] = noted.erasure;
  json["respondent"] = noted.respondent;
  json["status"] = word_of(coding::status_of(state));
  json["requested_by"] = word_of(state.requested_by);
  json["received_on"] = state.received_on;
  json["due_on"] = coding::due_on(state.received_on).value_or(state.received_on);
  json["reference"] = null_if_empty(state.reference);
  const bool reviewed = state.reviewed_at != 0;
  json["ground"] = reviewed ? ordered_json(word_of(state.ground)) : ordered_json();
  json["article"] = reviewed ? ordered_json(article_of(state.ground)) : ordered_json();
  for (const auto& [name, position] : {std::pair{"requested", state.requested_at},
                                       {"reviewed", state.reviewed_at},
                                       {"decided", state.decided_at},
                                       {"executed", state.executed_at}}) {
    auto step = step_json(log, study, position);
    if (!step) return std::move(step).error();
    json[name] = std::move(*step);
  }
  json["certificate"] = state.executed_at == 0
                            ? ordered_json()
                            : ordered_json(certificate_path(study, noted.erasure));
  return json;
}

Result<ordered_json> certificate_json(const eventlog::EventLog& log, const std::string& study,
                                      std::uint64_t position, const NotedErasure& noted,
                                      bool destroyed) {
  auto erasure = erasure_json(log, study, noted);
  if (!erasure) return erasure;
  const auto& state = noted.state;
  ordered_json json{{"study", study}, {"position", position}};
  json.update(*erasure);
  json.erase("certificate");
  json["destroyed"] = {{"key", null_if_empty(state.key)},
                       {"done", destroyed},
                       {"comments", state.comments},
                       {"quotes", state.quotes},
                       {"memos", state.memos}};
  const auto& remains = noted.remains;
  json["remains"] = {{"comments", remains.comments},       {"responses", remains.responses},
                     {"assignments", remains.assignments}, {"settled", remains.settled},
                     {"positions", remains.positions},     {"counted", remains.counted}};
  json["told"] = state.told;
  json["backups"] = kBackups;
  return json;
}

std::string certificate_text(const ordered_json& certificate) {
  const auto text = [&](const char* name) {
    const auto& value = certificate.at(name);
    return value.is_null() ? std::string("-") : value.get<std::string>();
  };
  const auto step = [&](const char* name, bool with_reason = true) {
    const auto& taken = certificate.at(name);
    auto line = fmt::format("{} by {} at position {}", taken.at("time").get<std::string>(),
                            taken.at("by").get<std::string>(), taken.at("position").dump());
    if (with_reason && !taken.at("reason").is_null())
      line += ": " + taken.at("reason").get<std::string>();
    return line;
  };
  const auto& destroyed = certificate.at("destroyed");
  const auto& remains = certificate.at("remains");
  const auto counted = [&](const std::string& thing) {
    const auto& number = destroyed.at(thing + "s");
    return number.dump() + " " + thing + (number == 1 ? "" : "s");
  };
  std::string told, positions;
  for (const auto& one : certificate.at("told"))
    told += "\n              " + one.get<std::string>();
  for (const auto& one : remains.at("positions")) positions += " " + one.dump();
  // Whoever executes an erasure gives no reason: what is there says where its words are repeated.
  const auto& repeated = certificate.at("executed").at("reason");
  const auto repeats =
      repeated.is_null() ? "" : "Repeats       " + repeated.get<std::string>() + "\n";
  return fmt::format(
      "CERTIFICATE OF ERASURE\n\n"
      "Study         {}\nErasure       {}\nRespondent    {} (a pseudonym)\nReference     {}\n"
      "Requested by  {}, received on {}, to be answered by {}\n"
      "Requested     {}\nReviewed      {}\nFound         {} ({})\nDecided       {}\n"
      "Executed      {}\n\n"
      "DESTROYED\nKey           {}{}\nTexts         of {}, {} and {}, all "
      "that were sealed with it\n\n"
      "REMAINS, under pseudonymous ids\nComments      {}, as ciphertext at the positions{}\n"
      "Responses     {}, of them {} settled\nAssignments   {}\nFigures       {}\n{}\n"
      "TOLD          {}\n\nBACKUPS\n{}\n",
      text("study"), text("erasure"), text("respondent"), text("reference"), text("requested_by"),
      text("received_on"), text("due_on"), step("requested"), step("reviewed"), text("ground"),
      text("article"), step("decided"), step("executed", false),
      destroyed.at("key").is_null() ? "none: there was no text"
                                    : destroyed.at("key").get<std::string>(),
      destroyed.at("done").get<bool>() ? "" : " (its destruction is still to be finished)",
      counted("comment"), counted("quote"), counted("memo"), remains.at("comments").dump(),
      positions.empty() ? " -" : positions, remains.at("responses").dump(),
      remains.at("settled").dump(), remains.at("assignments").dump(),
      remains.at("counted").get<bool>() ? "count them, as the study's policy says"
                                        : "leave them out, as the study's policy says",
      repeats, told.empty() ? "nobody was named who else had them" : told, text("backups"));
}

}  // namespace verbatim::api
