// The layout: rocks_layout.hpp. Everything of a group of commits is in one write batch, so a crash
// leaves all of it or nothing. How a folder is recognised, locked and checked at open:
// store/database.hpp.

#include "eventlog/rocks_log.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "eventlog/rocks_layout.hpp"
#include "merkle/tree.hpp"
#include "store/bytes.hpp"
#include "store/database.hpp"
#include "store/failures.hpp"

namespace verbatim::eventlog {
namespace {

constexpr std::size_t kHashBytes = std::tuple_size_v<merkle::Hash>;
constexpr std::size_t kTileBytes = merkle::kTileWidth * kHashBytes;
constexpr std::uint64_t kTileMask = merkle::kTileWidth - 1;
constexpr unsigned kTiersMax = 7;
constexpr std::size_t kBatchBytes = 4u << 20;  // of trees that are made for an older folder

constexpr std::size_t kReadAheadBytes = 1u << 20;
constexpr Position kReadAheadFrom = 10'000;  // events in one read

using rocksdb::Slice;

std::string edge_row(const merkle::CompactRange& edge) {
  std::string row;
  store::put_be64(row, edge.size());
  for (const auto& hash : edge.hashes()) row += merkle::bytes_of(hash);
  return row;
}

std::vector<merkle::Hash> hashes_of(std::string_view row) {
  std::vector<merkle::Hash> hashes;
  for (; row.size() >= kHashBytes; row.remove_prefix(kHashBytes))
    hashes.push_back(merkle::hash_of(row));
  return hashes;
}

std::optional<merkle::CompactRange> edge_of(std::string_view row) {
  if (row.size() < kNumberBytes || (row.size() - kNumberBytes) % kHashBytes != 0)
    return std::nullopt;
  return merkle::CompactRange::from(store::get_be64(row), hashes_of(row.substr(kNumberBytes)));
}

std::string_view view(const Slice& slice) {
  return {slice.data(), slice.size()};
}

Failure unknown_study(std::string_view study) {
  return {.fault = Fault::kUnknownStudy, .detail = fmt::format("There is no study '{}'.", study)};
}

Failure missing_event(std::string_view study, Position position) {
  return store::corrupt(fmt::format("event {} of study {} is missing", position, study));
}

// What it takes to let a tree grow.
struct GrowingTree {
  merkle::CompactRange edge;
  std::string leaves;  // the hashes of the tile that is not full, at most 255

  // Adds an event, and what has become full to the batch.
  void add(std::uint64_t study, std::string_view event, rocksdb::ColumnFamilyHandle* family,
           rocksdb::WriteBatch& batch) {
    const auto leaf = merkle::leaf_hash(event);
    leaves += merkle::bytes_of(leaf);
    const auto index = edge.size();
    edge.append(leaf, [&](unsigned level, const merkle::Hash& root) {
      if (level % merkle::kTileHeight != 0) return;
      batch.Put(family, tree_key(study, level / merkle::kTileHeight, index >> level),
                Slice(merkle::bytes_of(root)));
    });
    if (leaves.size() < kTileBytes) return;
    batch.Put(family, tree_key(study, 0, index / merkle::kTileWidth), leaves);
    leaves.clear();
  }
};

struct Study {
  std::uint64_t number = 0;
  std::atomic<Position> last = 0;  // on disk, and so seen by readers
  // The writer's own.
  bool stored = false;              // its row in `studies` is on disk
  bool touched = false;             // by the group at hand
  Position decided = 0;             // the last position with the group at hand
  std::optional<GrowingTree> tree;  // of `decided`; nothing until it is needed
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
  Result<std::vector<merkle::Hash>> tree_hashes(std::string_view study, unsigned tier,
                                                std::uint64_t first,
                                                std::uint64_t count) const override;
  Result<merkle::CompactRange> tree_edge(std::string_view study) const override;
  std::string store_id() const override { return database_->identity().id; }

  // Makes the trees of a folder that was written before there were any. To be called once, where
  // the log is open for writing.
  Result<void> keep_trees();

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
  Result<void> load_tree(std::string_view id, Study& study);
  Result<std::optional<merkle::CompactRange>> read_edge(std::uint64_t number) const;
  Result<bool> keeps_trees() const;
  Result<void> write_tree(const std::string& id, Study& study);
  Result<void> read_leaves(std::string_view study, std::uint64_t first, std::uint64_t count,
                           std::vector<merkle::Hash>& hashes) const;
  void forget_group(bool written);

