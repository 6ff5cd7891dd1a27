// Bytes that change on the disk: the log is refused, or the read that meets them is; an event that
// was acknowledged is never silently gone, and never wrong.

#include <filesystem>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventlog/rocks_log.hpp"
#include "unit/eventlog/commits.hpp"
#include "unit/store/faulty_file_system.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::eventlog {
namespace {

using test::command;
using test::commit;
using test::events_of;
using test::FaultyFileSystem;
using testing::HasSubstr;

constexpr Position kEvents = 200;

class DamageTest : public testing::Test {
 protected:
  DamageTest() : random_(seed_) {
    options_.directory = folder_ / "log";
    options_.write_buffer_bytes = 4u << 20;
  }

  static std::string event(Position position) {
    return "event " + std::to_string(position) + std::string(position % 90, '.');
  }

  Result<std::unique_ptr<EventLog>> open() {
    files_ = std::make_shared<FaultyFileSystem>();
    options_.files = files_;
    return open_rocks_log(options_);
  }

  // A log of kEvents in groups of ten, the first `in_tables` of them moved into tables, left as
  // kill -9 leaves it; kept in `whole`, to be damaged again and again.
  void write_log(Position in_tables) {
    auto log = open();
    for (Position at = 0; at < kEvents; at += 10) {
      if (at == in_tables) log = reopened(std::move(*log));  // an open moves all into tables
      std::vector<std::string> events;
      for (Position i = 1; i <= 10; ++i) events.push_back(event(at + i));
      const Commit group[] = {commit("iep", at, std::move(events), command(std::to_string(at)))};
      ASSERT_TRUE((*log)->append(group));
    }
    files_->stop_disk();
    log->reset();
    test::copy_folder(options_.directory, folder_ / "whole");
  }
  Result<std::unique_ptr<EventLog>> reopened(std::unique_ptr<EventLog> log) {
    log.reset();
    return open();
  }

  void restore() { test::copy_folder(folder_ / "whole", options_.directory); }

  // Opens the damaged log and reads everything. Whether that was refused somewhere.
  bool refused() {
    auto log = open();
    if (!log) {
      EXPECT_THAT(log.error().fault, testing::AnyOf(Fault::kCorruptStore, Fault::kForeignStore,
                                                    Fault::kNewerStore, Fault::kStorageFailed));
      EXPECT_FALSE(log.error().detail.empty());
      return true;
    }
    Position next = 0;
    const auto read = (*log)->read("iep", 0, [&](Position position, std::string_view bytes) {
      EXPECT_EQ(position, ++next);
      EXPECT_EQ(bytes, event(position)) << "a wrong event";
      return true;
    });
    if (!read) {
      EXPECT_EQ(read.error().fault, Fault::kCorruptStore) << read.error().detail;
      return true;
    }
    EXPECT_EQ(next, kEvents) << "events are silently gone";
    for (Position at = 0; at < kEvents; at += 10) {
      const auto found = (*log)->find_command("iep", std::to_string(at));
      if (!found) return true;
      EXPECT_TRUE(*found) << "command " << at << " is silently gone";
    }
    return false;
  }

