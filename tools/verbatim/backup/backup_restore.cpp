#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "audit/log_tree.hpp"
#include "eventlog/log_copy.hpp"
#include "eventlog/rocks_log.hpp"
#include "record/record.hpp"
#include "studies/replay.hpp"
#include "vault/vault.hpp"
#include "verbatim/backup/backup.hpp"
#include "verbatim/backup/folder_files.hpp"
#include "verbatim/backup/fsck.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

namespace fs = std::filesystem;
using eventlog::EventLog;
using eventlog::Position;

Failure restored_otherwise(std::string detail) {
  return {Fault::kCorruptStore, std::move(detail), "", "Restore another backup."};
}

// A backup with, where it needs one, that of its keys.
struct Source {
  std::string log, keys;  // folders; no keys: empty
  BackupManifest manifest;
};

Result<Source> open_source(const RestoreRequest& request, const BackupProgress& progress) {
  auto manifest = check_backup(request.backup, progress);
  if (!manifest) return std::move(manifest).error();
  if (!manifest->has_log)
    return Failure{Fault::kForeignStore, request.backup + " is a backup of keys alone.", "backup",
                   "Name the backup of the log, and this one with --keys."};
  Source source{request.backup, manifest->has_keys ? request.backup : "", std::move(*manifest)};
  if (!request.keys) return source;
  const auto of_keys = check_backup(*request.keys, progress);
  if (!of_keys) return of_keys.error();
  if (!of_keys->has_keys)
    return Failure{Fault::kForeignStore, *request.keys + " is a backup without keys.", "--keys",
                   "Name one that was made with --with-keys or --only-keys."};
  if (of_keys->store != source.manifest.store)
    return Failure{Fault::kForeignStore,
                   *request.keys + " has the keys of another log than " + request.backup + ".",
                   "--keys", "Name a backup of the same data folder."};
  source.keys = *request.keys;
  return source;
}

// Checks that the log is the one that was backed up.
Result<void> same_studies(const EventLog& log, const BackupManifest& manifest) {
  const auto studies = log.studies();
  bool same = log.store_id() == manifest.store && studies.size() == manifest.studies.size();
  for (const auto& study : manifest.studies)
    same = same && log.last_position(study.study) == study.position;
  if (same) return {};
  return restored_otherwise("The log in the backup is not the one that BACKUP.json is about.");
}

// --- Moments -----------------------------------------------------------------------------------

// Where the last commit ends that is whole at `position`.
Result<Position> whole_at(const EventLog& log, const std::string& study, Position position) {
  if (position == 0) return position;
  const auto bytes = log.read_one(study, position);
  if (!bytes) return bytes.error();
  record::Record record;
  if (auto decoded = record::decode(*bytes, record); !decoded) return decoded.error();
  const bool ends = record.commit_offset + 1 == record.commit_count;
  return ends ? position : position - record.commit_offset - 1;
}

Result<Position> position_of(const EventLog& log, const std::string& study,
                             const RestoreMoment& moment) {
  if (moment.time) return studies::position_at(log, study, *moment.time);
  const auto end = log.last_position(study);
  if (*moment.position <= end) return *moment.position;
  return Failure{Fault::kFutureMoment,
                 fmt::format("Study '{}' has {} in this backup, not {}.", study,
                             counted(end, "event"), *moment.position),
                 "--as-of", "Take a later backup, or an earlier position."};
}

Result<void> names_a_study(const EventLog& log, const std::vector<RestoreMoment>& moments) {
  const auto studies = log.studies();
  for (const auto& moment : moments) {
    if (moment.study && log.last_position(*moment.study) == 0)
      return Failure{Fault::kUnknownStudy,
                     "There is no study '" + *moment.study + "' in this backup.", "--as-of", ""};
    if (!moment.study && moment.position && studies.size() != 1)
      return Failure{Fault::kInvalidValue, "Of which study is that the position?", "--as-of",
                     "Write STUDY=POSITION, or a time."};
  }
  return {};
}

std::string opened_at(const EventLog& log, const std::string& study) {
  const auto bytes = log.read_one(study, 1);
  record::Record record;
  if (!bytes || !record::decode(*bytes, record)) return "later";
  return "at " + to_rfc3339(record.time);
}

// Whether anything of what was asked for was there at its moment.
Result<void> something_is_left(const EventLog& log, const std::vector<RestoreMoment>& moments,
                               const std::vector<RestoredStudy>& planned) {
  for (const auto& moment : moments)
    for (const auto& one : planned)
      if (moment.study == one.study && one.position == 0)
        return Failure{Fault::kFutureMoment,
                       "Study '" + one.study + "' was not there at that moment: it was opened " +
                           opened_at(log, one.study) + ".",
                       "--as-of", "Name a later moment for it."};
  const auto left =
      std::ranges::any_of(planned, [](const RestoredStudy& one) { return one.position > 0; });
  if (left || planned.empty()) return {};
  std::string list;
  for (const auto& one : planned)
    list += (list.empty() ? "'" : ", '") + one.study + "' " + opened_at(log, one.study);
  return Failure{Fault::kFutureMoment,
                 "No study was there at that moment. They were opened later: " + list + ".",
                 "--as-of", "Name a later moment."};
}

