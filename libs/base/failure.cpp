#include "base/failure.hpp"

namespace verbatim {

std::string_view slug_of(Fault fault) {
  switch (fault) {
    case Fault::kMalformedRequest:
      return "malformed_request";
    case Fault::kMalformedJson:
      return "malformed_json";
    case Fault::kMalformedCsv:
      return "malformed_csv";
    case Fault::kInvalidUtf8:
      return "invalid_utf8";
    case Fault::kInvalidValue:
      return "invalid_value";
    case Fault::kMissingField:
      return "missing_field";
    case Fault::kUnsupportedMedia:
      return "unsupported_media_type";
    case Fault::kTooLarge:
      return "too_large";
    case Fault::kTimeout:
      return "timeout";
    case Fault::kUnauthenticated:
      return "unauthenticated";
    case Fault::kForbidden:
      return "forbidden";
    case Fault::kBlindRound:
      return "blind_round";
    case Fault::kNotFound:
      return "not_found";
    case Fault::kMethodNotAllowed:
      return "method_not_allowed";
    case Fault::kUnknownStudy:
      return "unknown_study";
    case Fault::kUnknownMember:
      return "unknown_member";
    case Fault::kUnknownQuestion:
      return "unknown_question";
    case Fault::kUnknownGroup:
      return "unknown_group";
    case Fault::kUnknownRespondent:
      return "unknown_respondent";
    case Fault::kUnknownFramework:
      return "unknown_framework";
    case Fault::kUnknownTheme:
      return "unknown_theme";
    case Fault::kUnknownComment:
      return "unknown_comment";
    case Fault::kUnknownResponse:
      return "unknown_response";
    case Fault::kUnknownRound:
      return "unknown_round";
    case Fault::kUnknownMemo:
      return "unknown_memo";
    case Fault::kUnknownQuote:
      return "unknown_quote";
    case Fault::kUnknownErasure:
      return "unknown_erasure";
    case Fault::kUnknownSubscription:
      return "unknown_subscription";
    case Fault::kAlreadyExists:
      return "already_exists";
    case Fault::kNotAllowedNow:
      return "not_allowed_now";
    case Fault::kStaleCondition:
      return "stale_condition";
    case Fault::kCommandReused:
      return "command_reused";
    case Fault::kFutureMoment:
      return "future_moment";
    case Fault::kErased:
      return "erased";
    case Fault::kDependedOn:
      return "depended_on";
    case Fault::kOverloaded:
      return "overloaded";
    case Fault::kStorageFailed:
      return "storage_failed";
    case Fault::kCorruptStore:
      return "corrupt_store";
    case Fault::kForeignStore:
      return "foreign_store";
    case Fault::kNewerStore:
      return "newer_store";
    case Fault::kStoreInUse:
      return "store_in_use";
    case Fault::kInternal:
      return "internal";
  }
  return "internal";
}

}  // namespace verbatim
