#include <filesystem>
#include <utility>

#include "access/token_file.hpp"
#include "audit/checkpoint.hpp"
#include "audit/key_file.hpp"
#include "eventlog/log_copy.hpp"
#include "eventlog/rocks_log.hpp"
#include "vault/vault.hpp"
#include "verbatim/backup/backup.hpp"
#include "verbatim/backup/folder_files.hpp"

namespace verbatim::tool {
namespace {

namespace fs = std::filesystem;

bool is_within(const fs::path& inner, const fs::path& outer) {
  const auto relative = fs::weakly_canonical(inner).lexically_relative(fs::weakly_canonical(outer));
  return !relative.empty() && *relative.begin() != "..";
}

Result<void> look_at_names(const BackupRequest& request) {
  std::error_code error;
  if (!fs::exists(fs::path(request.data) / "log", error))
    return Failure{Fault::kForeignStore, request.data + " is no data folder: it has no log.",
                   "--data", "Name the folder that `verbatimd --data` was given."};
  if (is_within(request.destination, request.data))
    return Failure{Fault::kInvalidValue, "The destination is within the data folder.",
                   "destination", "Name a place outside, best on another machine's disk."};
  return {};
}

// Which log it is, and how many events there are to copy.
struct LogSize {
  std::string store;
  std::uint64_t events = 0;
};
Result<LogSize> look_at_log(const std::string& data) {
  const auto log = eventlog::open_rocks_log({.directory = data + "/log", .read_only = true});
  if (!log) return log.error();
  LogSize source{(*log)->store_id(), 0};
  for (const auto& study : (*log)->studies()) source.events += (*log)->last_position(study);
  return source;
}

Result<void> copy_log(const std::string& data, const fs::path& to, std::uint64_t events,
                      const BackupProgress& progress) {
  if (auto room = has_room(to); !room) return room;
  eventlog::LogCopy copy{data + "/log", (to / "log").string()};
  copy.progress = [&](std::uint64_t done) { progress("Copying events", done, events); };
  return eventlog::copy_log(copy);
}

// Opens the copy once as a server would, which gives a log without trees its trees, and notes what
// is in it.
Result<void> list_studies(const fs::path& to, BackupManifest& manifest) {
  if (auto room = has_room(to); !room) return room;
  const auto log = eventlog::open_rocks_log({.directory = (to / "log").string()});
  if (!log) return log.error();
  for (const auto& study : (*log)->studies()) {
    const auto edge = (*log)->tree_edge(study);
    if (!edge) return edge.error();
    const auto position = (*log)->last_position(study);
    if (edge->size() != position)
      return Failure{Fault::kCorruptStore,
                     "The tree of study '" + study + "' does not end as its events do.", "",
                     "`verbatim fsck` says more."};
    manifest.studies.push_back({study, position, edge->root()});
  }
  manifest.has_log = true;
  return {};
}

// What was acknowledged: whole lines.
Result<void> copy_tokens(const std::string& data, const fs::path& to) {
  const auto read = access::TokenFile(data).read();
  if (!read) return read.error();
  if (!*read) return {};
  const auto tokens = access::parse_tokens((*read)->bytes);
  if (!tokens) return tokens.error();
  return write_synced(to / "tokens.jsonl",
                      std::string_view((*read)->bytes).substr(0, tokens->whole_bytes));
}

Result<void> copy_keys(const std::string& data, const fs::path& to, BackupManifest& manifest) {
  if (auto room = has_room(to); !room) return room;
  const auto keys = vault::copy_vault(data + "/keys", (to / "keys").string());
  if (!keys) return keys.error();
  manifest.has_keys = true;
  manifest.keys = *keys;
  if (auto copied = copy_if_there(fs::path(data) / "keys.master", to / "keys.master"); !copied)
    return copied;
  return copy_if_there(fs::path(data) / "signing.key", to / "signing.key");
}

Result<void> write_sums(const fs::path& folder, const BackupProgress& progress) {
  const auto files = files_under(folder);
  if (!files) return files.error();
  std::uint64_t all = 0, done = 0;
  for (const auto& [name, bytes] : *files) all += bytes;
  std::string sums;
  for (const auto& [name, bytes] : *files) {
    const auto sum = sha256_of(folder / name,
                               [&](std::uint64_t more) { progress("Hashing", done += more, all); });
    if (!sum) return sum.error();
    sums += *sum + "  " + name + "\n";
  }
  return write_synced(folder / kBackupSums, sums);
}

}  // namespace

Result<BackupManifest> make_backup(const BackupRequest& request, const BackupProgress& progress) {
  if (auto good = look_at_names(request); !good) return good.error();
  BackupManifest manifest;
  manifest.made = to_rfc3339(now());
  manifest.by = VERBATIM_VERSION;
  const auto source = look_at_log(request.data);
  if (!source) return source.error();
  manifest.store = source->store;
  const auto key =
      audit::open_key_file(request.data, audit::key_name_of(source->store), /*make=*/false);
  if (key) manifest.verifier_key = key->verifier().text();
  if (!key && key.error().fault != Fault::kNotFound) return key.error();

  auto folder = UnfinishedFolder::make(request.destination);
  if (!folder) return std::move(folder).error();
  const auto& to = folder->folder();
  // The log before the keys: see make_backup()'s promise.
  auto done = Result<void>();
  if (request.keys != BackupKeys::kOnly) {
    done = copy_log(request.data, to, source->events, progress);
    if (done) done = copy_tokens(request.data, to);
  }
  if (done && request.keys != BackupKeys::kWithout) done = copy_keys(request.data, to, manifest);
  if (done && request.keys != BackupKeys::kOnly) done = list_studies(to, manifest);
  if (done) done = write_synced(to / kBackupManifest, to_json(manifest));
  if (done) done = write_sums(to, progress);
  if (done) done = folder->finish();
  if (!done) return done.error();
  return manifest;
}

}  // namespace verbatim::tool
