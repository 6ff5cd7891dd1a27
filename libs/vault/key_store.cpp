// What is stored where, format 1. `owner` is: length of the study's id (4, big-endian) | study id |
// respondent id.
//
//   family     key      value
//   default    "store"  the text of the file FORMAT
//   keys       owner    version 0x01 (1) key id (8) key (32)
//   destroyed  owner    nothing; there while a destroyed key may still be in some file
//
// To destroy a key is: delete its row and note that in `destroyed`, in one synced batch; move both
// families into tables, which retires the write-ahead logs that had the key; rewrite the tables
// that have it; wait until the old files are gone; remove the note. A note found at open means that
// this was interrupted, and it is done again.

#include "vault/key_store.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>

#include "store/bytes.hpp"
#include "store/copy.hpp"
#include "store/database.hpp"
#include "store/failures.hpp"

namespace verbatim::vault {
namespace {

constexpr std::uint32_t kFormat = 1;
enum FamilyIndex : std::size_t { kKeys, kDestroyed };

constexpr char kRowVersion = 0x01;
constexpr std::size_t kRowBytes = 1 + kKeyIdBytes + kKeyBytes;

constexpr std::size_t kWriteBufferBytes = 1u << 20;
constexpr std::size_t kBlockCacheBytes = 2u << 20;
constexpr std::size_t kWalBytesMax = 2u << 20;

// Old files go when the last reader lets go of them: normally at once.
constexpr int kGoneAttempts = 200;
constexpr std::chrono::milliseconds kBetweenAttempts{10};

std::string row_of(const Owner& owner) {
  std::string row;
  row.reserve(4 + owner.study.size() + owner.respondent.size());
  store::put_be32(row, static_cast<std::uint32_t>(owner.study.size()));
  row += owner.study;
  row += owner.respondent;
  return row;
}

std::string encode(const Key& key) {
  std::string value(1, kRowVersion);
  value.reserve(kRowBytes);
  value.append(key.id.data(), key.id.size());
  value.append(reinterpret_cast<const char*>(key.secret.data()), key.secret.size());
  return value;
}

store::DatabaseOptions database_options(const std::string& directory, bool read_only,
                                        std::shared_ptr<rocksdb::FileSystem> files) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  table.cache_index_and_filter_blocks = true;
  rocksdb::ColumnFamilyOptions family;
  family.write_buffer_size = kWriteBufferBytes;
  family.compression = rocksdb::kNoCompression;  // keys are random
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));

  store::DatabaseOptions options;
  options.directory = directory;
  options.kind = "vault";
  options.format = kFormat;
  options.read_only = read_only;
  options.families = {{"keys", family}, {"destroyed", family}};
  options.write_buffer_bytes = 2 * kWriteBufferBytes;
  options.wal_bytes_max = kWalBytesMax;
  options.files = std::move(files);
  return options;
}

Failure read_failure(const rocksdb::Status& status) {
  return store::failure_of(status, "read the vault");
}

Failure destruction_failure(const rocksdb::Status& status) {
  auto failure = store::failure_of(status, "destroy a key");
  failure.fault = Fault::kStorageFailed;
  return failure;
}

// The files of the folder that can hold a key, without path.
std::vector<std::string> data_files(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code ignored;  // a folder that cannot be listed fails elsewhere
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    const auto suffix = entry.path().extension();
    if (suffix == ".log" || suffix == ".sst") names.push_back(entry.path().filename().string());
  }
  return names;
}

// Whether a table has a value for `row`; also where it cannot be read.
bool has_row(const std::string& path, const std::string& row, rocksdb::Env& env) {
  rocksdb::Options options;
  options.env = &env;
  rocksdb::SstFileReader reader(options);
  if (!reader.Open(path).ok()) return true;
  const std::unique_ptr<rocksdb::Iterator> at(reader.NewIterator(rocksdb::ReadOptions()));
  at->Seek(row);
  return !at->status().ok() || (at->Valid() && at->key() == row);
}

}  // namespace

