// What is stored where, format 1. `owner` is: length of the study's id (4, big-endian) | study id |
// respondent id.
//
//   family     key      value
//   default    "store"  the text of the file FORMAT
//   default    "master" id of the master key that all keys are wrapped with, in hexadecimal digits;
//                       with " to " and another: they are being wrapped anew with that one
//   keys       owner    version 0x01 (1) master key id (8) key id (8) wrapped key (72), or
//                       version 0x00 (1) erasure: the key was destroyed for good, by that erasure;
//                       from before keys were wrapped: version 0x01 (1) key id (8) key (32), which
//                       is wrapped when the store is next opened to be written
//   destroyed  owner    nothing; there while a destroyed key may still be in some file
//
// To destroy a key is: delete or replace its row and note that in `destroyed`, in one synced batch;
// move both families into tables, which retires the write-ahead logs that had the key; rewrite the
// tables that have it; wait until the old files are gone; remove the note. A note found at open
// means that this was interrupted, and it is done again.

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

constexpr char kRowVersion = 0x01, kErasedVersion = 0x00;
constexpr std::size_t kHeadBytes = 1 + kMasterIdBytes + kKeyIdBytes;
constexpr std::size_t kRowBytes = kHeadBytes + kWrappedBytes;
constexpr std::size_t kPlainRowBytes = 1 + kKeyIdBytes + kKeyBytes;
constexpr const char* kMasterRow = "master";
constexpr std::string_view kTo = " to ";
constexpr std::size_t kRewrappedAtOnce = 1000;

constexpr std::size_t kWriteBufferBytes = 1u << 20;
constexpr std::size_t kBlockCacheBytes = 2u << 20;
constexpr std::size_t kWalBytesMax = 2u << 20;

// Old files go when the last reader lets go of them: normally at once.
constexpr int kGoneAttempts = 200;
constexpr std::chrono::milliseconds kBetweenAttempts{10};

constexpr int kRewriteAttempts = 20;

std::string row_of(const Owner& owner) {
  std::string row;
  row.reserve(4 + owner.study.size() + owner.respondent.size());
  store::put_be32(row, static_cast<std::uint32_t>(owner.study.size()));
  row += owner.study;
  row += owner.respondent;
  return row;
}

std::string encode_erased(std::string_view erasure) {
  return std::string(1, kErasedVersion).append(erasure);
}

std::string encode(const MasterKey& master, const Key& key, std::string_view row) {
  std::string value(1, kRowVersion);
  value.reserve(kRowBytes);
  for (std::size_t i = 0; i < master.id.size(); i += 2)
    value += static_cast<char>(std::stoi(master.id.substr(i, 2), nullptr, 16));
  value.append(key.id.data(), key.id.size());
  return value + wrap_key(master, key, row);
}

bool is_plain(std::string_view value) {
  return value.size() == kPlainRowBytes && value[0] == kRowVersion;
}

