// What the RocksDB log promises beyond EventLog: that it outlives the process.

#include "eventlog/rocks_log.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "store/bytes.hpp"
#include "unit/eventlog/commits.hpp"
#include "unit/store/faulty_file_system.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::eventlog {
namespace {

using test::command;
using test::commit;
using test::events_of;
using testing::ElementsAre;
using testing::HasSubstr;

class RocksLogTest : public testing::Test {
 protected:
  RocksLogTest() { options_.directory = folder_ / "log"; }

  std::unique_ptr<EventLog> open() {
    files_ = std::make_shared<test::FaultyFileSystem>();
    options_.files = files_;
    auto log = open_rocks_log(options_);
    if (!log) throw std::runtime_error(log.error().detail);
    return std::move(*log);
  }
  std::unique_ptr<EventLog> open_to_read() {
    auto options = options_;
    options.read_only = true;
    auto log = open_rocks_log(options);
    if (!log) throw std::runtime_error(log.error().detail);
    return std::move(*log);
  }
  // Leaves the folder as kill -9 would: nothing is tidied up.
  void kill(std::unique_ptr<EventLog> log) {
    files_->stop_disk();
    log.reset();
  }

  test::TempFolder folder_;
  RocksLogOptions options_;
  std::shared_ptr<test::FaultyFileSystem> files_;
};

TEST_F(RocksLogTest, EverythingIsThereAfterAReopen) {
  auto log = open();
  const Commit group[] = {commit("iep", 0, {"a", "b"}, command("c1")), commit("new", 0, {"x"}),
                          commit("silent", 0, {}, command("c2"))};
  ASSERT_TRUE(log->append(group));
  for (int i = 0; i < 3; ++i) {
    log.reset();
    log = open();
    EXPECT_THAT(log->studies(), ElementsAre("iep", "new"));
    EXPECT_THAT(events_of(*log, "iep"), ElementsAre("a", "b"));
    EXPECT_EQ((*log->find_command("iep", "c1"))->receipt, (Receipt{2, 2}));
    EXPECT_EQ((*log->find_command("silent", "c2"))->receipt, (Receipt{0, 0}));
  }
  const Commit more[] = {commit("iep", 2, {"c"}), commit("silent", 0, {"s"}),
                         commit("fourth", 0, {"4"})};
  ASSERT_TRUE(log->append(more));
  log.reset();
  log = open();
  EXPECT_THAT(events_of(*log, "iep"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(events_of(*log, "silent"), ElementsAre("s"));
  EXPECT_THAT(events_of(*log, "fourth"), ElementsAre("4"));
}

TEST_F(RocksLogTest, IsOpenForWritingOnce) {
  const auto log = open();
  EXPECT_EQ(open_rocks_log(options_).error().fault, Fault::kStoreInUse);
}

// The log against a map of vectors, through tables, closings and kills.
TEST_F(RocksLogTest, EqualsItsModelAcrossRandomReopens) {
  const auto seed = test::test_seed();
  SCOPED_TRACE(testing::Message() << "VERBATIM_TEST_SEED=" << seed);
  std::mt19937_64 random(seed);
  options_.write_buffer_bytes = 64u << 10;
  options_.wal_bytes_max = 128u << 10;

  std::map<std::string, std::vector<std::string>> model;
  std::map<std::pair<std::string, std::string>, Receipt> commands;
  auto log = open();
  for (int step = 0; step < 400; ++step) {
    std::vector<Commit> group;
    std::vector<Receipt> receipts;
    for (auto commits = 1 + random() % 5; commits > 0; --commits) {
      const auto study = "s" + std::to_string(random() % 4);
      auto& events = model[study];
      Commit next = commit(study, events.size(), {});
      for (auto count = random() % 20; count > 0; --count) {
        next.events.push_back(std::to_string(random()) + std::string(random() % 200, 'e'));
      }
      events.insert(events.end(), next.events.begin(), next.events.end());
      const Receipt receipt{events.size(), static_cast<std::uint32_t>(next.events.size())};
      next.command = command("c" + std::to_string(step) + "-" + std::to_string(commits));
      commands[{study, next.command->id}] = receipt;
      group.push_back(std::move(next));
      receipts.push_back(receipt);
    }
    ASSERT_EQ(*log->append(group), receipts);

    const auto what = random() % 40;
    if (what == 0) log.reset();
    if (what == 1) kill(std::move(log));
    if (!log) log = open();
    if (what > 2) continue;
    for (const auto& [study, events] : model) ASSERT_EQ(events_of(*log, study), events);
    for (const auto& [key, receipt] : commands) {
      ASSERT_EQ((*log->find_command(key.first, key.second))->receipt, receipt);
    }
  }
}

TEST_F(RocksLogTest, ReadsBesideARunningWriter) {
  const auto writer = open();
  const Commit first[] = {commit("iep", 0, {"1"})};
  ASSERT_TRUE(writer->append(first));
  const std::jthread writing([&](const std::stop_token& stop) {
    for (Position at = 1; !stop.stop_requested(); ++at) {
      const Commit next[] = {commit("iep", at, {std::to_string(at + 1) + std::string(500, 'e')})};
      if (!writer->append(next)) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));  // about a disk's pace
    }
  });
  for (int i = 0; i < 20; ++i) {
    const auto acknowledged = writer->last_position("iep");
    const auto reader = open_to_read();
    const auto last = reader->last_position("iep");
    EXPECT_GE(last, acknowledged);
    EXPECT_EQ(events_of(*reader, "iep").size(), last);
    const Commit refused[] = {commit("iep", last, {"x"})};
    EXPECT_EQ(reader->append(refused).error().fault, Fault::kStorageFailed);
    EXPECT_TRUE(reader->write_failure());
  }
}

TEST_F(RocksLogTest, ReadOnlyNeedsALog) {
  options_.read_only = true;
  EXPECT_EQ(open_rocks_log(options_).error().fault, Fault::kForeignStore);
  EXPECT_FALSE(std::filesystem::exists(options_.directory));
}

// A row taken out behind the log's back, by someone with RocksDB at hand.
class RemovedRow : public RocksLogTest {
 protected:
  void remove(const std::string& family, const std::string& key) {
    std::vector<std::string> names;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, options_.directory, &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* database = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, options_.directory, families, &handles, &database).ok());
    for (auto* handle : handles) {
      if (handle->GetName() == family) {
        EXPECT_TRUE(database->Delete({}, handle, key).ok());
      }
      database->DestroyColumnFamilyHandle(handle);
    }
    delete database;
  }
  static std::string event_key(Position position) {
    std::string key;
    store::put_be64(key, 1);
    store::put_be64(key, position);
    return key;
  }
};

