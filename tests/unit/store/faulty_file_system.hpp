#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>

#include <rocksdb/file_system.h>

namespace verbatim::test {

// The operating system's files, with two things a test can do to them:
//
// 1. Let an operation fail. Every operation that changes the disk (create, append, overwrite,
//    truncate, sync, rename, delete, sync of a folder) has a number, from 1. A failing append
//    leaves half of its bytes behind.
// 2. Cut the power. Until then every operation works on the real files and sync() only takes
//    notes; lose_power() then takes away what was never synced: appended bytes, overwritten bytes,
//    names that were made or renamed in a folder without a sync of the folder. Deleted files stay
//    deleted.
//
// Nothing is ever synced for real, which makes tests fast. Thread-safe.
class FaultyFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  enum class Operation { kAny, kAppend, kSync };
  enum class Error { kInputOutput, kNoSpace };
  struct Fault {
    std::uint64_t at = 1;  // the number of the first failing operation, counted over its kind
    Operation operation = Operation::kAny;
    Error error = Error::kInputOutput;
    bool once = false;  // only that one fails, not all that follow
  };

  // What is left of bytes that were appended and never synced.
  enum class Tail {
    kNothing,
    kPrefix,   // some of the first ones
    kSectors,  // all of the length, but some sectors of 512 bytes hold zeros; of write-ahead logs
               // only, of other files as kPrefix
  };

  FaultyFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyFileSystem"; }

  void set_fault(const Fault& fault);
  // Whether the fault has happened.
  bool fault_happened() const;

  // From now on nothing changes the disk any more: every operation that would fails. To be called
  // while the store is open, so that closing it does not tidy up.
  void stop_disk();
  // Requires stop_disk() and that nobody has a file open.
  void lose_power(Tail tail, std::mt19937_64& random);

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

  // For the files.
  rocksdb::IOStatus may(Operation operation);
  void synced(const std::string& path);
  void overwriting(const std::string& path);
  void folder_synced(const std::string& path);

 private:
  struct Rename {
    std::string from;
    std::optional<std::string> replaced;  // what was there before
  };

  void forget(const std::string& path);
  void cut_tail(const std::string& path, std::uint64_t durable, Tail tail,
                std::mt19937_64& random) const;

  mutable std::mutex mutex_;
  std::optional<Fault> fault_;
  std::uint64_t seen_ = 0;
  bool happened_ = false;
  bool stopped_ = false;

  std::map<std::string, std::uint64_t> durable_size_;   // of files that were appended to
  std::map<std::string, std::string> durable_content_;  // of files that were overwritten
  std::set<std::string> new_names_;                     // not yet synced in their folder
  std::map<std::string, Rename> renamed_;               // likewise, by new name
};

}  // namespace verbatim::test