// Nothing where `value` is no key that was wrapped with the master key for `row`.
std::optional<Key> decode(const MasterKey& master, std::string_view value, std::string_view row) {
  if (is_plain(value)) {
    Key key;
    std::copy_n(value.begin() + 1, kKeyIdBytes, key.id.begin());
    std::copy_n(value.begin() + 1 + kKeyIdBytes, kKeyBytes, key.secret.begin());
    return key;
  }
  if (value.size() != kRowBytes || value[0] != kRowVersion) return std::nullopt;
  return unwrap_key(master, value.substr(1 + kMasterIdBytes, kKeyIdBytes), row,
                    value.substr(kHeadBytes));
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

Failure not_gone(std::string_view what) {
  return {.fault = Fault::kStorageFailed,
          .detail = fmt::format("{}, with a destroyed key in it, could not be removed", what),
          .fix = "restart the server; it finishes the destruction first"};
}

Failure erased(std::string_view respondent, std::string_view erasure) {
  return {.fault = Fault::kErased,
          .detail = fmt::format("respondent '{}' was erased ('{}'): no text of theirs, or about "
                                "their words, is taken any more",
                                respondent, erasure),
          .fix = "leave it out; the erasure's certificate says what was done"};
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

// Whether a table has a key for `row`; also where it cannot be read.
bool has_key(const std::string& path, const std::string& row, rocksdb::Env& env) {
  rocksdb::Options options;
  options.env = &env;
  rocksdb::SstFileReader reader(options);
  if (!reader.Open(path).ok()) return true;
  const std::unique_ptr<rocksdb::Iterator> at(reader.NewIterator(rocksdb::ReadOptions()));
  at->Seek(row);
  if (!at->status().ok()) return true;
  return at->Valid() && at->key() == row && !at->value().starts_with({&kErasedVersion, 1});
}

}  // namespace

namespace {

std::string default_file(const std::string& directory, const std::string& key_file) {
  return key_file.empty() ? directory + ".master" : key_file;
}

Result<std::string> master_row(const store::Database& database) {
  std::string found;
  const auto status = database.rocks().Get(rocksdb::ReadOptions(), kMasterRow, &found);
  if (!status.ok() && !status.IsNotFound()) return read_failure(status);
  return found;
}

Failure other_master(const std::string& file, const MasterKey& master, const std::string& wanted) {
  if (wanted.find(kTo) != std::string::npos)
    return {.fault = Fault::kForeignStore,
            .detail = fmt::format("the keys are being wrapped anew ({}), and that was interrupted",
                                  wanted),
            .fix = "finish it: verbatim keys rotate"};
  return {.fault = Fault::kForeignStore,
          .detail = fmt::format("{} has master key {}, and the keys are wrapped with {}", file,
                                master.id, wanted),
          .fix = "name the right file by --key-file or VERBATIM_KEY_FILE"};
}

// The master key of the store: that of the file, which is made where the store has no keys yet.
Result<MasterKey> master_of(store::Database& database, const std::string& file, bool read_only) {
  const auto wanted = master_row(database);
  if (!wanted) return wanted.error();
  if (wanted->empty() && read_only && !std::filesystem::exists(file)) return MasterKey{};
  const bool make = wanted->empty() && !read_only && !std::filesystem::exists(file);
  auto master = make ? make_master_key(file) : read_master_key(file);
  if (!master) return master;
  if (*wanted == master->id) return master;
  if (!wanted->empty()) return other_master(file, *master, *wanted);
  if (read_only) return master;
  auto batch = store::protected_batch();
  batch.Put(kMasterRow, master->id);
  if (auto written = database.write(batch); !written) return written.error();
  return master;
}

}  // namespace

namespace {

// Rewrites every table of keys and retires the logs, so that no file has what keys were before.
Result<void> drop_old_values(store::Database& database) {
  auto status = database.rocks().Flush(rocksdb::FlushOptions(),
                                       {database.family(kKeys), database.family(kDestroyed),
                                        database.rocks().DefaultColumnFamily()});
  rocksdb::CompactRangeOptions rewrite;
  rewrite.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  if (status.ok())
    status = database.rocks().CompactRange(rewrite, database.family(kKeys), nullptr, nullptr);
  if (status.ok()) status = database.rocks().EnableFileDeletions(true);
  if (!status.ok()) return store::failure_of(status, "wrap the keys anew");
  return {};
}

// Keys from before they were wrapped. The batch is of all of them, so that an interrupted run finds
// all or none: such stores are small, and old.
Result<void> wrap_plain_keys(store::Database& database, const MasterKey& master) {
  auto batch = store::protected_batch();
  const std::unique_ptr<rocksdb::Iterator> at(
      database.rocks().NewIterator(rocksdb::ReadOptions(), database.family(kKeys)));
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    const auto row = at->key().ToString();
    const auto value = at->value().ToStringView();
    if (is_plain(value))
      batch.Put(database.family(kKeys), row, encode(master, *decode(master, value, row), row));
  }
  if (!at->status().ok()) return read_failure(at->status());
  if (batch.Count() == 0) return {};
  if (auto written = database.write(batch); !written) return written;
  return drop_old_values(database);
}

}  // namespace

Result<std::unique_ptr<KeyStore>> KeyStore::open(const std::string& directory, bool read_only,
                                                 std::shared_ptr<rocksdb::FileSystem> files,
                                                 const std::string& key_file) {
  if (!start_sealing()) {
    return Failure{.fault = Fault::kInternal, .detail = "there is no source of random bytes"};
  }
  auto database = store::Database::open(database_options(directory, read_only, std::move(files)));
  if (!database) return database.error();
  const auto master = master_of(**database, default_file(directory, key_file), read_only);
  if (!master) return master.error();
  std::unique_ptr<KeyStore> keys(new KeyStore(std::move(*database), *master));
  if (read_only) return keys;

  std::error_code error;
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  if (error) {
    return Failure{
        .fault = Fault::kStorageFailed,
        .detail = fmt::format("cannot close {} to other users: {}", directory, error.message())};
  }
  if (auto wrapped = wrap_plain_keys(*keys->database_, keys->master_); !wrapped)
    return wrapped.error();
  if (auto finished = keys->finish_destructions(); !finished) return finished.error();
  return keys;
}

