#include "store/look.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/wal_filter.h>

#include "store/failures.hpp"

namespace verbatim::store {
namespace {

// RocksDB shows a filter each record of the logs it still needs. Which log the first one is in is
// all we want: the replay stops there, so that the last sequence number is the manifest's.
class StopBeforeReplay final : public rocksdb::WalFilter {
 public:
  void ColumnFamilyLogNumberMap(const std::map<std::uint32_t, std::uint64_t>& log_of_family,
                                const std::map<std::string, std::uint32_t>&) override {
    // A family that was idle for long may name a log that nobody needs any more, so this is only
    // for when no record can be shown.
    for (const auto& [family, log] : log_of_family) {
      first_log_ = std::min(log, first_log_.value_or(log));
    }
  }
  WalProcessingOption LogRecordFound(unsigned long long log, const std::string&,
                                     const rocksdb::WriteBatch&, rocksdb::WriteBatch*,
                                     bool*) override {
    first_log_ = log;
    return WalProcessingOption::kStopReplay;
  }
  const char* Name() const override { return "StopBeforeReplay"; }

  std::uint64_t first_log() const { return first_log_.value_or(0); }

 private:
  std::optional<std::uint64_t> first_log_;
};

}  // namespace

Result<Flushed> look(rocksdb::Env& env, const std::string& directory) {
  const auto what = "open " + directory;
  rocksdb::DBOptions options;
  options.env = &env;
  std::vector<std::string> names;
  auto status = rocksdb::DB::ListColumnFamilies(options, directory, &names);
  if (!status.ok()) return failure_of(status, what);

  StopBeforeReplay filter;
  options.wal_filter = &filter;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  status = rocksdb::DB::OpenForReadOnly(options, directory, families, &handles, &opened);
  const std::unique_ptr<rocksdb::DB> database(opened);
  if (!status.ok()) return failure_of(status, what);

  for (auto* handle : handles) database->DestroyColumnFamilyHandle(handle);
  return Flushed{database->GetLatestSequenceNumber(), filter.first_log()};
}

}  // namespace verbatim::store
