#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "store/database.hpp"

namespace verbatim::store {

// Whether a row goes along, by the place of its family in DatabaseOptions::families.
using KeepRow =
    std::function<bool(std::size_t family, std::string_view key, std::string_view value)>;

// Copies what `from` shows, row by row, into `to`, which has the same families and was just made.
// Every block that is read is compared with its checksum, and nothing else of a file goes along:
// neither rows that were deleted nor damage. Rows of RocksDB's default family, but for the store's
// identity, always go along. On disk, and closed, when this answers; on failure the folder of `to`
// is to be thrown away, which stays open until the process ends if a write has failed: RocksDB, as
// Debian builds it, ends the process where it is closed after that.
Result<void> copy_rows(const Database& from, std::unique_ptr<Database> to, const KeepRow& keep);

}  // namespace verbatim::store
