#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/note.hpp"
#include "base/result.hpp"
#include "merkle/hash.hpp"

// Checkpoints as https://c2sp.org/tlog-checkpoint has them: what a study's record was at one
// position, in three lines, signed.
//
//   verbatim/0f3a.../pilot          the origin: which log, and which study in it
//   23                              how many events
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=    the root over their stored bytes
//
// There is no time in it: the same position always has the same checkpoint, to the last byte.
namespace verbatim::audit {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;  // the position
  merkle::Hash root = {};
  std::vector<std::string> extensions = {};  // further lines, which we write none of

  bool operator==(const Checkpoint&) const = default;
};

std::string to_text(const Checkpoint& checkpoint);
// kInvalidValue, with the reason.
Result<Checkpoint> parse_checkpoint(std::string_view text);

// "verbatim/STORE": the name of the key of a store.
std::string key_name_of(std::string_view store_id);
// "KEYNAME/STUDY", the study percent-encoded, so that what is said of one study cannot be taken for
// what is said of another, nor one log for another.
std::string origin_of(std::string_view key_name, std::string_view study);

// The checkpoint in a signed note that is of this key and this origin.
//   kInvalidValue  the note or its text is none
//   kForbidden     nobody with this key signed it, or it is about another log or study
Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key,
                                   std::string_view origin);

}  // namespace verbatim::audit
