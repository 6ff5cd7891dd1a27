#include "store/database.hpp"

#include <algorithm>
#include <chrono>
#include <cstdarg>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include "store/allocated_logs.hpp"
#include "store/failures.hpp"
#include "store/look.hpp"
#include "store/table_check.hpp"
#include "store/wal_check.hpp"

namespace verbatim::store {
namespace {

// A live writer may retire files between two of our looks; then the looks are taken again.
constexpr int kAttemptsBesideWriter = 100;
constexpr std::chrono::milliseconds kBetweenAttempts{5};

class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

// Stops all writes at the first error in the background, and RocksDB's own attempts to go on.
class Database::Listener final : public rocksdb::EventListener {
 public:
  explicit Listener(Database& database) : database_(database) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    database_.fail(failure_of(*error, "write to " + database_.options_.directory));
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  Database& database_;
};

Result<std::unique_ptr<Database>> Database::open(DatabaseOptions options) {
  const bool read_only = options.read_only;
  std::unique_ptr<Database> database(new Database(std::move(options)));
  const auto opened = read_only ? database->open_to_read() : database->open_to_write();
  if (!opened) return opened.error();
  return database;
}

Database::Database(DatabaseOptions options) : options_(std::move(options)) {
  if (!options_.files) options_.files = rocksdb::FileSystem::Default();
  env_ = rocksdb::NewCompositeEnv(std::make_shared<AllocatedLogs>(options_.files));
  listener_ = std::make_shared<Listener>(*this);
}

Database::~Database() {
  close_rocks();
  // Only a convenience for the next open, which is right without it.
  if (watermark_ && !write_failure()) (void)watermark_->sync();
}

Result<void> Database::open_to_write() {
  auto& files = *options_.files;
  if (auto made = make_folder(files, options_.directory); !made) return made;
  auto lock = WriterLock::take(options_.directory);
  if (!lock) return lock.error();
  lock_ = std::move(*lock);

  const auto state = look_into(files, options_.directory);
  if (!state) return state.error();
  if (*state == FolderState::kForeign) {
    return Failure{
        .fault = Fault::kForeignStore,
        .detail = fmt::format("{} has files in it that are not ours", options_.directory),
        .fix = "name an empty folder, or one that does not exist"};
  }
  if (*state == FolderState::kUnfinished) {
    if (auto emptied = empty(); !emptied) return emptied;
  }
  if (*state != FolderState::kStore) return create();

  const auto identity = read_identity(files, options_.directory, options_.kind, options_.format);
  if (!identity) return identity.error();
  const auto promised = Watermark::read(files, options_.directory);
  if (!promised) return promised.error();
  if (auto whole = check_before_opening(*promised); !whole) return whole;
  if (auto opened = open_rocks(false); !opened) return opened;
  if (auto whole = check_after_opening(*identity, *promised); !whole) return whole;

  auto watermark = Watermark::open(files, options_.directory);
  if (!watermark) return watermark.error();
  watermark_ = std::move(*watermark);
  watermark_->raise(rocks_->GetLatestSequenceNumber());
  return watermark_->sync();
}

Result<void> Database::empty() {
  rocksdb::Options options;
  options.env = env_.get();
  const auto status = rocksdb::DestroyDB(options_.directory, options);
  if (!status.ok()) return failure_of(status, "empty " + options_.directory);
  return {};
}

Result<void> Database::create() {
  auto& files = *options_.files;
  const auto identity =
      begin_store(files, options_.directory, options_.kind, options_.format, options_.id);
  if (!identity) return identity.error();
  identity_ = *identity;
  if (auto opened = open_rocks(true); !opened) return opened;
  rocksdb::WriteOptions synced;
  synced.sync = true;
  auto status = rocks_->Put(synced, kIdentityKey, to_text(*identity));
  if (status.ok()) status = rocks_->Flush(rocksdb::FlushOptions());
  if (!status.ok()) return failure_of(status, "write to " + options_.directory);

  if (auto made = Watermark::create(files, options_.directory); !made) return made;
  auto watermark = Watermark::open(files, options_.directory);
  if (!watermark) return watermark.error();
  watermark_ = std::move(*watermark);
  return finish_store(files, options_.directory);
}

Result<void> Database::open_to_read() {
  const auto state = look_into(*options_.files, options_.directory);
  if (!state) return state.error();
  if (*state != FolderState::kStore) {
    return Failure{.fault = Fault::kForeignStore,
                   .detail = fmt::format("{} holds no {}", options_.directory, options_.kind),
                   .fix = "name the folder of a store"};
  }
  for (int attempt = 1;; ++attempt) {
    const bool beside_writer = WriterLock::is_held(options_.directory);
    const auto opened = try_to_read();
    if (opened) break;
    if (!beside_writer || attempt == kAttemptsBesideWriter) return opened;
    close_rocks();
    std::this_thread::sleep_for(kBetweenAttempts);
  }
  fail({.detail = options_.directory + " is open for reading only"});
  return {};
}

Result<void> Database::try_to_read() {
  auto& files = *options_.files;
  const auto identity = read_identity(files, options_.directory, options_.kind, options_.format);
  if (!identity) return identity.error();
  const auto promised = Watermark::read(files, options_.directory);
  if (!promised) return promised.error();
  if (auto whole = check_before_opening(*promised); !whole) return whole;
  const auto before = list_logs(files, options_.directory, 0);
  if (!before) return before.error();
  if (auto opened = open_rocks_to_read(); !opened) return opened;
  const auto after = list_logs(files, options_.directory, 0);
  if (!after) return after.error();
  // RocksDB reads first the manifest, then the logs. What a writer moves from a log into a table in
  // between would be in neither; where no log went away meanwhile, nothing was.
  if (!std::ranges::includes(*after, *before, {}, &LogFile::number, &LogFile::number)) {
    return corrupt(fmt::format("{} changed while it was opened", options_.directory));
  }
  return check_after_opening(*identity, *promised);
}

Result<void> Database::open_rocks_to_read() {
  auto options = database_options();
  options.info_log = std::make_shared<SilentLogger>();
  const auto missing = missing_families();
  if (!missing) return missing.error();
  auto families = descriptors();
  for (auto index = missing->rbegin(); index != missing->rend(); ++index)
    families.erase(families.begin() + static_cast<std::ptrdiff_t>(*index));
  rocksdb::DB* opened = nullptr;
  const auto status = rocksdb::DB::OpenAsSecondary(options, options_.directory, options_.directory,
                                                   families, &handles_, &opened);
  rocks_.reset(opened);
  if (!status.ok()) return failure_of(status, "open " + options_.directory);
  for (const auto index : *missing)
    handles_.insert(handles_.begin() + static_cast<std::ptrdiff_t>(index), nullptr);
  return {};
}

Result<void> Database::check_before_opening(std::uint64_t promised) {
  auto& files = *options_.files;
  if (auto whole = check_manifest(files, options_.directory); !whole) return whole;
  if (auto whole = check_tables(files, options_.directory); !whole) return whole;
  const auto flushed = look(*env_, options_.directory);
  if (!flushed) return flushed.error();
  const auto last = check_wal(files, options_.directory, *flushed);
  if (!last) return last.error();
  if (*last >= promised) return {};
  auto failure = corrupt(fmt::format("{} ends at write {}, but writes up to {} were acknowledged",
                                     options_.directory, *last, promised));
  failure.fix += ", or remove its file WATERMARK to go on without the lost writes";
  return failure;
}

Result<void> Database::check_after_opening(const Identity& identity, std::uint64_t promised) {
  std::string found;
  const auto status = rocks_->Get(rocksdb::ReadOptions(), kIdentityKey, &found);
  if (!status.ok() && !status.IsNotFound()) {
    return failure_of(status, "read " + options_.directory);
  }
  if (found != to_text(identity)) {
    return Failure{
        .fault = Fault::kForeignStore,
        .detail = fmt::format("FORMAT and data in {} are of different stores", options_.directory),
        .fix = "restore the folder from a backup"};
  }
  identity_ = identity;
  if (rocks_->GetLatestSequenceNumber() < promised) {
    return corrupt(fmt::format("{} was recovered only up to write {} of {}", options_.directory,
                               rocks_->GetLatestSequenceNumber(), promised));
  }
  return {};
}

rocksdb::DBOptions Database::database_options() {
  rocksdb::DBOptions options;
  options.env = env_.get();
  options.paranoid_checks = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.allow_concurrent_memtable_write = false;  // there is one writer
  options.recycle_log_file_num = 0;
  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(listener_);
  options.db_write_buffer_size = options_.write_buffer_bytes;
  options.max_total_wal_size = options_.wal_bytes_max;
  options.max_manifest_file_size = 4u << 20;
  options.max_open_files = -1;  // also what keeps a reader's tables while the writer retires them
  options.max_background_jobs = 2;
  options.bytes_per_sync =
      1u << 20;  // tables reach the disk evenly, so that log syncs are not held up
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = 1u << 20;
  options.keep_log_file_num = 2;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.skip_stats_update_on_db_open = true;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> Database::descriptors() const {
  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  for (const auto& family : options_.families) all.emplace_back(family.name, family.options);
  all.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (auto& family : all) {
    family.options.memtable_protection_bytes_per_key = kRowChecksumBytes;
    auto& tables = *family.options.table_factory;
    if (auto* table = tables.GetOptions<rocksdb::BlockBasedTableOptions>())
      table->checksum = rocksdb::kCRC32c;  // as check_tables() expects
  }
  return all;
}

// Those that came later and that this store does not have yet, in ascending order.
Result<std::vector<std::size_t>> Database::missing_families() {
  rocksdb::DBOptions options;
  options.env = env_.get();
  std::vector<std::string> names;
  const auto status = rocksdb::DB::ListColumnFamilies(options, options_.directory, &names);
  if (!status.ok()) return failure_of(status, "open " + options_.directory);
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < options_.families.size(); ++i) {
    const auto& family = options_.families[i];
    if (std::find(names.begin(), names.end(), family.name) != names.end()) continue;
    if (!family.came_later)
      return corrupt(fmt::format("{} has no family \"{}\"", options_.directory, family.name));
    missing.push_back(i);
  }
  return missing;
}

Result<void> Database::open_rocks(bool create) {
  auto options = database_options();
  options.create_if_missing = create;
  options.create_missing_column_families = create;
  if (!create) {
    const auto missing = missing_families();
    if (!missing) return missing.error();
    options.create_missing_column_families = !missing->empty();
  }
  rocksdb::DB* opened = nullptr;
  const auto status =
      rocksdb::DB::Open(options, options_.directory, descriptors(), &handles_, &opened);
  rocks_.reset(opened);
  if (!status.ok()) return failure_of(status, "open " + options_.directory);
  return {};
}

void Database::close_rocks() {
  if (!rocks_) return;
  for (auto* handle : handles_)
    if (handle != nullptr) rocks_->DestroyColumnFamilyHandle(handle);
  handles_.clear();
  (void)rocks_->Close();
  rocks_.reset();
}

Result<void> Database::write(rocksdb::WriteBatch& batch) {
  if (auto failed = write_failure()) return *failed;
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const auto status = rocks_->Write(synced, &batch);
  if (!status.ok()) {
    fail(failure_of(status, "write to " + options_.directory));
    return *write_failure();
  }
  watermark_->raise(rocks_->GetLatestSequenceNumber());
  return {};
}

Result<void> Database::fill(rocksdb::WriteBatch& batch) {
  if (auto failed = write_failure()) return *failed;
  rocksdb::WriteOptions unlogged;
  unlogged.disableWAL = true;
  const auto status = rocks_->Write(unlogged, &batch);
  if (status.ok()) return {};
  fail(failure_of(status, "write to " + options_.directory));
  return *write_failure();
}

Result<void> Database::finish_filling() {
  if (auto failed = write_failure()) return *failed;
  const auto status = rocks_->Flush(rocksdb::FlushOptions(), handles_);
  if (!status.ok()) fail(failure_of(status, "write to " + options_.directory));
  if (auto failed = write_failure()) return *failed;
  watermark_->raise(rocks_->GetLatestSequenceNumber());
  return watermark_->sync();
}

Result<void> Database::verify_tables() const {
  const auto status = rocks_->VerifyChecksum();
  if (!status.ok()) return failure_of(status, "verify " + options_.directory);
  return {};
}

std::optional<Failure> Database::write_failure() const {
  const std::scoped_lock lock(failure_mutex_);
  return failure_;
}

void Database::fail(const Failure& failure) {
  const std::scoped_lock lock(failure_mutex_);
  if (failure_) return;
  failure_ = failure;
  failure_->fault = Fault::kStorageFailed;
}

}  // namespace verbatim::store
