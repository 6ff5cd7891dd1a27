// Compares a backup with the hashes that were made with it.
#include <algorithm>
#include <filesystem>
#include <utility>

#include "verbatim/backup/backup.hpp"
#include "verbatim/backup/folder_files.hpp"

namespace verbatim::tool {
namespace {

using HashOf = std::map<std::string, std::string>;  // by the name of the file

// Lines as sha256sum(1) has them: the hash, two blanks, the name. Nothing where one is none.
std::optional<HashOf> parse_sums(std::string_view text) {
  constexpr std::size_t kDigits = 64;
  constexpr std::string_view kBetween = "  ";
  HashOf hashes;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    if (end == std::string_view::npos || line.size() <= kDigits + kBetween.size() ||
        line.substr(kDigits, kBetween.size()) != kBetween)
      return std::nullopt;
    hashes.emplace(line.substr(kDigits + kBetween.size()), line.substr(0, kDigits));
    text.remove_prefix(end + 1);
  }
  return hashes;
}

// What is wrong with the files of a backup, in words.
Result<std::vector<std::string>> compare(const std::filesystem::path& folder, HashOf hashes,
                                         const BackupProgress& progress) {
  const auto files = files_under(folder);
  if (!files) return files.error();
  std::uint64_t all = 0, done = 0;
  for (const auto& [name, bytes] : *files) all += bytes;
  std::vector<std::string> wrong;
  for (const auto& [name, bytes] : *files) {
    if (name == kBackupSums) continue;
    const auto expected = hashes.find(name);
    if (expected == hashes.end()) {
      wrong.push_back(name + " is not part of it");
      continue;
    }
    const auto hash = sha256_of(folder / name, [&](std::uint64_t more) {
      progress("Verifying the backup", done += more, all);
    });
    if (!hash) return hash.error();
    if (*hash != expected->second) wrong.push_back(name + " was changed");
    hashes.erase(expected);
  }
  for (const auto& [name, hash] : hashes) wrong.push_back(name + " is missing");
  return wrong;
}

Failure changed(const std::string& folder, const std::vector<std::string>& wrong) {
  constexpr std::size_t kNamed = 5;
  std::string detail = folder + " is not as it was made: ";
  for (std::size_t i = 0; i < std::min(wrong.size(), kNamed); ++i)
    detail += (i == 0 ? "" : "; ") + wrong[i];
  if (wrong.size() > kNamed) detail += "; and " + std::to_string(wrong.size() - kNamed) + " more";
  return {Fault::kCorruptStore, detail + ".", "", "Take another backup."};
}

}  // namespace

Result<BackupManifest> check_backup(const std::string& folder, const BackupProgress& progress) {
  const auto at = std::filesystem::path(folder);
  std::error_code error;
  if (!std::filesystem::exists(at / kBackupSums, error))
    return Failure{Fault::kForeignStore,
                   folder + " is no backup: it has no file " + kBackupSums + ".", "backup",
                   "Name a folder that `verbatim backup` made."};
  const auto sums = read_whole(at / kBackupSums);
  if (!sums) return sums.error();
  auto hashes = parse_sums(*sums);
  if (!hashes) return changed(folder, {std::string(kBackupSums) + " is damaged"});
  const auto wrong = compare(at, std::move(*hashes), progress);
  if (!wrong) return wrong.error();
  if (!wrong->empty()) return changed(folder, *wrong);
  const auto json = read_whole(at / kBackupManifest);
  if (!json) return json.error();
  return parse_manifest(*json);
}

}  // namespace verbatim::tool
