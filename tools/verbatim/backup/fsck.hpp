#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "verbatim/audit/audit_verdict.hpp"

// Looks at everything in a data folder.
namespace verbatim::tool {

struct FsckFinding {
  std::string where;  // "log", "study pilot, event 7", "keys", "tokens.jsonl", "signing.key"
  std::string what;
  std::string fix;

  bool operator==(const FsckFinding&) const = default;
};

struct FsckReport {
  std::string store;                  // the id of the log
  std::vector<AuditVerdict> studies;  // as `verbatim audit verify` finds them
  bool has_keys = false;
  std::uint64_t texts = 0;       // sealed texts
  std::uint64_t unreadable = 0;  // of these, without a key: it was destroyed, or is not here
  std::vector<FsckFinding> findings;
};

// Told now and then how many events of how many have been looked at, and in which pass.
using FsckProgress =
    std::function<void(const std::string& doing, std::uint64_t done, std::uint64_t all)>;

// Looks at, and changes nothing:
//   the log: its files, every table against its checksums, every row (eventlog/log_check.hpp);
//   each study as verify_study() does: every event's form and conditions, dense positions, whole
//   commits, the index of commands, the tree of hashes, every figure counted anew;
//   the keys: every table, and every sealed text, which must open with its key where that is there;
//   the tokens' file, and the signing key.
// Beside a process that writes it says what it saw, which may be of several moments.
//   kForeignStore, kNewerStore, kStorageFailed   it cannot be looked at
// `key_file`: the master key of the keys; empty: DATA/keys.master.
Result<FsckReport> fsck(const std::string& data, const FsckProgress& progress,
                        const std::string& key_file = "");

}  // namespace verbatim::tool
