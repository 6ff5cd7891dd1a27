#include <chrono>

#include <fmt/format.h>
#include <rocksdb/db.h>

#include "eventlog/rocks_log.hpp"
#include "record/record.hpp"
#include "setting.hpp"
#include "studies/replay.hpp"

// Rebuilding every projection from the log, against reading the same bytes and doing nothing.
namespace verbatim::bench {
namespace {

constexpr std::uint64_t kEvents = 1'000'000;
constexpr int kComments = 20'000, kCoders = 10, kThemes = 50;

// A plausible history: comments first, then coders who assign and finish, response by response.
class History {
 public:
  History(eventlog::EventLog& log) : log_(log) {}

  void write() {
    add(coding::StudyOpened{"bench", "Bench"});
    add(coding::QuestionAdded{"q1", "Why?"});
    add(coding::FrameworkAdded{"themes", "Themes"});
    for (int t = 0; t < kThemes; ++t)
      add(coding::ThemeAdded{
          fmt::format("theme-{}", t), "themes", fmt::format("Theme {}", t), "", "", {}});
    for (int c = 0; c < kCoders; ++c)
      add(coding::MemberAdded{fmt::format("coder-{}", c), coding::Role::kCoder});
    for (int g = 0; g < 5; ++g) add(coding::GroupAdded{fmt::format("group-{}", g), "A group"});
    for (int r = 0; r < kComments; ++r) {
      add(coding::RespondentAdded{fmt::format("p{:06}", r), fmt::format("group-{}", r % 5)});
      add(coding::CommentAdded{"q1", fmt::format("r{:06}", r), fmt::format("p{:06}", r), {}, 200});
    }
    for (std::uint64_t i = 0; position_ < kEvents; ++i) {
      const auto response = fmt::format("r{:06}", i / kCoders % kComments);
      const auto coder = fmt::format("coder-{}", i % kCoders);
      const auto lap = i / kCoders / kComments;
      const auto theme = (i / kCoders + (i % 3 == 0 ? i % 7 : 0) + lap * 11) % kThemes;
      add(coding::ThemeAssigned{"q1", response, coder, fmt::format("theme-{}", theme), kThemes});
      add(coding::ThemeAssigned{"q1", response, coder,
                                fmt::format("theme-{}", (theme + 17) % kThemes), kThemes});
      if (lap == 0) add(coding::CodingFinished{"q1", response, coder});
    }
    flush();
  }

 private:
  void add(coding::Event event) {
    record::Record record;
    record.position = ++position_;
    record.time = 1'700'000'000'000'000 + static_cast<Micros>(position_) * 1000;
    record.actor = "coder-1";
    record.event = std::move(event);
    commit_.events.push_back(record::encode(record));
    if (commit_.events.size() == 1024) flush();
  }
  void flush() {
    if (commit_.events.empty()) return;
    commit_.study = "bench";
    commit_.expected = position_ - commit_.events.size();
    if (!log_.append({&commit_, 1})) throw std::runtime_error("cannot write the log");
    commit_.events.clear();
  }

  eventlog::EventLog& log_;
  eventlog::Commit commit_;
  std::uint64_t position_ = 0;
};

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
  History(**log).write();
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
