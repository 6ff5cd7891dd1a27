#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// What can go wrong, as a stable word. Each becomes the `type` of a problem document; the table
// in services/api/problems.cpp gives it a status and a title. Words are never renamed or reused.
enum class Fault {
  // The request cannot be read.
  kMalformedRequest,  // not HTTP as we accept it
  kMalformedJson,     // not JSON, or nested too deep, or a name given twice
  kMalformedCsv,      // not CSV, or a row that does not fit its header
  kInvalidUtf8,       // text that is not UTF-8
  kInvalidValue,      // a field with a wrong type or out of its range
  kMissingField,      // a field that must be there
  kUnsupportedMedia,  // a content type that is not taken here
  kTooLarge,          // more bytes than this place takes
  kTimeout,           // the client was too slow
  // The caller may not.
  kUnauthenticated,  // no token, or one we do not know
  kForbidden,        // a token whose role does not allow this
  kBlindRound,       // a coder of an open blind round asks for what others said
  // The thing is not there, or is there already.
  kNotFound,  // no such route
  kMethodNotAllowed,
  kUnknownStudy,
  kUnknownMember,
  kUnknownQuestion,
  kUnknownGroup,
  kUnknownRespondent,
  kUnknownFramework,
  kUnknownTheme,
  kUnknownComment,
  kUnknownResponse,
  kUnknownRound,
  kUnknownMemo,
  kUnknownQuote,
  kUnknownErasure,
  kUnknownSubscription,
  kAlreadyExists,  // the same id with other content
  // The state does not allow it.
  kNotAllowedNow,   // a rule of the domain, said in the detail
  kStaleCondition,  // what the command was based on has changed since
  kCommandReused,   // a command id seen before with another content
  kFutureMoment,    // a position or time that has not come
  kErased,          // of a respondent who was erased
  kDependedOn,      // what was to be taken back is built on by what came later
  // We cannot.
  kOverloaded,     // too much waits already; try again
  kStorageFailed,  // the log takes no more writes until the server is restarted
  kCorruptStore,   // what is on disk is not what was written
  kForeignStore,   // what is on disk is not ours
  kNewerStore,     // written by a newer version of Verbatim
  kStoreInUse,     // another process has it open
  kInternal,       // a defect of ours
};

// The stable word of a fault, for example "unknown_theme".
std::string_view slug_of(Fault fault);

// Why something was not done. `detail` is a sentence for people: what is wrong and, with `field`,
// where; `fix` says what to do about it. Nothing in here may hold a comment's text.
struct Failure {
  Fault fault = Fault::kInternal;
  std::string detail;
  std::string field = {};  // JSON Pointer, parameter or column name; empty where none is at fault
  std::string fix = {};
  std::uint64_t position = 0;                  // kStaleCondition: the entity's present revision
  std::vector<std::uint64_t> between = {};     // kStaleCondition: positions of the events since
  std::vector<std::uint64_t> dependents = {};  // kDependedOn: first positions of later commits

  bool operator==(const Failure&) const = default;
};

}  // namespace verbatim
