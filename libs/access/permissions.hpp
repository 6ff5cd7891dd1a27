#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "coding/events.hpp"

// Who may do what. One table says it all: see permissions.cpp.
namespace verbatim::access {

// Who a token stands for. The name is the member's id, and the actor of every event that follows.
struct Caller {
  std::string name;
  coding::Role role = coding::Role::kViewer;
  std::optional<std::string> study;  // the only one the token is for; nothing: it is for all
  bool by_membership = false;        // the role is the one they have in the study, not the token's

  bool operator==(const Caller&) const = default;
};

enum class Action : std::uint8_t {
  kReadFigures,    // studies, questions, themes, counts, agreement, progress: never what was said
  kReadResponses,  // responses with their texts, and codings
  kReadEvents,
  kSubscribe,       // the named subscriptions to events: how far they got, and what comes next
  kAudit,           // checkpoints, proofs and the stored bytes of events
  kCode,            // one's own codings; see allow_coding_of()
  kAdjudicate,      // what stands for the team
  kManage,          // everything else that changes a study
  kImport,          // which also writes the codings of others
  kReadErasures,    // who asked for what to be erased, what became of it, and certificates
  kRequestErasure,  // to note that somebody asked
  kDecideErasure,   // to review, grant or refuse, and execute it
  kOperate,         // what concerns how the server keeps a study, not what is in it
  kOpenStudy,       // takes a token for all studies
};

// The stable word for a role, for example "lead", and back.
std::string_view word_of(coding::Role role);
std::optional<coding::Role> role_from(std::string_view word);

// Whether the caller may do this in `study` (empty: in no study in particular).
//   kUnknownStudy   the token is for another study: that this one exists is not said
//   kForbidden      the role does not allow it; the detail names the roles that do
Result<void> allow(const Caller& caller, Action action, std::string_view study);

// Whether the caller may write the codings of `coder`, given that they may code: only their own,
// so that nobody speaks for somebody else. kForbidden otherwise.
Result<void> allow_coding_of(const Caller& caller, std::string_view coder);

}  // namespace verbatim::access
