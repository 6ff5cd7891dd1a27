#include "store/wal_check.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/store/record_writer.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::store {
namespace {

using testing::HasSubstr;

class WalCheckTest : public testing::Test {
 protected:
  Result<std::uint64_t> check(std::uint64_t flushed = 0, std::uint64_t first_log = 0) {
    return check_wal(*rocksdb::FileSystem::Default(), folder_.path(), {flushed, first_log});
  }
  void write(const std::string& name, const std::string& bytes) {
    test::write_bytes(folder_ / name, bytes);
  }

  test::TempFolder folder_;
};

// Ten groups, of one to three operations each, in one file.
struct TenGroups {
  TenGroups() {
    std::uint64_t sequence = 1;
    for (std::uint32_t i = 0; i < 10; ++i) {
      begins.push_back(writer.bytes.size());
      const std::uint32_t count = 1 + i % 3;
      writer.add_batch(sequence, count, 20 + 7 * i);
      sequence += count;
      lasts.push_back(sequence - 1);
    }
  }
  test::RecordWriter writer;
  std::vector<std::size_t> begins;
  std::vector<std::uint64_t> lasts;
};

TEST_F(WalCheckTest, NoLogsEndWhereTheTablesEnd) {
  EXPECT_EQ(*check(17), 17U);
}

TEST_F(WalCheckTest, AWholeLogEndsWithItsLastGroup) {
  const TenGroups log;
  write("000004.log", log.writer.bytes);
  EXPECT_EQ(*check(), log.lasts.back());
  EXPECT_EQ(*check(5), log.lasts.back());
  EXPECT_EQ(*check(100), 100U);
}

TEST_F(WalCheckTest, CutAnywhereItEndsWithTheGroupBefore) {
  const TenGroups log;
  for (std::size_t size = 0; size <= log.writer.bytes.size(); ++size) {
    write("000004.log", log.writer.bytes.substr(0, size));
    const auto next = std::ranges::upper_bound(log.begins, size);
    const auto index = next - log.begins.begin() - 1;
    const bool whole = size == log.writer.bytes.size();
    const auto groups = whole ? index + 1 : index;
    const auto last = check();
    ASSERT_TRUE(last) << last.error().detail;
    EXPECT_EQ(*last, groups == 0 ? 0 : log.lasts[groups - 1]) << size << " bytes";
  }
}

TEST_F(WalCheckTest, AnyFlippedBitBeforeTheLastGroupIsRefused) {
  const TenGroups log;
  for (std::size_t at = 0; at < log.begins.back(); ++at) {
    for (const int bit : {0, 3, 7}) {
      auto bytes = log.writer.bytes;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
      write("000004.log", bytes);
      const auto last = check();
      ASSERT_FALSE(last) << "bit " << bit << " of byte " << at;
      EXPECT_EQ(last.error().fault, Fault::kCorruptStore);
      EXPECT_THAT(last.error().detail, HasSubstr("000004.log is damaged at byte"));
    }
  }
}

// Damage of the last group cannot be told from a write that was cut off; the watermark can.
TEST_F(WalCheckTest, AnyFlippedBitInTheLastGroupEndsTheLogBeforeIt) {
  const TenGroups log;
  for (auto at = log.begins.back(); at < log.writer.bytes.size(); ++at) {
    auto bytes = log.writer.bytes;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    write("000004.log", bytes);
    const auto last = check();
    ASSERT_TRUE(last) << last.error().detail;
    EXPECT_EQ(*last, log.lasts[8]) << "byte " << at;
  }
}

TEST_F(WalCheckTest, GroupsFollowEachOtherThroughFiles) {
  test::RecordWriter first, second;
  first.add_batch(1, 3);
  second.add_batch(4, 2);
  write("000004.log", first.bytes);
  write("000010.log", second.bytes);
  write("000009.sst", "not a log");
  EXPECT_EQ(*check(), 5U);
}

TEST_F(WalCheckTest, AMissingFileIsRefused) {
  test::RecordWriter first, third;
  first.add_batch(1, 3);
  third.add_batch(6, 2);
  write("000004.log", first.bytes);
  write("000010.log", third.bytes);
  const auto last = check();
  ASSERT_FALSE(last);
  EXPECT_THAT(last.error().detail, HasSubstr("records are missing"));
}

TEST_F(WalCheckTest, AGapBetweenTablesAndLogsIsRefused) {
  test::RecordWriter log;
  log.add_batch(6, 2);
  write("000004.log", log.bytes);
  EXPECT_TRUE(check(5));
  EXPECT_FALSE(check(4));
}

TEST_F(WalCheckTest, ATornGroupThatARecoveryDroppedIsNoDamage) {
  test::RecordWriter torn, after;
  torn.add_batch(1, 3);
  const auto whole = torn.bytes.size();
  torn.add_batch(4, 3);
  after.add_batch(4, 0);  // what RocksDB writes when it has dropped a torn end
  after.add_batch(4, 1);
  write("000004.log", torn.bytes.substr(0, whole + 11));
  write("000007.log", after.bytes);
  EXPECT_EQ(*check(), 4U);
}

TEST_F(WalCheckTest, LogsThatAreNoLongerNeededAreNotLookedAt) {
  test::RecordWriter log;
  log.add_batch(50, 1);
  write("000004.log", "rubbish");
  write("000009.log", log.bytes);
  EXPECT_EQ(*check(49, 9), 50U);
}

TEST_F(WalCheckTest, DamageInAManifestIsRefusedUnlessItIsItsTornEnd) {
  test::RecordWriter manifest;
  manifest.add("one version edit");
  const auto second = manifest.bytes.size();
  manifest.add("another");
  write("CURRENT", "MANIFEST-000005\n");
  auto& files = *rocksdb::FileSystem::Default();

  write("MANIFEST-000005", manifest.bytes);
  EXPECT_TRUE(check_manifest(files, folder_.path()));
  for (std::size_t at = 0; at < second; ++at) {
    auto bytes = manifest.bytes;
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    write("MANIFEST-000005", bytes);
    const auto checked = check_manifest(files, folder_.path());
    ASSERT_FALSE(checked) << "byte " << at;
    EXPECT_EQ(checked.error().fault, Fault::kCorruptStore);
  }
  write("MANIFEST-000005", manifest.bytes.substr(0, second + 9));
  EXPECT_TRUE(check_manifest(files, folder_.path()));
}

TEST_F(WalCheckTest, AManifestThatIsNotThereIsRefused) {
  auto& files = *rocksdb::FileSystem::Default();
  EXPECT_FALSE(check_manifest(files, folder_.path()));
  write("CURRENT", "MANIFEST-000005\n");
  EXPECT_FALSE(check_manifest(files, folder_.path()));
  write("CURRENT", "");
  EXPECT_FALSE(check_manifest(files, folder_.path()));
}

}  // namespace
}  // namespace verbatim::store
