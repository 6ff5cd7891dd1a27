#include "eventlog/rocks_layout.hpp"

#include <memory>

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include "store/bytes.hpp"
#include "store/database.hpp"

namespace verbatim::eventlog {
namespace {

constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kBlockBytes = 16u << 10;

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

rocksdb::ColumnFamilyOptions tree_options(const std::shared_ptr<rocksdb::Cache>& cache,
                                          std::size_t write_buffer_bytes) {
  auto options = family_options(cache, write_buffer_bytes);
  options.compression = rocksdb::kNoCompression;  // hashes do not get smaller
  return options;
}

}  // namespace

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

std::string tree_key(std::uint64_t study, unsigned tier, std::uint64_t n) {
  std::string key;
  store::put_be64(key, study);
  key += static_cast<char>(tier);
  store::put_be64(key, n);
  return key;
}

std::string edge_key(std::uint64_t study) {
  std::string key;
  store::put_be64(key, study);
  key += kEdge;
  return key;
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
                       {"commands", command_options(cache, buffer / 2)},
                       {"tree", tree_options(cache, buffer / 2), true}};
  database.write_buffer_bytes = options.write_buffer_bytes;
  database.wal_bytes_max = options.wal_bytes_max;
  database.files = options.files;
  return database;
}

}  // namespace verbatim::eventlog
