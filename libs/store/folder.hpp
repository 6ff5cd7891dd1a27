#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <rocksdb/file_system.h>

#include "base/result.hpp"

// A store's folder, and how it says what it is:
//
//   FORMAT      three lines of text, written once:
//                 verbatim event-log        the kind of store
//                 format 1                  the version of its layout
//                 store 0f3a...             its id, 32 hexadecimal digits
//   FORMAT.new  the same, while the store is being made
//   WRITER      empty; locked by the process that writes to the store
//   WATERMARK   see watermark.hpp
//   and RocksDB's own files.
//
// FORMAT.new comes first into an empty folder and becomes FORMAT when everything else is on disk.
// So a folder with FORMAT is a whole store; one with FORMAT.new and no FORMAT was never used and
// may be emptied; any other folder that is not empty is somebody else's, and is left alone.
namespace verbatim::store {

struct Identity {
  std::string kind;
  std::uint32_t format = 0;
  std::string id;

  bool operator==(const Identity&) const = default;
};

std::string to_text(const Identity& identity);

enum class FolderState {
  kMissing,  // there is no folder
  kEmpty,
  kUnfinished,  // the making of a store was interrupted
  kStore,
  kForeign,
};

Result<FolderState> look_into(rocksdb::FileSystem& files, const std::string& directory);

// The identity of the store in `directory`, if it is of that kind and of a format we know.
//   kForeignStore  another kind of store, or a FORMAT that is not ours
//   kNewerStore    a format above `format_max`
Result<Identity> read_identity(rocksdb::FileSystem& files, const std::string& directory,
                               std::string_view kind, std::uint32_t format_max);

// Makes the folder (with its parents) where it is missing; on disk when this answers.
Result<void> make_folder(rocksdb::FileSystem& files, const std::string& directory);

// The two ends of making a store: FORMAT.new, and its renaming. On disk when they answer. Without
// an `id` it gets a new one.
Result<Identity> begin_store(rocksdb::FileSystem& files, const std::string& directory,
                             std::string_view kind, std::uint32_t format, std::string id = {});
Result<void> finish_store(rocksdb::FileSystem& files, const std::string& directory);

// The right to write to a folder. Held by one process at a time, and by one holder in it; the
// kernel takes it back when the process dies.
class WriterLock {
 public:
  // kStoreInUse where somebody holds it.
  static Result<std::unique_ptr<WriterLock>> take(const std::string& directory);
  // Whether somebody holds it now; does not get in the way of anyone who takes it.
  static bool is_held(const std::string& directory);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace verbatim::store
