#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"

namespace rocksdb {
class FileSystem;
}

namespace verbatim::eventlog {

struct RocksLogOptions {
  std::string directory;
  // Shows the log as it is at this moment, changes nothing in the folder, takes no lock and may be
  // used beside a running server. append() is refused.
  bool read_only = false;

  // Memory. The defaults hold the log under 20 MB whatever its size.
  std::size_t write_buffer_bytes = 8u << 20;  // unflushed data, all kinds together
  std::size_t block_cache_bytes = 8u << 20;   // also the tables' indexes and filters
  std::size_t wal_bytes_max = 16u << 20;      // on disk; what a restart has to read again

  // What stands between the log and the disk; tests put faults here. nullptr: nothing does.
  std::shared_ptr<rocksdb::FileSystem> files = nullptr;
};

// The event log in a RocksDB of its own, one writer. Makes the folder where it is missing.
// Nothing is changed in a folder that is refused:
//   kStoreInUse     another process has it open for writing
//   kForeignStore   the folder has other files in it (or read_only, and nothing)
//   kNewerStore     written by a newer version
//   kCorruptStore   something acknowledged is missing or damaged; says which file and why.
//                   Damage inside a table file is found when that part is read
//   kStorageFailed  the disk refused
Result<std::unique_ptr<EventLog>> open_rocks_log(const RocksLogOptions& options);

// Whether a process has the log in this folder open for writing.
bool is_being_written(const std::string& directory);

}  // namespace verbatim::eventlog
