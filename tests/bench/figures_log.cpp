#include <chrono>

#include <fmt/format.h>
#include <rocksdb/db.h>

#include "eventlog/rocks_log.hpp"
#include "history.hpp"
#include "setting.hpp"
#include "studies/replay.hpp"

// Rebuilding every projection from the log, against reading the same bytes and doing nothing.
namespace verbatim::bench {
namespace {

double seconds_of(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Every key and value of the events, through RocksDB's own iterator and nothing else.
double bare_scan(const std::string& directory) {
  rocksdb::DBOptions options;
  std::vector<std::string> names;
  rocksdb::DB::ListColumnFamilies(options, directory, &names);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& name : names) families.push_back({name, {}});
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::OpenForReadOnly(options, directory, families, &handles, &opened).ok())
    throw std::runtime_error("cannot open " + directory);
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::uint64_t events = 0, bytes = 0;
  const auto seconds = seconds_of([&] {
    for (auto* handle : handles) {
      if (handle->GetName() != "events") continue;
      rocksdb::ReadOptions read;
      read.readahead_size = 2u << 20;
      read.fill_cache = false;
      const std::unique_ptr<rocksdb::Iterator> at(db->NewIterator(read, handle));
      for (at->SeekToFirst(); at->Valid(); at->Next(), ++events) bytes += at->value().size();
    }
  });
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  if (bytes == 0) throw std::runtime_error("no events found in " + directory);
  return static_cast<double>(events) / seconds;
}

}  // namespace

void measure_log(const Setting& setting) {
  say("writing a log of a million events");
  const auto directory = (setting.folder / "log").string();
  auto log = eventlog::open_rocks_log({.directory = directory});
  if (!log) throw std::runtime_error(log.error().detail);
  write_history(**log, "bench", 1'000'000);
  log->reset();
  say("scan and rebuild");
  std::vector<double> scans, rebuilds;
  for (int round = 0; round < setting.rounds; ++round) {
    scans.push_back(bare_scan(directory));
    auto again = eventlog::open_rocks_log({.directory = directory});
    const auto events = static_cast<double>((*again)->last_position("bench"));
    rebuilds.push_back(events / seconds_of([&] {
                         if (auto view = studies::replay(**again, "bench"); !view)
                           throw std::runtime_error(view.error().detail);
                       }));
  }
  print({"rebuild",
         median(rebuilds),
         "events per second",
         median(scans),
         "a bare RocksDB scan of the same log",
         0.5,
         {}});
  print({"rebuild_absolute", median(rebuilds), "events per second", {}, "", 1'000'000, {}});
}

}  // namespace verbatim::bench