KeyStore::KeyStore(std::unique_ptr<store::Database> database, MasterKey master)
    : database_(std::move(database)), master_(std::move(master)) {}
KeyStore::~KeyStore() = default;

Result<std::optional<Key>> KeyStore::find(const Owner& owner) const {
  auto found = load(row_of(owner));
  if (!found) return std::move(found).error();
  return std::move(found->key);
}

Result<std::optional<std::string>> KeyStore::erased_by(const Owner& owner) const {
  auto found = load(row_of(owner));
  if (!found) return std::move(found).error();
  return std::move(found->erased_by);
}

Result<KeyStore::Row> KeyStore::load(const std::string& row) const {
  rocksdb::PinnableSlice value;
  const auto status =
      database_->rocks().Get(rocksdb::ReadOptions(), database_->family(kKeys), row, &value);
  if (status.IsNotFound()) return Row{};
  if (!status.ok()) return read_failure(status);
  if (value.size() > 0 && value[0] == kErasedVersion)
    return Row{{}, std::string(value.data() + 1, value.size() - 1)};
  auto key = decode(master_, value.ToStringView(), row);
  if (!key) return store::corrupt("a key in the vault is damaged");
  return Row{key, {}};
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
    if (found->erased_by) return erased(owner.respondent, *found->erased_by);
    keys.push_back(found->key ? *found->key : Key::make());
    if (found->key) continue;
    batch.Put(database_->family(kKeys), row, encode(master_, keys.back(), row));
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
  if (found && !found->key) return finish_destructions();  // of this one, if it was interrupted
  return purge(row, std::nullopt);
}

Result<void> KeyStore::erase(const Owner& owner, std::string_view erasure) {
  const std::scoped_lock lock(writing_);
  const auto row = row_of(owner);
  const auto found = load(row);
  if (!found && found.error().fault != Fault::kCorruptStore) return found.error();
  if (found && found->erased_by) return finish_destructions();
  return purge(row, std::string(erasure));
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
    const auto left = load(row);
    if (!left) return left.error();
    if (auto purged = purge(row, left->erased_by); !purged) return purged;
  }
  return {};
}

Result<void> KeyStore::purge(const std::string& row, const std::optional<std::string>& erased_by) {
  auto& rocks = database_->rocks();
  auto* keys = database_->family(kKeys);
  auto* destroyed = database_->family(kDestroyed);
  for (int attempt = 0; attempt < kRewriteAttempts; ++attempt) {
    // Written also when it is done again: it makes sure that there is something to flush, and so
    // that the present log is retired, and that it stands above every table that has the key.
    auto batch = store::protected_batch();
    if (erased_by)
      batch.Put(keys, row, encode_erased(*erased_by));
    else
      batch.Delete(keys, row);
    batch.Put(destroyed, row, {});
    if (auto written = database_->write(batch); !written) return written;
    const auto before = data_files(rocks.GetName());

    // The default family too: what it has only in a log would keep that log.
    const auto status =
        rocks.Flush(rocksdb::FlushOptions(), {keys, destroyed, rocks.DefaultColumnFamily()});
    if (!status.ok()) return destruction_failure(status);
    const auto gone = rewrite_tables(row, before);
    if (!gone) return gone.error();
    if (!*gone) continue;
    batch.Clear();
    batch.Delete(destroyed, row);
    return database_->write(batch);
  }
  return not_gone("its tables");
}

// Rewrites the tables that have the key, and waits until none of the files `before` has it: a
// reader or a compaction may hold old ones for a moment. False where a table in use still has it:
// one that RocksDB was making on its own while it looked for what to rewrite.
Result<bool> KeyStore::rewrite_tables(const std::string& row,
                                      const std::vector<std::string>& before) {
  auto& rocks = database_->rocks();
  rocksdb::CompactRangeOptions rewrite;
  rewrite.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  const rocksdb::Slice only(row);
  auto status = rocks.CompactRange(rewrite, database_->family(kKeys), &only, &only);
  std::optional<Left> left;
  for (int attempt = 0; status.ok() && attempt < kGoneAttempts; ++attempt) {
    status = rocks.EnableFileDeletions(true);  // deletes what is not in use, in this thread
    left = file_with_key(row, before);
    if (!left) return true;
    if (left->in_use) return false;
    std::this_thread::sleep_for(kBetweenAttempts);
  }
  if (!status.ok()) return destruction_failure(status);
  return not_gone(left->name);
}

