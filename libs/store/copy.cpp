#include "store/copy.hpp"

#include <memory>

#include <rocksdb/db.h>

#include "store/failures.hpp"

namespace verbatim::store {
namespace {

constexpr std::size_t kBatchBytes = 1u << 20;
constexpr std::size_t kReadAheadBytes = 1u << 20;

// The rows of one family for which keep(key, value) is true.
template <class Keep>
Result<void> copy_family(rocksdb::DB& from, rocksdb::ColumnFamilyHandle* source, Database& to,
                         rocksdb::ColumnFamilyHandle* target, Keep keep) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = kReadAheadBytes;
  const std::unique_ptr<rocksdb::Iterator> row(from.NewIterator(options, source));
  auto batch = protected_batch();
  for (row->SeekToFirst(); row->Valid(); row->Next()) {
    if (!keep(std::string_view(row->key().data(), row->key().size()),
              std::string_view(row->value().data(), row->value().size())))
      continue;
    batch.Put(target, row->key(), row->value());
    if (batch.GetDataSize() < kBatchBytes) continue;
    if (auto filled = to.fill(batch); !filled) return filled;
    batch.Clear();
  }
  if (!row->status().ok()) return failure_of(row->status(), "read " + from.GetName());
  return batch.Count() == 0 ? Result<void>() : to.fill(batch);
}

Result<void> copy_all(const Database& from, Database& to, const KeepRow& keep) {
  for (std::size_t family = 0; family < from.families(); ++family) {
    if (from.family(family) == nullptr) continue;  // an older store has not got it
    auto copied = copy_family(
        from.rocks(), from.family(family), to, to.family(family),
        [&](std::string_view key, std::string_view value) { return keep(family, key, value); });
    if (!copied) return copied;
  }
  auto copied = copy_family(
      from.rocks(), from.rocks().DefaultColumnFamily(), to, to.rocks().DefaultColumnFamily(),
      [](std::string_view key, std::string_view) { return key != kIdentityKey; });
  return copied ? to.finish_filling() : copied;
}

}  // namespace

Result<void> copy_rows(const Database& from, std::unique_ptr<Database> to, const KeepRow& keep) {
  auto copied = copy_all(from, *to, keep);
  if (to->write_failure()) (void)to.release();
  return copied;
}

}  // namespace verbatim::store
