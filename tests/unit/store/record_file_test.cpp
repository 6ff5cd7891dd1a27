#include "store/record_file.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/store/record_writer.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Read {
  std::vector<std::uint64_t> offsets;  // of whole records
  std::vector<std::uint64_t> broken;   // offsets of records that begin and do not end
  std::optional<Damage> first_damage;
};

class RecordFileTest : public testing::Test {
 protected:
  Read read(const std::string& bytes) {
    test::write_bytes(folder_ / "000001.log", bytes);
    auto file = RecordFile::open(*rocksdb::FileSystem::Default(), folder_ / "000001.log");
    EXPECT_TRUE(file);
    Read all;
    RecordFile::Record record;
    const auto remember = [&] {
      if (!all.first_damage) all.first_damage = file->damage();
    };
    while (file->next(record)) {
      remember();
      (record.whole ? all.offsets : all.broken).push_back(record.offset);
    }
    remember();
    EXPECT_FALSE(file->read_failure());
    return all;
  }

  test::TempFolder folder_;
};

TEST_F(RecordFileTest, AnEmptyFileHasNoRecordsAndNoDamage) {
  const auto all = read("");
  EXPECT_THAT(all.offsets, IsEmpty());
  EXPECT_FALSE(all.first_damage);
}

TEST_F(RecordFileTest, RecordsOfAnySizeAreFound) {
  test::RecordWriter writer;
  std::vector<std::uint64_t> begins;
  for (const std::size_t size : {12, 32'768 - 7 - 19 - 7, 13, 100'000, 12, 32'768 * 3, 500}) {
    begins.push_back(writer.bytes.size());
    writer.add(std::string(size, 'r'));
  }
  const auto all = read(writer.bytes);
  EXPECT_EQ(all.offsets.size(), begins.size());
  EXPECT_FALSE(all.first_damage);
}

TEST_F(RecordFileTest, ARecordsHeadIsPutTogetherFromItsParts) {
  test::RecordWriter writer;
  writer.add(std::string(32'768 - 7 - 7 - 3, 'x'));  // leaves room for 3 bytes in the block
  writer.add("0123456789abcdef");
  test::write_bytes(folder_ / "000001.log", writer.bytes);
  auto file = RecordFile::open(*rocksdb::FileSystem::Default(), folder_ / "000001.log");
  RecordFile::Record record;
  ASSERT_TRUE(file->next(record));
  ASSERT_TRUE(file->next(record));
  EXPECT_EQ(record.head, "0123456789ab");
  EXPECT_TRUE(record.whole);
}

TEST_F(RecordFileTest, RecordsBehindDamageInTheSameBlockAreFound) {
  test::RecordWriter writer;
  writer.add_batch(1, 1);
  const auto second = writer.bytes.size();
  writer.add_batch(2, 1);
  const auto third = writer.bytes.size();
  writer.add_batch(3, 1);
  for (auto at = second; at < third; ++at) {
    auto bytes = writer.bytes;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    const auto all = read(bytes);
    EXPECT_THAT(all.offsets, ElementsAre(0, third)) << "byte " << at;
    ASSERT_TRUE(all.first_damage) << "byte " << at;
    EXPECT_EQ(all.first_damage->offset, second) << "byte " << at;
  }
}

TEST_F(RecordFileTest, RecordsBehindAZeroedBlockAreFound) {
  test::RecordWriter writer;
  for (int i = 0; i < 3'000; ++i) writer.add_batch(i, 1);
  auto bytes = writer.bytes;
  bytes.replace(32'768, 32'768, 32'768, '\0');
  const auto all = read(bytes);
  EXPECT_GT(all.offsets.size(), 1'000U);
  EXPECT_GT(all.offsets.back(), 2 * 32'768U);
  EXPECT_TRUE(all.first_damage);
}

TEST_F(RecordFileTest, ZerosToTheEndOfTheFileAreNoDamage) {
  test::RecordWriter writer;
  for (int i = 0; i < 1'000; ++i) writer.add_batch(i, 1);
  for (const std::size_t zeros : {1, 6, 7, 4'096, 32'768, 200'000}) {
    const auto all = read(writer.bytes + std::string(zeros, '\0'));
    EXPECT_THAT(all.offsets, testing::SizeIs(1'000)) << zeros;
    EXPECT_FALSE(all.first_damage) << zeros;
  }
}

TEST_F(RecordFileTest, ARecordThatDoesNotEndIsToldFromAWholeOne) {
  test::RecordWriter writer;
  writer.add_batch(1, 1);
  const auto second = writer.bytes.size();
  writer.add_batch(2, 1, 50'000);
  const auto all = read(writer.bytes.substr(0, 40'000));
  EXPECT_THAT(all.offsets, ElementsAre(0));
  EXPECT_THAT(all.broken, ElementsAre(second));
  EXPECT_TRUE(all.first_damage);
}

TEST_F(RecordFileTest, AMissingFileIsCorrupt) {
  const auto file = RecordFile::open(*rocksdb::FileSystem::Default(), folder_ / "000009.log");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().fault, Fault::kCorruptStore);
}

}  // namespace
}  // namespace verbatim::store