  const std::uint64_t seed_ = test::test_seed();
  testing::ScopedTrace trace_{__FILE__, __LINE__,
                              testing::Message() << "VERBATIM_TEST_SEED=" << seed_};
  std::mt19937_64 random_;
  test::TempFolder folder_;
  RocksLogOptions options_;
  std::shared_ptr<FaultyFileSystem> files_;
};

TEST_F(DamageTest, UndamagedNothingIsRefused) {
  write_log(100);
  EXPECT_FALSE(refused());
}

TEST_F(DamageTest, AFlippedBitAnywhereInTheWriteAheadLogIsRefusedAtOpen) {
  write_log(0);
  const auto path = test::files_ending(options_.directory, ".log").back();
  const auto bytes = test::read_bytes(path).size();
  ASSERT_GT(bytes, 5'000U);
  for (std::uint64_t at = 0; at < bytes; at += 1 + random_() % 150) {
    SCOPED_TRACE(testing::Message() << "byte " << at << " of " << bytes);
    restore();
    test::flip_bit(path, at, random_() % 8);
    const auto log = open();
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().fault, Fault::kCorruptStore);
  }
}

// The last bytes are the hard ones: without the watermark they look like a write that was cut off.
TEST_F(DamageTest, AFlippedBitInTheLastAcknowledgedGroupIsRefusedAtOpen) {
  write_log(0);
  const auto path = test::files_ending(options_.directory, ".log").back();
  const auto bytes = test::read_bytes(path).size();
  for (std::uint64_t back = 1; back <= 300; back += 13) {
    restore();
    test::flip_bit(path, bytes - back, 5);
    const auto log = open();
    ASSERT_FALSE(log) << back << " bytes before the end";
    EXPECT_EQ(log.error().fault, Fault::kCorruptStore);
  }
}

TEST_F(DamageTest, AFlippedBitInTheMiddleIsRefusedEvenWithoutAWatermark) {
  write_log(0);
  const auto path = test::files_ending(options_.directory, ".log").back();
  for (const std::uint64_t at : {4U, 5U, 6U, 500U, 2'000U, 5'000U}) {
    restore();
    std::filesystem::remove(options_.directory + "/WATERMARK");
    test::flip_bit(path, at, 6);
    const auto log = open();
    ASSERT_FALSE(log) << "byte " << at;
    EXPECT_THAT(log.error().detail, HasSubstr(path));
    EXPECT_THAT(log.error().detail, HasSubstr("damaged at byte"));
  }
}

TEST_F(DamageTest, ACutWriteAheadLogIsRefused) {
  write_log(0);
  const auto path = test::files_ending(options_.directory, ".log").back();
  const auto bytes = test::read_bytes(path).size();
  for (const auto size : {std::uint64_t{0}, bytes / 2, bytes - 1}) {
    restore();
    std::filesystem::resize_file(path, size);
    EXPECT_TRUE(refused()) << size;
  }
}

TEST_F(DamageTest, AMissingFileIsRefused) {
  write_log(100);
  for (const auto& whole : test::files_ending(folder_ / "whole", "")) {
    const auto name = std::filesystem::path(whole).filename().string();
    const bool needed = name.ends_with(".log") || name.ends_with(".sst") || name == "CURRENT" ||
                        name == "FORMAT" || name.starts_with("MANIFEST");
    restore();
    std::filesystem::remove(options_.directory + "/" + name);
    EXPECT_TRUE(refused() || !needed) << name;
  }
}

TEST_F(DamageTest, AFlippedBitAnywhereInATableIsRefusedOrMeetsNoEvent) {
  write_log(190);
  int refusals = 0;
  for (const auto& whole : test::files_ending(folder_ / "whole", ".sst")) {
    const auto path = options_.directory + "/" + std::filesystem::path(whole).filename().string();
    const auto bytes = test::read_bytes(whole).size();
    for (std::uint64_t at = random_() % 40; at < bytes; at += 1 + random_() % 80) {
      SCOPED_TRACE(testing::Message() << path << " byte " << at << " of " << bytes);
      restore();
      test::flip_bit(path, at, random_() % 8);
      refusals += refused() ? 1 : 0;
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(refusals, 10);
}

TEST_F(DamageTest, AFlippedBitAnywhereInTheManifestIsRefusedOrLosesNothing) {
  write_log(190);
  for (const auto& whole : test::files_ending(folder_ / "whole", "")) {
    const auto name = std::filesystem::path(whole).filename().string();
    if (!name.starts_with("MANIFEST") && name != "CURRENT" && name != "FORMAT") continue;
    const auto file = options_.directory + "/" + name;
    const auto bytes = test::read_bytes(whole).size();
    for (std::uint64_t at = 0; at < bytes; at += 1 + random_() % 6) {
      SCOPED_TRACE(testing::Message() << name << " byte " << at << " of " << bytes);
      restore();
      test::flip_bit(file, at, random_() % 8);
      refused();
      if (HasFailure()) return;
    }
  }
}

TEST_F(DamageTest, ZeroedSectorsInTheWriteAheadLogAreRefused) {
  write_log(0);
  const auto path = test::files_ending(options_.directory, ".log").back();
  const auto whole = test::read_bytes(path);
  for (std::size_t at = 0; at + 512 < whole.size(); at += 512) {
    restore();
    auto bytes = whole;
    bytes.replace(at, 512, 512, '\0');
    test::write_bytes(path, bytes);
    EXPECT_TRUE(refused()) << "sector at " << at;
  }
}

}  // namespace
}  // namespace verbatim::eventlog
