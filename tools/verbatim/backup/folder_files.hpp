#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "base/result.hpp"

// Files of a folder that is made to be kept.
namespace verbatim::tool {

// Failures of all of these are kStorageFailed, with the path and the system's reason.

// Writes a file, mode 0600, on disk when this answers (its name, when the folder is synced).
Result<void> write_synced(const std::filesystem::path& path, std::string_view bytes);
Result<std::string> read_whole(const std::filesystem::path& path);
// The same bytes under another name, as write_synced(); nothing where there is no such file.
Result<void> copy_if_there(const std::filesystem::path& from, const std::filesystem::path& to);
// Puts every file and name under the folder on disk.
Result<void> sync_folder(const std::filesystem::path& folder);

// Whether the folder's disk has room for making or closing a store, a few megabytes: where RocksDB,
// as Debian builds it, is refused room for that, it ends the process instead of saying so.
Result<void> has_room(const std::filesystem::path& folder);

// SHA-256 of a file, in hexadecimal digits. `progress` is told how many bytes more were read.
Result<std::string> sha256_of(const std::filesystem::path& path,
                              const std::function<void(std::uint64_t)>& progress = {});
// The files under a folder: path from there, with '/', and size in bytes.
Result<std::map<std::string, std::uint64_t>> files_under(const std::filesystem::path& folder);

// A folder that is being made: `path` + ".unfinished", mode 0700, until finish() gives it its name.
// Gone with the object, unless it was finished. Until then some room is taken on its disk, which is
// given back by spend_reserve(): so a disk that fills up is noticed where that can be said, and
// what remains to be done has the room for it.
class UnfinishedFolder {
 public:
  // kAlreadyExists where something is at `path` (but an empty folder) or at the unfinished name.
  static Result<UnfinishedFolder> make(const std::filesystem::path& path);
  ~UnfinishedFolder();
  UnfinishedFolder(UnfinishedFolder&&) noexcept;
  UnfinishedFolder& operator=(UnfinishedFolder&&) = delete;

  const std::filesystem::path& folder() const { return unfinished_; }
  // Everything in it is on disk, under its name, when this answers.
  Result<void> finish();

 private:
  explicit UnfinishedFolder(std::filesystem::path path);

  std::filesystem::path path_, unfinished_;  // empty once it is finished
};

}  // namespace verbatim::tool