  std::unique_ptr<store::Database> database_;
  bool has_trees_ = false;  // constant once the log is open

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
  const auto kept = keeps_trees();
  if (!kept) return kept.error();
  has_trees_ = *kept;
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
      forget_group(false);
      return receipt.error();
    }
    receipts.push_back(*receipt);
  }
  for (auto* study : touched_)
    if (study->decided > study->last)
      batch_.Put(family(kTree), edge_key(study->number), edge_row(study->tree->edge));
  if (auto written = database_->write(batch_); !written) {
    forget_group(false);
    return written.error();
  }
  for (auto* study : touched_) {
    study->stored = true;
    study->last.store(study->decided, std::memory_order_release);
  }
  forget_group(true);
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
  if (!commit.events.empty() && !study.tree)
    if (auto loaded = load_tree(commit.study, study); !loaded) return loaded.error();
  auto key = event_key(study.number, 0);
  for (const auto& event : commit.events) {
    key.resize(kNumberBytes);
    store::put_be64(key, ++study.decided);
    batch_.Put(family(kEvents), key, event);
    study.tree->add(study.number, event, family(kTree), batch_);
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

void RocksLog::forget_group(bool written) {
  for (auto* study : touched_) {
    study->touched = false;
    if (!written) study->tree.reset();  // it has grown with what was not written
  }
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

// --- Trees ---------------------------------------------------------------------------------------

Result<bool> RocksLog::keeps_trees() const {
  if (family(kTree) == nullptr) return false;
  std::string row;
  const auto status = rocks().Get(rocksdb::ReadOptions(), family(kTree), kKeptKey, &row);
  if (!status.ok() && !status.IsNotFound()) return read_failure(status);
  return status.ok();
}

// Written in pieces; what is there of an attempt before this one is written again, the same.
Result<void> RocksLog::keep_trees() {
  if (has_trees_) return {};
  for (auto& [id, study] : studies_)
    if (auto written = write_tree(id, study); !written) return written;
  batch_.Put(family(kTree), kKeptKey, "");
  auto written = database_->write(batch_);
  batch_.Clear();
  has_trees_ = written.has_value();
  return written;
}

Result<void> RocksLog::write_tree(const std::string& id, Study& study) {
  if (study.last == 0) return {};
  GrowingTree tree;
  Result<void> written;
  const auto read = this->read(id, 0, [&](Position, std::string_view event) {
    tree.add(study.number, event, family(kTree), batch_);
    if (batch_.GetDataSize() < kBatchBytes) return true;
    written = database_->write(batch_);
    batch_.Clear();
    return written.has_value();
  });
  if (!read) return read;
  if (written) batch_.Put(family(kTree), edge_key(study.number), edge_row(tree.edge));
  return written;
}

Result<std::optional<merkle::CompactRange>> RocksLog::read_edge(std::uint64_t number) const {
  std::string row;
  const auto status = rocks().Get(rocksdb::ReadOptions(), family(kTree), edge_key(number), &row);
  if (status.IsNotFound()) return std::optional<merkle::CompactRange>();
  if (!status.ok()) return read_failure(status);
  return edge_of(row);
}

// Takes up the tree where the last process left it. A tree that does not end as the events do is
// never written on: the log takes no more writes.
Result<void> RocksLog::load_tree(std::string_view id, Study& study) {
  GrowingTree tree;
  if (study.last > 0) {
    const auto edge = read_edge(study.number);
    if (!edge) return edge.error();
    const auto begin = study.last & ~kTileMask;
    merkle::CompactRange tail;  // of the events since the last full tile
    const auto read = this->read(id, begin, [&](Position, std::string_view event) {
      const auto leaf = merkle::leaf_hash(event);
      tail.append(leaf);
      tree.leaves += merkle::bytes_of(leaf);
      return true;
    });
    if (!read) return read;
    const bool fits =
        *edge && (*edge)->size() == study.last &&
        std::equal(tail.hashes().rbegin(), tail.hashes().rend(), (*edge)->hashes().rbegin());
    if (!fits) {
      database_->fail(
          store::corrupt(fmt::format("the events {} to {} of study {} are not those that were "
                                     "written: the hashes kept with them differ",
                                     begin + 1, study.last.load(), id)));
      return *write_failure();
    }
    tree.edge = **edge;
  }
  study.tree = std::move(tree);
  return {};
}

Result<merkle::CompactRange> RocksLog::tree_edge(std::string_view study) const {
  if (!has_trees_) return EventLog::tree_edge(study);
  const auto* found = find(study);
  if (found == nullptr) return unknown_study(study);
  auto edge = read_edge(found->number);
  if (!edge) return edge.error();
  if (!*edge)
    return store::corrupt(fmt::format("the right edge of the tree of study {} is damaged", study));
  return std::move(**edge);
}

Result<std::vector<merkle::Hash>> RocksLog::tree_hashes(std::string_view study, unsigned tier,
                                                        std::uint64_t first,
                                                        std::uint64_t count) const {
  const auto last = last_position(study);
  const auto height = tier * merkle::kTileHeight;
  const bool is_there =
      tier <= kTiersMax && first <= last >> height && count <= (last >> height) - first;
  // Which also says that there is no such study, or not so much of it.
  if (!has_trees_ || !is_there) return EventLog::tree_hashes(study, tier, first, count);
  std::vector<merkle::Hash> hashes;
  hashes.reserve(count);
  if (tier == 0) {
    const auto full = last & ~kTileMask;
    const auto kept_end = std::min(first + count, std::max(full, first));
    if (auto read = read_leaves(study, first, kept_end - first, hashes); !read) return read.error();
    if (kept_end == first + count) return hashes;
    auto rest = EventLog::tree_hashes(study, 0, kept_end, first + count - kept_end);
    if (!rest) return rest;
    hashes.insert(hashes.end(), rest->begin(), rest->end());
    return hashes;
  }
  const auto number = find(study)->number;
  const std::unique_ptr<rocksdb::Iterator> row(
      rocks().NewIterator(rocksdb::ReadOptions(), family(kTree)));
  row->Seek(tree_key(number, tier, first));
  for (auto n = first; n < first + count; ++n, row->Next()) {
    if (!row->status().ok()) return read_failure(row->status());
    if (!row->Valid() || view(row->key()) != tree_key(number, tier, n) ||
        row->value().size() != kHashBytes)
      return store::corrupt(
          fmt::format("in the tree of study {} the hash over the events {} to {} is missing or "
                      "damaged",
                      study, (n << height) + 1, (n + 1) << height));
    hashes.push_back(merkle::hash_of(view(row->value())));
  }
  return hashes;
}

// Of full tiles.
Result<void> RocksLog::read_leaves(std::string_view study, std::uint64_t first, std::uint64_t count,
                                   std::vector<merkle::Hash>& hashes) const {
  const auto number = find(study)->number;
  std::string row;
  for (auto index = first; index < first + count;) {
    const auto tile = index / merkle::kTileWidth;
    const auto status =
        rocks().Get(rocksdb::ReadOptions(), family(kTree), tree_key(number, 0, tile), &row);
    if (!status.ok() && !status.IsNotFound()) return read_failure(status);
    if (status.IsNotFound() || row.size() != kTileBytes)
      return store::corrupt(
          fmt::format("in the tree of study {} the hashes of the events {} to {} are missing or "
                      "damaged",
                      study, tile * merkle::kTileWidth + 1, (tile + 1) * merkle::kTileWidth));
    const auto end = std::min(first + count, (tile + 1) * merkle::kTileWidth);
    for (; index < end; ++index)
      hashes.push_back(
          merkle::hash_of(std::string_view(row).substr((index & kTileMask) * kHashBytes)));
  }
  return {};
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
  if (!options.read_only)
    if (auto kept = log->keep_trees(); !kept) return kept.error();
  return std::unique_ptr<EventLog>(std::move(log));
}

bool is_being_written(const std::string& directory) {
  return store::WriterLock::is_held(directory);
}

}  // namespace verbatim::eventlog
