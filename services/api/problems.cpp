#include "api/problems.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace verbatim::api {
namespace {

// One kind of problem, and its page: what it means and what to do about it.
struct Kind {
  Fault fault;
  unsigned status;
  std::string_view title;
  std::string_view meaning;
  std::string_view statuses = {};  // where it can come with others than `status`
};

constexpr std::array kKinds = {
    Kind{Fault::kMalformedRequest, 400, "The request is not HTTP as this server takes it",
         "The bytes that came are not an HTTP/1.1 request that can be told apart without "
         "doubt, so nothing was done and the connection is closed. Send the body whole with "
         "a Content-Length; where this comes from a library, look at the proxy between.",
         "400; 411 for a Transfer-Encoding, 417 for an Expect other than 100-continue, 505 "
         "for another HTTP version"},
    Kind{Fault::kMalformedJson, 400, "The body is not acceptable JSON",
         "The body is not JSON, nests more than 32 deep, or names a member twice. Nothing "
         "was done. Write the body with a JSON library, and send it as UTF-8."},
    Kind{Fault::kMalformedCsv, 400, "The body is not acceptable CSV",
         "The file is not CSV with commas, or a row does not fit its first line, which "
         "names the columns. Nothing was imported. Mend the line that is named and send the "
         "whole file again; a dry run says what a file would do."},
    Kind{Fault::kInvalidUtf8, 400, "Text is not UTF-8",
         "Bytes of the body or of the path are in another encoding. Nothing was done. Save "
         "the file as UTF-8 (in a spreadsheet: CSV UTF-8), or let the program encode its "
         "text so."},
    Kind{Fault::kInvalidValue, 422, "A value is not acceptable",
         "The request can be read, but a value has the wrong type, is out of its range, is "
         "not one of the words that are taken, or is not described for this place. Nothing "
         "was done, also of the rest of the request. Give what the API document says for "
         "the field."},
    Kind{Fault::kMissingField, 422, "A field is missing",
         "A field that this request cannot do without is not there. Nothing was done. Add "
         "it."},
    Kind{Fault::kUnsupportedMedia, 415, "The content type is not taken here",
         "The header Content-Type names something else than this place takes, or another charset "
         "than UTF-8, or the body is compressed (Content-Encoding). Nothing was done. Send "
         "application/json, or text/csv for an import, as UTF-8 and uncompressed."},
    Kind{Fault::kTooLarge, 413, "Too large",
         "The request has more bytes than this place takes: 64 KB, of layers 1 MB, of commands 16 "
         "MB, of "
         "imports 256 MB. Nothing was done. Split it into several requests; each is all or "
         "nothing on its own.",
         "413 for a body; 414 for a request line, 431 for headers"},
    Kind{Fault::kTimeout, 408, "The request took too long to arrive",
         "The request did not come to its end in time, so nothing was done and the "
         "connection is closed. Send it again without pauses; a slow line is better served "
         "by smaller requests."},
    Kind{Fault::kUnauthenticated, 401, "A valid token is needed",
         "The request has no token, or one that this server does not know: mistyped, "
         "revoked, or of another server's data folder. Send the header Authorization: "
         "Bearer TOKEN; `verbatim token create --data DIR` makes a token, `verbatim token "
         "list` shows which are good."},
    Kind{Fault::kForbidden, 403, "This is not allowed",
         "The server knows the token, but its role does not allow this, it is for another "
         "study, or it would act for somebody else: ask an owner for a token with a role that "
         "may. Or what was asked for would say what so few people said that the study's policy "
         "(suppress_below) does not show it: ask for all groups together. Trying again does not "
         "help."},
    Kind{Fault::kBlindRound, 403, "Not shown in a blind round",
         "The question is coded in a blind round that the caller takes part in. Until it is "
         "closed they are shown what they said themselves, and this would show what others "
         "did. It does not matter who they are beside being a coder, and not which moment of the "
         "study is asked for. Wait until a lead closes the round (close_round)."},
    Kind{Fault::kNotFound, 404, "There is nothing here",
         "No resource has this path. Check it against the API document at /v1/openapi.json, "
         "and that ids in it are percent-encoded."},
    Kind{Fault::kMethodNotAllowed, 405, "This method is not for this place",
         "The path is right, but takes other methods than the one of the request. Use one of "
         "those that the header Allow lists."},
    Kind{Fault::kUnknownStudy, 404, "Unknown study",
         "There is no study of this id. GET /v1/studies lists those that the token may see, "
         "POST /v1/studies opens one; at the command line, `verbatim study list` and "
         "`verbatim study open`."},
    Kind{Fault::kUnknownMember, 404, "Unknown member",
         "Nobody of this id is a member of the study, or was at the moment asked for. GET "
         "/v1/studies/{study} lists the members; the command add_member adds one."},
    Kind{Fault::kUnknownQuestion, 404, "Unknown question",
         "The study has no question of this id, or had none at the moment asked for. GET "
         "/v1/studies/{study} lists the questions; the command add_question or an import "
         "adds one."},
    Kind{Fault::kUnknownGroup, 404, "Unknown group",
         "The study has no group of respondents of this id. GET /v1/studies/{study} lists "
         "the groups; the command add_group or an import adds one."},
    Kind{Fault::kUnknownRespondent, 404, "Unknown respondent",
         "The study has no respondent of this id. A comment needs its respondent first: the "
         "command add_respondent or an import adds one."},
    Kind{Fault::kUnknownFramework, 404, "Unknown framework",
         "The study has no framework of themes of this id. GET /v1/studies/{study} lists "
         "the frameworks; the command add_framework adds one."},
    Kind{Fault::kUnknownTheme, 404, "Unknown theme",
         "The study has no theme of this id, or had none at the moment asked for. A theme's "
         "id is not its label: GET /v1/studies/{study}/themes lists both. The command "
         "add_theme adds one."},
    Kind{Fault::kUnknownComment, 404, "Unknown comment",
         "The question has no comment of this id. Ids of comments are those of their "
         "question alone; the command add_comment or an import adds one."},
    Kind{Fault::kUnknownResponse, 404, "Unknown response",
         "The question has no response of this id, or had none at the moment asked for. The "
         "first part of a split comment keeps the comment's id, the others have ids of "
         "their own. GET /v1/studies/{study}/questions/{question}/responses lists them."},
    Kind{Fault::kUnknownRound, 404, "Unknown round",
         "The study has no round of this id, or had none at the moment asked for. GET "
         "/v1/studies/{study}/rounds lists the rounds; the command open_round opens one."},
    Kind{Fault::kUnknownMemo, 404, "Unknown memo",
         "There is no memo of this id, or none that the caller may read: a private memo is "
         "there for its author alone. GET /v1/studies/{study}/memos lists them."},
    Kind{Fault::kUnknownQuote, 404, "Unknown quote",
         "No quote of this id was chosen in the study, or it was removed. GET "
         "/v1/studies/{study}/quotes lists them."},
    Kind{Fault::kUnknownErasure, 404, "Unknown erasure",
         "No erasure of this id was requested in the study, or the request was taken back. GET "
         "/v1/studies/{study}/erasures lists them."},
    Kind{Fault::kUnknownSubscription, 404, "Unknown subscription",
         "Nobody made a subscription of this name to the study's events, or it was removed. GET "
         "/v1/studies/{study}/subscriptions lists them."},
    Kind{Fault::kAlreadyExists, 409, "It is there already, with other content",
         "Something of this id is there, and what was sent says something else of it. "
         "Adding the same once more does nothing and is no error, but nothing is changed by "
         "adding. Nothing was done. Use another id, or say what is there."},
    Kind{Fault::kNotAllowedNow, 409, "The state of the study does not allow this",
         "The request is well made, but a rule forbids it as the study stands: for example "
         "a theme that is not for this question, a comment that is coded and can be split "
         "no more, or a study that holds as much as it may. Nothing was done. The detail "
         "names the rule."},
    Kind{Fault::kStaleCondition, 409, "What the command was based on has changed",
         "The caller said what it had seen, and somebody has changed it since. Nothing was "
         "overwritten. `position` is where it was changed last, `between` has the positions of "
         "what happened in between. Read again, decide again, and send with the new "
         "revision.",
         "409; 412 where the condition came as If-Match"},
    Kind{Fault::kCommandReused, 422, "The command id was used for another command",
         "This Idempotency-Key came before with another request. The same key with the same "
         "request gets the first answer again; another request needs a key of its own. "
         "Nothing was done."},
    Kind{Fault::kFutureMoment, 422, "That moment has not come",
         "The study has not come to the position or time that was asked for. With as_of, "
         "ask for an earlier moment or leave it out. With Verbatim-Min-Position, the server "
         "has not got so far yet: try again shortly.",
         "422; 503 where the moment came as Verbatim-Min-Position"},
    Kind{Fault::kErased, 410, "It was erased for good",
         "At somebody's request the texts of this respondent were made unreadable for good, and no "
         "text of theirs, or about their words, is taken any more; or the name of this member was, "
         "and none is kept any more. Nothing was done. Leave out "
         "what is theirs; GET /v1/studies/{study}/erasures/{erasure}/certificate says what was "
         "done, when, by whom and on what ground."},
    Kind{Fault::kDependedOn, 409, "Something later depends on it",
         "What was to be taken back was changed since or is used by what came later, so "
         "that it cannot be taken back alone. Nothing was done. `dependents` has the first "
         "positions of the commits that depend on it, at most 1000, oldest first: look at "
         "them, and take them back before, the last one first, or leave things as they are."},
    Kind{Fault::kOverloaded, 503, "Too much is waiting",
         "The server has more connections or requests waiting than it takes, so this one "
         "was refused before anything was done. Send it again after the seconds of "
         "Retry-After; writes with the same Idempotency-Key."},
    Kind{Fault::kStorageFailed, 503, "The log takes no more writes",
         "Writing to the disk failed, so the server takes no more writes until it is "
         "restarted; reads go on. Whether this write is on disk is not known: after the "
         "restart, send it again with the same Idempotency-Key. Whoever runs the server "
         "frees or replaces the disk."},
    Kind{Fault::kCorruptStore, 500, "What is stored is not what was written",
         "Data in the data folder is damaged: a checksum or the form is wrong, or something "
         "acknowledged is missing. Nothing is repaired in silence. Whoever runs the server "
         "keeps the folder as it is, looks at the disk, and restores a backup."},
    Kind{Fault::kForeignStore, 500, "What is stored is not ours",
         "The data folder holds files that Verbatim did not make, and they are left alone. "
         "Whoever runs the server names another folder with --data."},
    Kind{Fault::kNewerStore, 500, "What is stored was written by a newer version",
         "A newer version of Verbatim has written to the data folder, and this one cannot "
         "read it for certain. Nothing was changed. Whoever runs the server starts the "
         "newer version."},
    Kind{Fault::kStoreInUse, 500, "The data folder is in use",
         "Another process has the data folder open; only one may. Whoever runs the server "
         "stops the other one, or names another folder with --data."},
    Kind{Fault::kInternal, 500, "A defect of the server",
         "Something happened that should not be possible. Whether a write was done is not "
         "known: send it again with the same Idempotency-Key. Tell whoever runs the server; "
         "its log has the details."},
};

const Kind& kind_of(Fault fault) {
  for (const auto& kind : kKinds)
    if (kind.fault == fault) return kind;
  return kKinds.back();
}

}  // namespace

