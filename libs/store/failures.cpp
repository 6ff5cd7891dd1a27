#include "store/failures.hpp"

#include <fmt/format.h>

namespace verbatim::store {

Failure failure_of(const rocksdb::Status& status, std::string_view what) {
  const auto detail = fmt::format("cannot {}: {}", what, status.ToString());
  if (status.IsCorruption() || status.IsPathNotFound()) return corrupt(detail);
  const bool full = status.subcode() == rocksdb::Status::SubCode::kNoSpace;
  return {.fault = Fault::kStorageFailed,
          .detail = detail,
          .fix = full ? "make room on the disk, then restart the server"
                      : "look at the disk, then restart the server"};
}

Failure corrupt(std::string detail) {
  return {.fault = Fault::kCorruptStore,
          .detail = std::move(detail),
          .fix = "restore the folder from a backup"};
}

}  // namespace verbatim::store