Result<std::unique_ptr<KeyStore>> KeyStore::open(const std::string& directory, bool read_only,
                                                 std::shared_ptr<rocksdb::FileSystem> files) {
  if (!start_sealing()) {
    return Failure{.fault = Fault::kInternal, .detail = "there is no source of random bytes"};
  }
  auto database = store::Database::open(database_options(directory, read_only, std::move(files)));
  if (!database) return database.error();
  std::unique_ptr<KeyStore> keys(new KeyStore(std::move(*database)));
  if (read_only) return keys;

  std::error_code error;
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  if (error) {
    return Failure{
        .fault = Fault::kStorageFailed,
        .detail = fmt::format("cannot close {} to other users: {}", directory, error.message())};
  }
  if (auto finished = keys->finish_destructions(); !finished) return finished.error();
  return keys;
}

KeyStore::KeyStore(std::unique_ptr<store::Database> database) : database_(std::move(database)) {}
KeyStore::~KeyStore() = default;

Result<std::optional<Key>> KeyStore::find(const Owner& owner) const {
  return load(row_of(owner));
}

Result<std::optional<Key>> KeyStore::load(const std::string& row) const {
  rocksdb::PinnableSlice value;
  const auto status =
      database_->rocks().Get(rocksdb::ReadOptions(), database_->family(kKeys), row, &value);
  if (status.IsNotFound()) return std::optional<Key>();
  if (!status.ok()) return read_failure(status);
  if (value.size() != kRowBytes || value[0] != kRowVersion) {
    return store::corrupt("a key in the vault is damaged");
  }
  Key key;
  const auto* from = value.data() + 1;
  std::copy_n(from, kKeyIdBytes, key.id.begin());
  std::copy_n(from + kKeyIdBytes, kKeyBytes, key.secret.begin());
  return std::optional(key);
}

Result<std::vector<Key>> KeyStore::find_or_make(std::span<const Owner> owners) {
  const std::scoped_lock lock(writing_);
  std::vector<Key> keys;
  keys.reserve(owners.size());
  std::map<std::string, std::size_t> made;  // to its place in `keys`
  auto batch = store::protected_batch();
  for (const auto& owner : owners) {
    auto row = row_of(owner);
    if (const auto found = made.find(row); found != made.end()) {
      keys.push_back(keys[found->second]);
      continue;
    }
    const auto found = load(row);
    if (!found) return found.error();
    keys.push_back(*found ? **found : Key::make());
    if (*found) continue;
    auto value = encode(keys.back());
    batch.Put(database_->family(kKeys), row, value);
    wipe(value);
    made.emplace(std::move(row), keys.size() - 1);
  }
  if (made.empty()) return keys;
  if (auto written = database_->write(batch); !written) return written.error();
  return keys;
}

Result<void> KeyStore::destroy(const Owner& owner) {
  const std::scoped_lock lock(writing_);
  const auto row = row_of(owner);
  const auto found = load(row);
  if (!found && found.error().fault != Fault::kCorruptStore) return found.error();
  if (found && !*found) return finish_destructions();  // of this one, if it was interrupted
  return purge(row);
}

Result<void> KeyStore::finish_destructions() {
  std::vector<std::string> rows;
  {
    const std::unique_ptr<rocksdb::Iterator> note(
        database_->rocks().NewIterator(rocksdb::ReadOptions(), database_->family(kDestroyed)));
    for (note->SeekToFirst(); note->Valid(); note->Next()) rows.push_back(note->key().ToString());
    if (!note->status().ok()) return read_failure(note->status());
  }
  for (const auto& row : rows) {
    if (auto purged = purge(row); !purged) return purged;
  }
  return {};
}