unsigned status_of(Fault fault) {
  return kind_of(fault).status;
}
std::string_view title_of(Fault fault) {
  return kind_of(fault).title;
}

nlohmann::ordered_json problem_json(const Failure& failure, unsigned status) {
  nlohmann::ordered_json body;
  body["type"] = "/problems/" + std::string(slug_of(failure.fault));
  body["title"] = title_of(failure.fault);
  body["status"] = status;
  body["detail"] = failure.detail;
  if (!failure.field.empty()) body["field"] = failure.field;
  if (!failure.fix.empty()) body["fix"] = failure.fix;
  if (failure.fault == Fault::kStaleCondition) {
    body["position"] = failure.position;
    body["between"] = failure.between;
  }
  if (failure.fault == Fault::kDependedOn) body["dependents"] = failure.dependents;
  return body;
}

http::Response problem_of(const nlohmann::ordered_json& document) {
  http::Response response;
  response.status = document.at("status").get<unsigned>();
  response.content_type = "application/problem+json";
  // A detail may quote what a client sent: bytes that are not UTF-8 are shown as U+FFFD.
  response.body = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  response.headers.emplace_back("Cache-Control", "no-store");
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (response.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

http::Response problem(const Failure& failure, unsigned status) {
  return problem_of(problem_json(failure, status));
}

http::Response problem(const Failure& failure) {
  return problem(failure, status_of(failure.fault));
}

std::string explanation(std::string_view slug) {
  for (const auto& kind : kKinds) {
    if (slug_of(kind.fault) != slug) continue;
    const auto statuses =
        kind.statuses.empty() ? std::to_string(kind.status) : std::string(kind.statuses);
    return std::string(slug) + "\n\n" + std::string(kind.title) + ".\n\nStatus: " + statuses +
           ".\n\n" + std::string(kind.meaning) +
           "\n\nIn a problem, `detail` says what is wrong, `field` where, and `fix` what to do.\n";
  }
  return {};
}

}  // namespace verbatim::api
