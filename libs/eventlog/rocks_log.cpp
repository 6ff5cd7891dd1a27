// What is stored where, format 1. Numbers in keys are big-endian, so that keys sort as they do.
//
//   family    key                                value
//   default   "store"                            the text of the file FORMAT
//   studies   study id                           number (8): 1, 2, 3, ... in the order of creation
//   events    study number (8) position (8)      the event's bytes
//   commands  study number (8) command id        position (8) events (4) fingerprint (16)
//
// A study is there if and only if it has a row in `studies`; its last position is that of its last
// row in `events`; positions of a study are 1, 2, 3, ... without a gap, and a missing one is
// damage. Rows are written once and never changed or deleted.
//
// Everything of a group of commits is in one write batch, so a crash leaves all of it or nothing.
// How a folder is recognised, locked and checked at open: store/database.hpp.

#include "eventlog/rocks_log.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "store/bytes.hpp"
#include "store/database.hpp"
#include "store/failures.hpp"

namespace verbatim::eventlog {
namespace {

constexpr std::uint32_t kFormat = 1;
enum FamilyIndex : std::size_t { kStudies, kEvents, kCommands };

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kEventKeyBytes = 16;
constexpr std::size_t kFingerprintBytes = 16;
constexpr std::size_t kCommandRowBytes = 8 + 4 + kFingerprintBytes;

constexpr std::size_t kBlockBytes = 16u << 10;
constexpr std::size_t kReadAheadBytes = 1u << 20;
constexpr Position kReadAheadFrom = 10'000;  // events in one read

using rocksdb::Slice;

std::string event_key(std::uint64_t study, Position position) {
  std::string key;
  key.reserve(kEventKeyBytes);
  store::put_be64(key, study);
  store::put_be64(key, position);
  return key;
}

std::string command_key(std::uint64_t study, std::string_view id) {
  std::string key;
  key.reserve(kNumberBytes + id.size());
  store::put_be64(key, study);
  key += id;
  return key;
}

std::string_view view(const Slice& slice) {
  return {slice.data(), slice.size()};
}

Failure unknown_study(std::string_view study) {
  return {.fault = Fault::kUnknownStudy, .detail = fmt::format("there is no study {}", study)};
}

Failure missing_event(std::string_view study, Position position) {
  return store::corrupt(fmt::format("event {} of study {} is missing", position, study));
}

rocksdb::ColumnFamilyOptions family_options(const std::shared_ptr<rocksdb::Cache>& cache,
                                            std::size_t write_buffer_bytes) {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = kBlockBytes;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = write_buffer_bytes;
  options.compression = rocksdb::kZSTD;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::ColumnFamilyOptions command_options(const std::shared_ptr<rocksdb::Cache>& cache,
                                             std::size_t write_buffer_bytes) {
  auto options = family_options(cache, write_buffer_bytes);
  // Most look-ups are for commands that were never seen.
  auto* table = options.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
  table->filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  return options;
}

store::DatabaseOptions database_options(const RocksLogOptions& options) {
  const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  const auto buffer = options.write_buffer_bytes / 2;
  store::DatabaseOptions database;
  database.directory = options.directory;
  database.kind = "event-log";
  database.format = kFormat;
  database.read_only = options.read_only;
  database.families = {{"studies", family_options(cache, buffer / 16)},
                       {"events", family_options(cache, buffer)},
                       {"commands", command_options(cache, buffer / 2)}};
  database.write_buffer_bytes = options.write_buffer_bytes;
  database.wal_bytes_max = options.wal_bytes_max;
  database.files = options.files;
  return database;
}

struct Study {
  std::uint64_t number = 0;
  std::atomic<Position> last = 0;  // on disk, and so seen by readers
  // The writer's own.
  bool stored = false;   // its row in `studies` is on disk
  bool touched = false;  // by the group at hand
  Position decided = 0;  // the last position with the group at hand
};

class RocksLog final : public EventLog {
 public:
  explicit RocksLog(std::unique_ptr<store::Database> database) : database_(std::move(database)) {}

  // Reads which studies there are and where they end.
  Result<void> load();

  Result<std::vector<Receipt>> append(std::span<const Commit> commits) override;
  Result<void> read(std::string_view study, Position after, const Visit& visit) const override;
  Result<std::string> read_one(std::string_view study, Position position) const override;
  Result<std::optional<StoredCommand>> find_command(std::string_view study,
                                                    std::string_view id) const override;
  std::vector<std::string> studies() const override;
  Position last_position(std::string_view study) const override;
  std::optional<Failure> write_failure() const override;

 private:
  rocksdb::DB& rocks() const { return database_->rocks(); }
  rocksdb::ColumnFamilyHandle* family(FamilyIndex index) const { return database_->family(index); }
  Failure read_failure(const rocksdb::Status& status) const {
    return store::failure_of(status, "read the event log");
  }

  const Study* find(std::string_view study) const;
  Study& find_or_add(const std::string& study);
  Result<Position> load_last(std::uint64_t number) const;
  Result<Receipt> add_to_batch(const Commit& commit);
  void forget_group();

  std::unique_ptr<store::Database> database_;

  // Guards the shape of the map; studies stay where they are once they are in it.
  mutable std::shared_mutex studies_mutex_;
  std::map<std::string, Study, std::less<>> studies_;

  // The writer's own, kept from group to group.
  std::uint64_t last_number_ = 0;
  rocksdb::WriteBatch batch_ = store::protected_batch();
  std::vector<Study*> touched_;
};

Result<void> RocksLog::load() {
  const std::unique_ptr<rocksdb::Iterator> row(
      rocks().NewIterator(rocksdb::ReadOptions(), family(kStudies)));
  for (row->SeekToFirst(); row->Valid(); row->Next()) {
    if (row->value().size() != kNumberBytes) {
      return store::corrupt(fmt::format("the row of study {} is damaged", view(row->key())));
    }
    auto& study = studies_[row->key().ToString()];
    study.number = store::get_be64(view(row->value()));
    study.stored = true;
    const auto last = load_last(study.number);
    if (!last) return last.error();
    study.last = *last;
    last_number_ = std::max(last_number_, study.number);
  }
  if (!row->status().ok()) return read_failure(row->status());
  return {};
}

Result<Position> RocksLog::load_last(std::uint64_t number) const {
  const std::unique_ptr<rocksdb::Iterator> row(
      rocks().NewIterator(rocksdb::ReadOptions(), family(kEvents)));
  row->SeekForPrev(event_key(number, ~Position{0}));
  if (!row->status().ok()) return read_failure(row->status());
  if (!row->Valid() || row->key().size() != kEventKeyBytes) return 0;
  const auto key = view(row->key());
  return store::get_be64(key) == number ? store::get_be64(key.substr(kNumberBytes)) : 0;
}

Result<std::vector<Receipt>> RocksLog::append(std::span<const Commit> commits) {
  if (auto failure = write_failure()) return *failure;
  std::vector<Receipt> receipts;
  receipts.reserve(commits.size());
  for (const auto& commit : commits) {
    auto receipt = add_to_batch(commit);
    if (!receipt) {
      forget_group();
      return receipt.error();
    }
    receipts.push_back(*receipt);
  }
  if (auto written = database_->write(batch_); !written) {
    forget_group();
    return written.error();
  }
  for (auto* study : touched_) {
    study->stored = true;
    study->last.store(study->decided, std::memory_order_release);
  }
  forget_group();
  return receipts;
}

Result<Receipt> RocksLog::add_to_batch(const Commit& commit) {
  auto& study = find_or_add(commit.study);
  if (!study.touched) {
    study.touched = true;
    study.decided = study.last;
    touched_.push_back(&study);
    if (!study.stored) {
      std::string number;
      store::put_be64(number, study.number);
      batch_.Put(family(kStudies), commit.study, number);
    }
  }
  if (commit.expected != study.decided) {
    return Failure{.fault = Fault::kStaleCondition,
                   .detail = fmt::format("study {} is at position {}, not {}", commit.study,
                                         study.decided, commit.expected),
                   .position = study.decided};
  }
  auto key = event_key(study.number, 0);
  for (const auto& event : commit.events) {
    key.resize(kNumberBytes);
    store::put_be64(key, ++study.decided);
    batch_.Put(family(kEvents), key, event);
  }
  const Receipt receipt{study.decided, static_cast<std::uint32_t>(commit.events.size())};
  if (commit.command) {
    std::string row;
    store::put_be64(row, receipt.position);
    store::put_be32(row, receipt.events);
    row += commit.command->fingerprint;
    batch_.Put(family(kCommands), command_key(study.number, commit.command->id), row);
  }
  return receipt;
}

void RocksLog::forget_group() {
  for (auto* study : touched_) study->touched = false;
  touched_.clear();
  batch_.Clear();
}

Result<void> RocksLog::read(std::string_view study, Position after, const Visit& visit) const {
  const auto* found = find(study);
  if (found == nullptr) return unknown_study(study);
  const auto last = found->last.load(std::memory_order_acquire);
  if (after >= last) return {};

  const auto upper = event_key(found->number, last + 1);
  const Slice upper_bound(upper);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_bound;
  options.fill_cache = false;
  if (last - after >= kReadAheadFrom) options.readahead_size = kReadAheadBytes;

  const std::unique_ptr<rocksdb::Iterator> row(rocks().NewIterator(options, family(kEvents)));
  auto position = after;
  for (row->Seek(event_key(found->number, after + 1)); row->Valid(); row->Next()) {
    ++position;
    if (store::get_be64(view(row->key()).substr(kNumberBytes)) != position) {
      return missing_event(study, position);
    }
    if (!visit(position, view(row->value()))) return {};
  }
  if (!row->status().ok()) return read_failure(row->status());
  if (position != last) return missing_event(study, position + 1);
  return {};
}

Result<std::string> RocksLog::read_one(std::string_view study, Position position) const {
  const auto* found = find(study);
  if (found == nullptr) return unknown_study(study);
  if (position == 0 || position > found->last.load(std::memory_order_acquire)) {
    return Failure{.fault = Fault::kFutureMoment,
                   .detail = fmt::format("study {} has no event {}", study, position)};
  }
  std::string bytes;
  const auto status = rocks().Get(rocksdb::ReadOptions(), family(kEvents),
                                  event_key(found->number, position), &bytes);
  if (status.IsNotFound()) return missing_event(study, position);
  if (!status.ok()) return read_failure(status);
  return bytes;
}

Result<std::optional<StoredCommand>> RocksLog::find_command(std::string_view study,
                                                            std::string_view id) const {
  std::uint64_t number = 0;
  {
    const std::shared_lock lock(studies_mutex_);
    const auto found = studies_.find(study);
    if (found == studies_.end()) return std::optional<StoredCommand>();
    number = found->second.number;
  }
  std::string row;
  const auto status =
      rocks().Get(rocksdb::ReadOptions(), family(kCommands), command_key(number, id), &row);
  if (status.IsNotFound()) return std::optional<StoredCommand>();
  if (!status.ok()) return read_failure(status);
  if (row.size() != kCommandRowBytes) {
    return store::corrupt(fmt::format("the row of command {} in study {} is damaged", id, study));
  }
  const std::string_view bytes = row;
  return std::optional<StoredCommand>({{std::string(id), row.substr(12)},
                                       {store::get_be64(bytes), store::get_be32(bytes.substr(8))}});
}

std::vector<std::string> RocksLog::studies() const {
  const std::shared_lock lock(studies_mutex_);
  std::vector<std::string> ids;
  for (const auto& [id, study] : studies_) {
    if (study.last.load(std::memory_order_acquire) > 0) ids.push_back(id);
  }
  return ids;
}

Position RocksLog::last_position(std::string_view study) const {
  const auto* found = find(study);
  return found == nullptr ? 0 : found->last.load(std::memory_order_acquire);
}

std::optional<Failure> RocksLog::write_failure() const {
  return database_->write_failure();
}

// Nothing where the study has no event.
const Study* RocksLog::find(std::string_view study) const {
  const std::shared_lock lock(studies_mutex_);
  const auto found = studies_.find(study);
  if (found == studies_.end() || found->second.last.load(std::memory_order_acquire) == 0) {
    return nullptr;
  }
  return &found->second;
}

Study& RocksLog::find_or_add(const std::string& study) {
  // Only the writer adds, so it may look without the lock.
  if (const auto found = studies_.find(study); found != studies_.end()) return found->second;
  const std::unique_lock lock(studies_mutex_);
  auto& added = studies_[study];
  added.number = ++last_number_;
  return added;
}

}  // namespace

Result<std::unique_ptr<EventLog>> open_rocks_log(const RocksLogOptions& options) {
  auto database = store::Database::open(database_options(options));
  if (!database) return database.error();
  auto log = std::make_unique<RocksLog>(std::move(*database));
  if (auto loaded = log->load(); !loaded) return loaded.error();
  return std::unique_ptr<EventLog>(std::move(log));
}

}  // namespace verbatim::eventlog