Result<std::vector<RestoredStudy>> plan(const EventLog& log,
                                        const std::vector<RestoreMoment>& moments) {
  if (auto known = names_a_study(log, moments); !known) return known.error();
  std::vector<RestoredStudy> planned;
  for (const auto& study : log.studies()) {
    const RestoreMoment* moment = nullptr;  // the last one that names it, else the last for all
    for (const auto& one : moments)
      if (one.study ? *one.study == study : moment == nullptr || !moment->study) moment = &one;
    RestoredStudy restored{study, log.last_position(study), log.last_position(study), 0};
    if (moment != nullptr) {
      const auto asked = position_of(log, study, *moment);
      if (!asked) return asked.error();
      const auto whole = whole_at(log, study, *asked);
      if (!whole) return whole.error();
      restored.position = *whole;
      if (*whole != *asked) restored.asked = *asked;
    }
    planned.push_back(std::move(restored));
  }
  if (auto left = something_is_left(log, moments, planned); !left) return left.error();
  return planned;
}

// --- Making the folder -------------------------------------------------------------------------

Result<void> copy_all(const Source& source, const fs::path& to, const Restored& restored,
                      const BackupProgress& progress) {
  eventlog::LogCopy copy{source.log + "/log", (to / "log").string()};
  std::uint64_t events = 0;
  for (const auto& study : restored.studies) {
    events += study.backed_up;
    if (study.position < study.backed_up) copy.until[study.study] = study.position;
  }
  copy.progress = [&](std::uint64_t done) { progress("Restoring events", done, events); };
  auto done = has_room(to);
  if (done) done = eventlog::copy_log(copy);
  if (done) done = copy_if_there(fs::path(source.log) / "tokens.jsonl", to / "tokens.jsonl");
  if (!done || source.keys.empty()) return done;
  if (auto room = has_room(to); !room) return room;
  const auto keys = vault::copy_vault(source.keys + "/keys", (to / "keys").string());
  if (!keys) return keys.error();
  if (auto copied = copy_if_there(fs::path(source.keys) / "keys.master", to / "keys.master");
      !copied)
    return copied;
  return copy_if_there(fs::path(source.keys) / "signing.key", to / "signing.key");
}

// Opens the log as a server would: the trees of studies that were cut are made.
Result<void> open_once(const fs::path& folder) {
  if (auto room = has_room(folder); !room) return room;
  const auto log = eventlog::open_rocks_log({.directory = (folder / "log").string()});
  return log ? Result<void>() : log.error();
}

// The root over the first events of a study as they are in the backup.
Result<merkle::Hash> root_in_backup(const EventLog& log, const RestoredStudy& study,
                                    const BackupManifest& manifest) {
  if (study.position < study.backed_up)
    return audit::tree_of(log, study.study, study.position).root();
  const auto found = std::ranges::find(manifest.studies, study.study, &BackedUpStudy::study);
  return found->root;
}

// Looks at everything that was restored, and that it is what was backed up.
Result<void> prove(const EventLog& backup, const fs::path& folder, const std::string& key_file,
                   Restored& restored, const BackupProgress& progress) {
  const auto report = fsck(folder.string(), progress, key_file);
  if (!report) return report.error();
  if (!report->findings.empty()) {
    const auto& first = report->findings.front();
    return restored_otherwise(
        fmt::format("What was backed up is damaged: {}: {}{}", first.where, first.what,
                    report->findings.size() == 1
                        ? ""
                        : fmt::format(" ({} findings in all)", report->findings.size())));
  }
  auto verdict = report->studies.begin();
  for (const auto& study : restored.studies) {
    if (study.position == 0) continue;
    const auto root = root_in_backup(backup, study, restored.manifest);
    if (!root) return root.error();
    if (verdict == report->studies.end() || verdict->study != study.study ||
        verdict->events != study.position || verdict->root != *root)
      return restored_otherwise("Study '" + study.study + "' is not as it was backed up.");
    ++verdict;
  }
  if (verdict != report->studies.end())
    return restored_otherwise("There is a study '" + verdict->study + "' that is in no backup.");
  restored.texts = report->texts;
  restored.unreadable = report->unreadable;
  return {};
}

}  // namespace

Result<RestoreMoment> parse_moment(const std::string& words) {
  RestoreMoment moment;
  const auto equals = words.rfind('=');
  if (equals != std::string::npos) moment.study = words.substr(0, equals);
  const auto when = equals == std::string::npos ? words : words.substr(equals + 1);
  Position position = 0;
  const auto* const end = when.data() + when.size();
  const auto [read_to, error] = std::from_chars(when.data(), end, position);
  if (error == std::errc() && read_to == end)
    moment.position = position;
  else
    moment.time = from_rfc3339(when);
  if (moment.position || moment.time) return moment;
  return Failure{Fault::kInvalidValue, "'" + when + "' is neither a position nor a time.",
                 "--as-of", "Write 2026-11-22T12:00:00Z, or STUDY=POSITION."};
}

Result<Restored> restore(const RestoreRequest& request, const BackupProgress& progress) {
  auto folder = UnfinishedFolder::make(request.data);
  if (!folder) return std::move(folder).error();
  auto source = open_source(request, progress);
  if (!source) return std::move(source).error();
  const auto backup =
      eventlog::open_rocks_log({.directory = source->log + "/log", .read_only = true});
  if (!backup) return backup.error();
  if (auto same = same_studies(**backup, source->manifest); !same) return same.error();

  Restored restored;
  auto studies = plan(**backup, request.moments);
  if (!studies) return std::move(studies).error();
  restored.studies = std::move(*studies);
  restored.manifest = source->manifest;
  restored.with_keys = !source->keys.empty();
  auto done = copy_all(*source, folder->folder(), restored, progress);
  if (done) done = open_once(folder->folder());
  if (done) done = prove(**backup, folder->folder(), request.key_file, restored, progress);
  if (done && !request.dry_run) done = folder->finish();
  if (!done) return done.error();
  return restored;
}

}  // namespace verbatim::tool
