#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <rocksdb/file_system.h>

#include "base/result.hpp"

namespace verbatim::store {

// What the manifest knows of a store: everything up to `flushed` is in table files, and the
// write-ahead logs numbered `first_log` and above are still needed.
struct Flushed {
  std::uint64_t flushed = 0;    // a RocksDB sequence number
  std::uint64_t first_log = 0;  // the number in a file name, 000012.log
};

struct LogFile {
  std::uint64_t number = 0;
  std::string path;

  bool operator==(const LogFile&) const = default;
};

// The write-ahead logs numbered `first` and above, ascending.
Result<std::vector<LogFile>> list_logs(rocksdb::FileSystem& files, const std::string& directory,
                                       std::uint64_t first);

// Reads the write-ahead logs of a store, changes nothing, and answers the sequence number that a
// recovery will reach.
//
// Each record is one synced group, and the next one was only written once it was on disk. So the
// logs are whole if and only if the records that can be read, in the order of the files, follow
// each other without a gap in their sequence numbers, the first at most one above `flushed`.
// Damage before a gap, or a missing file, is a loss of what was acknowledged: kCorruptStore, with
// file and offset. Damage with nothing after it is where a crash cut off a group that nobody was
// promised.
Result<std::uint64_t> check_wal(rocksdb::FileSystem& files, const std::string& directory,
                                const Flushed& flushed);

// The manifest in use: kCorruptStore where a damaged record has a good one after it.
Result<void> check_manifest(rocksdb::FileSystem& files, const std::string& directory);

}  // namespace verbatim::store
