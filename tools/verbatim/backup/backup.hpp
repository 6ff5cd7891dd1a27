#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "eventlog/event_log.hpp"
#include "merkle/hash.hpp"

// Backups of a data folder, and their restoring. A backup is a folder:
//
//   log/           the event log, a store like DATA/log: `verbatim replay --verify` and
//                  `verbatim audit verify` read it where it is
//   tokens.jsonl   hashes of tokens
//   keys/          the respondents' keys, the master key that they are wrapped with unless it is
//   keys.master    kept outside the data folder, and the key that signs checkpoints: only where
//   signing.key    the backup was made with them
//   BACKUP.json    what it holds (BackupManifest)
//   SHA256SUMS     of every other file, as sha256sum(1) writes and checks it
//
// It is made under the name DESTINATION.unfinished and renamed when all of it is on disk, so that a
// folder under its own name is a whole backup.
namespace verbatim::tool {

constexpr const char* kBackupManifest = "BACKUP.json";
constexpr const char* kBackupSums = "SHA256SUMS";

// Whether the keys of respondents, and the signing key, are in a backup. They are a matter of their
// own: a backup without them may be kept for good, because destroying a respondent's key makes
// their texts unreadable in it too; one with them gives every text back for as long as it is kept.
enum class BackupKeys : std::uint8_t { kWithout, kWith, kOnly };

struct BackedUpStudy {
  std::string study;
  eventlog::Position position = 0;  // the last in the backup
  merkle::Hash root = {};           // over the events up to it, as in its checkpoint

  bool operator==(const BackedUpStudy&) const = default;
};

struct BackupManifest {
  std::string made;          // when it was begun, RFC 3339
  std::string by;            // the version of the program
  std::string store;         // the id of the log
  std::string verifier_key;  // of its checkpoints; empty where the folder had no signing key
  bool has_log = false, has_keys = false;
  std::uint64_t keys = 0;              // respondents with a key
  std::vector<BackedUpStudy> studies;  // in byte order of ids

  bool operator==(const BackupManifest&) const = default;
};

std::string to_json(const BackupManifest& manifest);
// kCorruptStore, with what is wrong; kNewerStore for one of a later version.
Result<BackupManifest> parse_manifest(std::string_view json);

// Told now and then how far it is, of how much, and with what: events or bytes.
using BackupProgress =
    std::function<void(const std::string& doing, std::uint64_t done, std::uint64_t all)>;

struct BackupRequest {
  std::string data, destination;
  BackupKeys keys = BackupKeys::kWithout;
};

// Makes a backup of a data folder, whose server may run: what had been acknowledged before the call
// is in it. The log is copied before the keys, and a key is on disk before a text that is sealed
// with it: so every text in a backup with keys can be read, unless its key was destroyed meanwhile.
// On failure nothing is left at the destination:
//   kAlreadyExists  something is at the destination, or an interrupted backup beside it
//   kInvalidValue   the destination is in the data folder
//   kCorruptStore, kForeignStore, kNewerStore, kStorageFailed
Result<BackupManifest> make_backup(const BackupRequest& request, const BackupProgress& progress);

// Reads every file of a backup and compares it with SHA256SUMS.
//   kForeignStore   it is no backup
//   kCorruptStore   a file differs, is missing, or is not part of it; the detail names them
Result<BackupManifest> check_backup(const std::string& folder, const BackupProgress& progress);

// What is left of a study that is not restored whole: up to a position, or to a time.
struct RestoreMoment {
  std::optional<std::string> study;  // nothing: every study that no other moment names
  std::optional<eventlog::Position> position;
  std::optional<Micros> time;
};
// "STUDY=MOMENT" or "MOMENT", where MOMENT is a position or an RFC 3339 time. kInvalidValue.
Result<RestoreMoment> parse_moment(const std::string& words);

struct RestoreRequest {
  std::string backup;
  std::optional<std::string> keys;  // the backup that has the keys, where `backup` has not
  std::string data;
  std::string key_file;  // the master key of the keys; empty: the one in the backup
  std::vector<RestoreMoment> moments;
  bool dry_run = false;  // everything but the last step: the folder is thrown away
};

struct RestoredStudy {
  std::string study;
  eventlog::Position position = 0, backed_up = 0;  // 0: left out, it was opened later
  eventlog::Position asked = 0;  // within the commit that ends later; 0: at the end of one
};
struct Restored {
  BackupManifest manifest;
  std::vector<RestoredStudy> studies;
  bool with_keys = false;
  std::uint64_t texts = 0, unreadable = 0;  // sealed texts that were looked at, and without a key
};

// Makes a data folder of a backup, at `data`, which must be missing or empty. Before: every file is
// compared with its hash. A study that is not to be whole ends with the last commit that is whole
// at that moment. After: everything that fsck() looks at, and that each study has the events of the
// backup, by the root over them. Only then does the folder get its name; on failure nothing is left
// of it:
//   kAlreadyExists  `data` is there and not empty
//   kUnknownStudy, kFutureMoment, kInvalidValue   of the moments
//   kForeignStore   no backup, or its keys are of another log
//   kCorruptStore   something is damaged; kNewerStore, kStorageFailed
Result<Restored> restore(const RestoreRequest& request, const BackupProgress& progress);

}  // namespace verbatim::tool
