#pragma once

#include <string>
#include <string_view>

#include <rocksdb/status.h>

#include "base/failure.hpp"

namespace verbatim::store {

// The failure of an operation on a store's files. `what` says what was tried ("write to
// /data/log"). A missing or damaged file is kCorruptStore; everything else, kStorageFailed.
Failure failure_of(const rocksdb::Status& status, std::string_view what);

// kCorruptStore, with what an operator can do about it.
Failure corrupt(std::string detail);

}  // namespace verbatim::store
