#include "api/problems.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace verbatim::api {
namespace {

struct Kind {
  Fault fault;
  unsigned status;
  std::string_view title;
};

constexpr std::array kKinds = {
    Kind{Fault::kMalformedRequest, 400, "The request is not HTTP as this server takes it"},
    Kind{Fault::kMalformedJson, 400, "The body is not acceptable JSON"},
    Kind{Fault::kMalformedCsv, 400, "The body is not acceptable CSV"},
    Kind{Fault::kInvalidUtf8, 400, "Text is not UTF-8"},
    Kind{Fault::kInvalidValue, 422, "A value is not acceptable"},
    Kind{Fault::kMissingField, 422, "A field is missing"},
    Kind{Fault::kUnsupportedMedia, 415, "The content type is not taken here"},
    Kind{Fault::kTooLarge, 413, "Too large"},
    Kind{Fault::kTimeout, 408, "The request took too long to arrive"},
    Kind{Fault::kUnauthenticated, 401, "A valid token is needed"},
    Kind{Fault::kForbidden, 403, "The token does not allow this"},
    Kind{Fault::kNotFound, 404, "There is nothing here"},
    Kind{Fault::kMethodNotAllowed, 405, "This method is not for this place"},
    Kind{Fault::kUnknownStudy, 404, "Unknown study"},
    Kind{Fault::kUnknownMember, 404, "Unknown member"},
    Kind{Fault::kUnknownQuestion, 404, "Unknown question"},
    Kind{Fault::kUnknownGroup, 404, "Unknown group"},
    Kind{Fault::kUnknownRespondent, 404, "Unknown respondent"},
    Kind{Fault::kUnknownFramework, 404, "Unknown framework"},
    Kind{Fault::kUnknownTheme, 404, "Unknown theme"},
    Kind{Fault::kUnknownComment, 404, "Unknown comment"},
    Kind{Fault::kUnknownResponse, 404, "Unknown response"},
    Kind{Fault::kAlreadyExists, 409, "It is there already, with other content"},
    Kind{Fault::kNotAllowedNow, 409, "The state of the study does not allow this"},
    Kind{Fault::kStaleCondition, 409, "What the command was based on has changed"},
    Kind{Fault::kCommandReused, 422, "The command id was used for another command"},
    Kind{Fault::kFutureMoment, 422, "That moment has not come"},
    Kind{Fault::kOverloaded, 503, "Too much is waiting"},
    Kind{Fault::kStorageFailed, 503, "The log takes no more writes"},
    Kind{Fault::kCorruptStore, 500, "What is stored is not what was written"},
    Kind{Fault::kForeignStore, 500, "What is stored is not ours"},
    Kind{Fault::kNewerStore, 500, "What is stored was written by a newer version"},
    Kind{Fault::kStoreInUse, 500, "The data folder is in use"},
    Kind{Fault::kInternal, 500, "A defect of the server"},
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

http::Response problem(const Failure& failure, unsigned status) {
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
  http::Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  // A detail may quote what a client sent: bytes that are not UTF-8 are shown as U+FFFD.
  response.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  response.headers.emplace_back("Cache-Control", "no-store");
  if (failure.fault == Fault::kUnauthenticated)
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

http::Response problem(const Failure& failure) {
  return problem(failure, status_of(failure.fault));
}

std::string explanation(std::string_view slug) {
  for (const auto& kind : kKinds)
    if (slug_of(kind.fault) == slug)
      return std::string(slug) + " (" + std::to_string(kind.status) + ")\n\n" +
             std::string(kind.title) +
             ".\n\nThe `detail` of the problem says what is wrong, `field` where, and `fix` what "
             "to "
             "do about it.\n";
  return {};
}

}  // namespace verbatim::api
