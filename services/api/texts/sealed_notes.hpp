#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "record/record.hpp"
#include "vault/vault.hpp"

namespace verbatim::api {

// What an event has sealed of a note (a memo, a quote, a member check), and with which keys it may
// be sealed, as the study tells now. Nothing for other events.
struct SealedNote {
  std::string place, bytes;
  std::vector<std::string> keys;
  bool concerns = false;  // it is about words of the respondent who was asked for
};
std::vector<SealedNote> sealed_notes(const coding::Study& study, const coding::Event& event,
                                     const std::string& respondent);

// Whether the note outlives this respondent's key, and which text it has; nothing where it goes
// with the key, or cannot be read. kStorageFailed, kCorruptStore.
Result<std::optional<std::string>> text_that_stays(const vault::Vault& vault,
                                                   const std::string& study, const SealedNote& note,
                                                   const std::string& respondent);

}  // namespace verbatim::api