// A file of those `before` that is still there and may have the key: all but tables in use
// without a row for it. (The notes of destructions have the same row, and no secret.)
std::optional<KeyStore::Left> KeyStore::file_with_key(
    const std::string& row, const std::vector<std::string>& before) const {
  auto& rocks = database_->rocks();
  std::vector<rocksdb::LiveFileMetaData> tables;
  rocks.GetLiveFilesMetaData(&tables);
  for (const auto& name : data_files(rocks.GetName())) {
    if (std::ranges::find(before, name) == before.end()) continue;
    const auto table =
        std::ranges::find(tables, name, &rocksdb::LiveFileMetaData::relative_filename);
    if (table == tables.end()) return Left{name, false};
    if (table->column_family_name != database_->family(kKeys)->GetName()) continue;
    const bool covers = table->smallestkey <= row && row <= table->largestkey;
    if (covers && has_key(rocks.GetName() + "/" + name, row, *rocks.GetEnv()))
      return Left{name, true};
  }
  return std::nullopt;
}

Result<std::uint64_t> KeyStore::rotate(const std::string& directory, const std::string& from,
                                       const std::string& to,
                                       std::shared_ptr<rocksdb::FileSystem> files) {
  if (!start_sealing()) {
    return Failure{.fault = Fault::kInternal, .detail = "there is no source of random bytes"};
  }
  auto opened = store::Database::open(database_options(directory, false, std::move(files)));
  if (!opened) return opened.error();
  auto& database = **opened;
  const auto old_file = default_file(directory, from);
  const auto old_key = read_master_key(old_file), new_key = read_master_key(to);
  if (!old_key) return old_key.error();
  if (!new_key) return new_key.error();
  const auto wanted = master_row(database);
  if (!wanted) return wanted.error();
  const auto under_way = old_key->id + std::string(kTo) + new_key->id;
  if (*wanted == new_key->id) return std::uint64_t{0};  // it is done already
  if (*wanted != old_key->id && *wanted != under_way)
    return other_master(old_file, *old_key, *wanted);

  auto batch = store::protected_batch();
  batch.Put(kMasterRow, under_way);
  if (auto written = database.write(batch); !written) return written.error();
  batch.Clear();
  std::uint64_t rewrapped = 0;
  const std::unique_ptr<rocksdb::Iterator> at(
      database.rocks().NewIterator(rocksdb::ReadOptions(), database.family(kKeys)));
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    const auto row = at->key().ToString();
    const auto value = at->value().ToStringView();
    if (value.starts_with(kErasedVersion)) continue;
    if (!is_plain(value) && decode(*new_key, value, row)) continue;
    const auto key = decode(*old_key, value, row);
    if (!key) return store::corrupt("a key in the vault is damaged");
    batch.Put(database.family(kKeys), row, encode(*new_key, *key, row));
    if (++rewrapped % kRewrappedAtOnce != 0) continue;
    if (auto written = database.write(batch); !written) return written.error();
    batch.Clear();
  }
  if (!at->status().ok()) return read_failure(at->status());
  if (auto written = database.write(batch); !written) return written.error();
  if (auto gone = drop_old_values(database); !gone) return gone.error();
  batch.Clear();
  batch.Put(kMasterRow, new_key->id);
  if (auto written = database.write(batch); !written) return written.error();
  return rewrapped;
}

Result<KeyStore::Status> KeyStore::status() const {
  Status status{master_.id, 0, 0};
  const std::unique_ptr<rocksdb::Iterator> at(
      database_->rocks().NewIterator(rocksdb::ReadOptions(), database_->family(kKeys)));
  for (at->SeekToFirst(); at->Valid(); at->Next())
    ++(at->value().ToStringView().starts_with(kErasedVersion) ? status.erased : status.keys);
  if (!at->status().ok()) return read_failure(at->status());
  return status;
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
      **source, std::move(*target),
      [&](std::size_t family, std::string_view, std::string_view value) {
        keys += family == kKeys && !value.starts_with(kErasedVersion) ? 1 : 0;
        return family == kKeys;  // a destruction is over in the copy: no old file is left there
      });
  if (!copied) return copied.error();
  return keys;
}

}  // namespace verbatim::vault