TEST_F(RemovedRow, AMissingEventIsNamed) {
  const Commit group[] = {commit("iep", 0, {"a", "b", "c", "d"})};
  ASSERT_TRUE(open()->append(group));
  remove("events", event_key(3));
  const auto log = open();
  std::vector<Position> seen;
  const auto read = log->read("iep", 0, [&](Position position, std::string_view) {
    seen.push_back(position);
    return true;
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::kCorruptStore);
  EXPECT_THAT(read.error().detail, HasSubstr("event 3 of study iep is missing"));
  EXPECT_THAT(seen, ElementsAre(1, 2));
  EXPECT_EQ(log->read_one("iep", 3).error().fault, Fault::kCorruptStore);
  EXPECT_FALSE(log->read("iep", 2, [](Position, std::string_view) { return true; }));
  EXPECT_TRUE(log->read("iep", 3, [](Position, std::string_view) { return true; }));
}

TEST_F(RemovedRow, AMissingFirstEventIsNamed) {
  const Commit group[] = {commit("iep", 0, {"a", "b"})};
  ASSERT_TRUE(open()->append(group));
  remove("events", event_key(1));
  const auto read = open()->read("iep", 0, [](Position, std::string_view) { return true; });
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, HasSubstr("event 1 of study iep is missing"));
}

}  // namespace
}  // namespace verbatim::eventlog
