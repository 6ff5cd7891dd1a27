#pragma once

#include <string>

#include <rocksdb/file_system.h>

#include "base/result.hpp"

namespace verbatim::store {

// Checks in every table of the folder the one block that RocksDB 7.8 parses before it has compared
// its checksum (the table's properties: their global sequence number may be edited in place), and
// where Debian's build of it, which keeps its assertions, ends the process over a damaged byte.
// kCorruptStore with the file. What else may be wrong with a table, RocksDB finds and says itself.
//
// The format: https://github.com/facebook/rocksdb/wiki/Rocksdb-BlockBasedTable-Format. Tables whose
// checksums are not CRC-32C, as ours are, are left to RocksDB.
Result<void> check_tables(rocksdb::FileSystem& files, const std::string& directory);

}  // namespace verbatim::store