Result<void> KeyStore::purge(const std::string& row) {
  auto& rocks = database_->rocks();
  auto* keys = database_->family(kKeys);
  auto* destroyed = database_->family(kDestroyed);

  // Written also when it is done again: it makes sure that there is something to flush, and so that
  // the present log is retired.
  auto batch = store::protected_batch();
  batch.Delete(keys, row);
  batch.Put(destroyed, row, {});
  if (auto written = database_->write(batch); !written) return written;
  const auto before = data_files(rocks.GetName());

  const auto status = rocks.Flush(rocksdb::FlushOptions(), {keys, destroyed});
  if (!status.ok()) return destruction_failure(status);
  if (auto rewritten = rewrite_tables(row, before); !rewritten) return rewritten;

  batch.Clear();
  batch.Delete(destroyed, row);
  return database_->write(batch);
}

// Rewrites the tables that have the key, and waits until none of the files `before` has it: a
// reader or a compaction may hold old ones for a moment.
Result<void> KeyStore::rewrite_tables(const std::string& row,
                                      const std::vector<std::string>& before) {
  auto& rocks = database_->rocks();
  rocksdb::CompactRangeOptions rewrite;
  rewrite.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  const rocksdb::Slice only(row);
  auto status = rocks.CompactRange(rewrite, database_->family(kKeys), &only, &only);
  for (int attempt = 0; status.ok() && attempt < kGoneAttempts; ++attempt) {
    status = rocks.EnableFileDeletions(true);  // deletes what is not in use, in this thread
    if (none_has_key(row, before)) return {};
    std::this_thread::sleep_for(kBetweenAttempts);
  }
  if (!status.ok()) return destruction_failure(status);
  return Failure{.fault = Fault::kStorageFailed,
                 .detail = "files that had a destroyed key could not be removed",
                 .fix = "restart the server; it finishes the destruction first"};
}

// Whether of the files `before` only tables in use are left, and none of the keys' has a row for
// the key. (The notes of destructions have the same row, and no secret.)
bool KeyStore::none_has_key(const std::string& row, const std::vector<std::string>& before) const {
  auto& rocks = database_->rocks();
  std::vector<rocksdb::LiveFileMetaData> tables;
  rocks.GetLiveFilesMetaData(&tables);
  for (const auto& name : data_files(rocks.GetName())) {
    if (std::ranges::find(before, name) == before.end()) continue;
    const auto table =
        std::ranges::find(tables, name, &rocksdb::LiveFileMetaData::relative_filename);
    if (table == tables.end()) return false;
    if (table->column_family_name != database_->family(kKeys)->GetName()) continue;
    const bool covers = table->smallestkey <= row && row <= table->largestkey;
    if (covers && has_row(rocks.GetName() + "/" + name, row, *rocks.GetEnv())) return false;
  }
  return true;
}

std::optional<Failure> KeyStore::write_failure() const {
  return database_->write_failure();
}

Result<void> KeyStore::verify_tables() const {
  return database_->verify_tables();
}

Result<std::uint64_t> copy_key_store(const std::string& from, const std::string& to) {
  const auto source = store::Database::open(database_options(from, true, nullptr));
  if (!source) return source.error();
  auto options = database_options(to, false, nullptr);
  options.id = (*source)->identity().id;
  auto target = store::Database::open(std::move(options));
  if (!target) return target.error();
  std::error_code error;
  std::filesystem::permissions(to, std::filesystem::perms::owner_all, error);
  if (error)
    return Failure{
        .fault = Fault::kStorageFailed,
        .detail = fmt::format("cannot close {} to other users: {}", to, error.message())};
  std::uint64_t keys = 0;
  const auto copied = store::copy_rows(
      **source, std::move(*target), [&](std::size_t family, std::string_view, std::string_view) {
        keys += family == kKeys ? 1 : 0;
        return family == kKeys;  // a destruction is over in the copy: no old file is left there
      });
  if (!copied) return copied.error();
  return keys;
}

}  // namespace verbatim::vault
