#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "studies/live_study.hpp"
#include "vault/vault.hpp"

namespace verbatim::api {

// The positions of the study's events of which a field that is not sealed (a theme's example, a
// reason, a statement) repeats what the respondent wrote: kRepeatedBytes of it in a row, or a whole
// comment that is shorter, whatever its capitals (of ASCII), marks and blanks. And of the notes
// that do so or are about the respondent, sealed with a key that stays (as those about other notes
// once were). What is erased cannot be erased there. Reads the log once: not for an I/O thread.
// kStorageFailed, kCorruptStore.
constexpr std::size_t kRepeatedBytes = 24, kRepeatedBytesLeast = 8;
Result<std::vector<std::uint64_t>> repeats_of(const eventlog::EventLog& log,
                                              const vault::Vault& vault, studies::LiveStudy& live,
                                              const std::string& respondent);

}  // namespace verbatim::api
