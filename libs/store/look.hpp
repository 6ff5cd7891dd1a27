#pragma once

#include <string>

#include <rocksdb/env.h>

#include "base/result.hpp"
#include "store/wal_check.hpp"

namespace verbatim::store {

// Opens the RocksDB of `directory` read-only, looks at what its manifest says and closes it: not a
// byte is changed. kCorruptStore where the manifest or a table file it names cannot be used.
Result<Flushed> look(rocksdb::Env& env, const std::string& directory);

}  // namespace verbatim::store
