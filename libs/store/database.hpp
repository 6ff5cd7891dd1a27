#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/write_batch.h>

#include "base/result.hpp"
#include "store/folder.hpp"
#include "store/watermark.hpp"

namespace verbatim::store {

// Each row carries a checksum of this size from the batch through the memory table to the disk, so
// that a bit that flips in memory is noticed before it is written for ever.
constexpr std::size_t kRowChecksumBytes = 8;

// The row of RocksDB's default family that says whose store it is.
constexpr const char* kIdentityKey = "store";

// An empty batch whose rows are protected so. Keep it and clear() it.
inline rocksdb::WriteBatch protected_batch() {
  return rocksdb::WriteBatch(0, 0, kRowChecksumBytes, 0);
}

struct Family {
  std::string name;
  rocksdb::ColumnFamilyOptions options;
  // Stores of this format may have been made before there was such a family. It is then made where
  // the store is opened to write, and has no handle where it is opened to read.
  bool came_later = false;
};

struct DatabaseOptions {
  std::string directory;
  std::string kind;          // what the store is, "event-log"
  std::uint32_t format = 1;  // the format that is written, and the newest that is read
  bool read_only = false;
  std::string id = {};           // of a store that is made; empty: a new one
  std::vector<Family> families;  // beside RocksDB's default one, which holds the store's id
  std::size_t write_buffer_bytes = 8u << 20;   // of all families together
  std::size_t wal_bytes_max = 16u << 20;       // above, the oldest data is moved into tables
  std::shared_ptr<rocksdb::FileSystem> files;  // nullptr: the operating system's
};

// A RocksDB that keeps promises, and one key in it: in the default family, "store" -> the text of
// FORMAT, so that the file and the data are known to belong together.
//
// What has been written by write() is on disk. If the process dies before write() answers, the
// whole batch is found later or nothing of it. Damage is found before anything is changed: open()
// looks at the folder read-only, follows the write-ahead logs record by record and compares where
// they end with what was promised (wal_check.hpp, watermark.hpp).
//
// After the first failed write or background failure there are no more writes until the store is
// opened again: what a failed sync left on disk is not known, and trying again would hide it.
//
// Opened read-only, it shows the store as it was at that moment, changes nothing in the folder, and
// may be used beside the process that writes.
//
// rocks() may be read from any thread; write() belongs to one thread at a time.
class Database {
 public:
  //   kStoreInUse    another process, or this one, has it open for writing
  //   kForeignStore  not a store of this kind (or read_only and no store there)
  //   kNewerStore    a format above options.format
  //   kCorruptStore  something that was written is missing or damaged
  //   kStorageFailed the disk refused
  static Result<std::unique_ptr<Database>> open(DatabaseOptions options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB& rocks() const { return *rocks_; }
  // By its place in DatabaseOptions::families. nullptr: see Family::came_later.
  rocksdb::ColumnFamilyHandle* family(std::size_t index) const { return handles_[index]; }
  std::size_t families() const { return options_.families.size(); }
  const Identity& identity() const { return identity_; }

  // Writes `batch` whole and synced. kStorageFailed where that fails or has failed before.
  Result<void> write(rocksdb::WriteBatch& batch);
  // For a store that is being made of what another one has: not on disk, and not whole, before
  // finish_filling() answers.
  Result<void> fill(rocksdb::WriteBatch& batch);
  Result<void> finish_filling();
  // Reads every block of every table and compares it with its checksum; kCorruptStore.
  Result<void> verify_tables() const;
  // Nothing, or why write() refuses (always, where read_only). Thread-safe.
  std::optional<Failure> write_failure() const;
  // From now on write() refuses. The first failure is kept.
  void fail(const Failure& failure);

 private:
  class Listener;
  explicit Database(DatabaseOptions options);

  Result<void> open_to_write();
  Result<void> open_to_read();
  Result<void> try_to_read();
  Result<void> empty();
  Result<void> create();
  Result<void> check_before_opening(std::uint64_t promised);
  Result<void> check_after_opening(const Identity& identity, std::uint64_t promised);
  rocksdb::DBOptions database_options();
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors() const;
  Result<std::vector<std::size_t>> missing_families();
  Result<void> open_rocks(bool create);
  Result<void> open_rocks_to_read();
  void close_rocks();

  DatabaseOptions options_;
  Identity identity_;
  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<WriterLock> lock_;
  std::shared_ptr<Listener> listener_;
  std::unique_ptr<Watermark> watermark_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  std::unique_ptr<rocksdb::DB> rocks_;

  mutable std::mutex failure_mutex_;
  std::optional<Failure> failure_;
};

}  // namespace verbatim::store
