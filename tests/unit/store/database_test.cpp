#include "store/database.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/store/faulty_file_system.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::store {
namespace {

using test::FaultyFileSystem;

constexpr std::size_t kTrailerBytes = 5;    // behind each block of a table
constexpr std::size_t kEntryHeadBytes = 3;  // before each key of a block
using testing::HasSubstr;

class DatabaseTest : public testing::Test {
 protected:
  std::string path() const { return folder_ / "store"; }

  DatabaseOptions options(bool read_only = false) const {
    DatabaseOptions options;
    options.directory = path();
    options.kind = "test";
    options.format = 1;
    options.read_only = read_only;
    options.families = {{"rows", {}}};
    options.files = files_;
    return options;
  }
  std::unique_ptr<Database> open(bool read_only = false) {
    auto database = Database::open(options(read_only));
    if (!database) throw std::runtime_error(database.error().detail);
    return std::move(*database);
  }
  Failure refusal(bool read_only = false) {
    const auto database = Database::open(options(read_only));
    EXPECT_FALSE(database);
    return database ? Failure{.detail = "it opened"} : database.error();
  }

  static Result<void> put(Database& database, const std::string& key, const std::string& value) {
    auto batch = protected_batch();
    batch.Put(database.family(0), key, value);
    return database.write(batch);
  }
  static std::string get(Database& database, const std::string& key) {
    std::string value;
    const auto status =
        database.rocks().Get(rocksdb::ReadOptions(), database.family(0), key, &value);
    return status.ok() ? value : status.ToString();
  }
  // The folder as kill -9 leaves it, taken while the store is open, and put back once it is closed.
  void kill(std::unique_ptr<Database> database) {
    test::copy_folder(path(), folder_ / "copy");
    database.reset();
    test::copy_folder(folder_ / "copy", path());
  }

  test::TempFolder folder_;
  std::shared_ptr<FaultyFileSystem> files_ = std::make_shared<FaultyFileSystem>();
};

TEST_F(DatabaseTest, WhatWasWrittenIsThereAfterAReopen) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", "1"));
  database.reset();
  database = open();
  EXPECT_EQ(get(*database, "a"), "1");
}

TEST_F(DatabaseTest, WhatWasWrittenIsThereAfterAKill) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", "1"));
  kill(std::move(database));
  database = open();
  EXPECT_EQ(get(*database, "a"), "1");
}

// On the real file system, where the allocated rest of a log is zeros.
TEST_F(DatabaseTest, TheAllocatedRestOfALogIsItsEnd) {
  files_ = nullptr;
  auto database = open();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(put(*database, std::to_string(i), "value"));
  const auto logs = test::files_ending(path(), ".log");
  ASSERT_FALSE(logs.empty());
  EXPECT_GT(std::filesystem::file_size(logs.back()), 1u << 20) << "no space was allocated";
  EXPECT_EQ(get(*open(true), "99"), "value");
  kill(std::move(database));
  database = open();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(get(*database, std::to_string(i)), "value");
  ASSERT_TRUE(put(*database, "more", "value"));
  kill(std::move(database));
  EXPECT_EQ(get(*open(), "more"), "value");
}

// Debian's RocksDB ends the process over some of these bits, if it gets to see them.
TEST_F(DatabaseTest, DamagedPropertiesOfATableAreRefused) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", "1"));
  database.reset();
  open();  // moves the log into a table
  const auto table = test::files_ending(path(), ".sst").back();
  const auto bytes = test::read_bytes(table);
  const auto begin = bytes.rfind("rocksdb.block.based.table.index.type");
  const auto end = bytes.find("rocksdb.properties");
  ASSERT_LT(begin, end);
  const auto whole = folder_ / "whole";
  test::copy_folder(path(), whole);
  for (auto at = begin; at + kEntryHeadBytes + kTrailerBytes < end; ++at) {
    test::copy_folder(whole, path());
    test::flip_bit(table, at, 7);
    EXPECT_EQ(refusal(true).fault, Fault::kCorruptStore) << "byte " << at;
    if (HasFailure()) return;
  }
}

TEST_F(DatabaseTest, HasOneWriter) {
  const auto database = open();
  EXPECT_EQ(refusal().fault, Fault::kStoreInUse);
}

TEST_F(DatabaseTest, ReadsBesideTheWriter) {
  const auto writer = open();
  ASSERT_TRUE(put(*writer, "a", "1"));
  const auto reader = open(true);
  ASSERT_TRUE(put(*writer, "a", "2"));
  EXPECT_EQ(get(*reader, "a"), "1");
  const auto refused = put(*reader, "a", "3");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::kStorageFailed);
  EXPECT_EQ(get(*open(true), "a"), "2");
}

TEST_F(DatabaseTest, ReadingChangesNothingInTheFolder) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", "1"));
  kill(std::move(database));
  const auto names = [&] { return test::files_ending(path(), ""); };
  const auto before = names();
  EXPECT_EQ(get(*open(true), "a"), "1");
  EXPECT_EQ(names(), before);
  for (const auto& name : before) {
    EXPECT_EQ(test::read_bytes(name),
              test::read_bytes(folder_ / "copy/" + std::filesystem::path(name).filename().string()))
        << name;
  }
}

TEST_F(DatabaseTest, ToReadThereMustBeAStore) {
  EXPECT_EQ(refusal(true).fault, Fault::kForeignStore);
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(DatabaseTest, AFolderOfSomeoneElseIsLeftAlone) {
  std::filesystem::create_directory(path());
  test::write_bytes(path() + "/notes.txt", "mine");
  EXPECT_EQ(refusal().fault, Fault::kForeignStore);
  EXPECT_EQ(test::read_bytes(path() + "/notes.txt"), "mine");
}

TEST_F(DatabaseTest, ARocksDbOfSomeoneElseIsLeftAlone) {
  rocksdb::Options theirs;
  theirs.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(theirs, path(), &opened).ok());
  ASSERT_TRUE(opened->Put({}, "theirs", "1").ok());
  delete opened;
  EXPECT_EQ(refusal().fault, Fault::kForeignStore);
  EXPECT_EQ(refusal(true).fault, Fault::kForeignStore);
  ASSERT_TRUE(rocksdb::DB::Open({}, path(), &opened).ok());
  std::string value;
  EXPECT_TRUE(opened->Get({}, "theirs", &value).ok());
  delete opened;
}

TEST_F(DatabaseTest, ANewerFormatIsRefusedUntouched) {
  open();
  auto text = test::read_bytes(path() + "/FORMAT");
  text.replace(text.find("format 1"), 8, "format 2");
  test::write_bytes(path() + "/FORMAT", text);
  EXPECT_EQ(refusal().fault, Fault::kNewerStore);
  EXPECT_EQ(refusal(true).fault, Fault::kNewerStore);
}

TEST_F(DatabaseTest, AFormatFileOfAnotherStoreIsRefused) {
  open();
  auto text = test::read_bytes(path() + "/FORMAT");
  auto& digit = text[text.size() - 2];
  digit = digit == '0' ? '1' : '0';
  test::write_bytes(path() + "/FORMAT", text);
  EXPECT_EQ(refusal().fault, Fault::kForeignStore);
}

TEST_F(DatabaseTest, AStoreWhoseMakingWasInterruptedIsMadeAgain) {
  open();
  std::filesystem::rename(path() + "/FORMAT", path() + "/FORMAT.new");
  EXPECT_EQ(refusal(true).fault, Fault::kForeignStore);
  auto database = open();
  ASSERT_TRUE(put(*database, "a", "1"));
  EXPECT_EQ(get(*database, "a"), "1");
}

TEST_F(DatabaseTest, ALostEndThatWasAcknowledgedIsRefused) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", "1"));
  ASSERT_TRUE(put(*database, "b", "2"));
  kill(std::move(database));
  for (const auto& log : test::files_ending(path(), ".log")) std::filesystem::remove(log);
  const auto refused = refusal();
  EXPECT_EQ(refused.fault, Fault::kCorruptStore);
  EXPECT_THAT(refused.detail, HasSubstr("were acknowledged"));
  EXPECT_EQ(refusal(true).fault, Fault::kCorruptStore);

  // What the failure says an operator can do.
  EXPECT_THAT(refused.fix, HasSubstr("WATERMARK"));
  std::filesystem::remove(path() + "/WATERMARK");
  EXPECT_THAT(get(*open(), "a"), HasSubstr("NotFound"));
}

TEST_F(DatabaseTest, RefusingChangesNothingInTheFolder) {
  auto database = open();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(put(*database, std::to_string(i), "value"));
  kill(std::move(database));
  const auto log = test::files_ending(path(), ".log").back();
  test::flip_bit(log, 100, 2);
  test::copy_folder(path(), folder_ / "damaged");
  EXPECT_EQ(refusal().fault, Fault::kCorruptStore);
  for (const auto& file : test::files_ending(folder_ / "damaged", "")) {
    EXPECT_EQ(test::read_bytes(file),
              test::read_bytes(path() + "/" + std::filesystem::path(file).filename().string()))
        << file;
  }
}

TEST_F(DatabaseTest, AfterAFailedSyncNothingMoreIsWritten) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", "1"));
  files_->set_fault({.operation = FaultyFileSystem::Operation::kSync, .once = true});
  const auto failed = put(*database, "b", "2");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().fault, Fault::kStorageFailed);
  const auto refused = put(*database, "c", "3");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), failed.error());
  EXPECT_EQ(get(*database, "a"), "1");
  database.reset();
  database = open();
  EXPECT_EQ(get(*database, "a"), "1");
  EXPECT_TRUE(put(*database, "c", "3"));
}

TEST_F(DatabaseTest, AFullDiskInTheBackgroundStopsWritingAndIsNotWaitedFor) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", "1"));
  files_->set_fault(
      {.operation = FaultyFileSystem::Operation::kAny, .error = FaultyFileSystem::Error::kNoSpace});
  EXPECT_FALSE(database->rocks().Flush({}, database->family(0)).ok());
  files_->set_fault({.at = ~std::uint64_t{0}});  // there is room again
  ASSERT_TRUE(database->write_failure());
  EXPECT_EQ(database->write_failure()->fault, Fault::kStorageFailed);
  EXPECT_THAT(database->write_failure()->fix, HasSubstr("make room"));
  EXPECT_FALSE(put(*database, "b", "2"));
  EXPECT_EQ(get(*database, "a"), "1");
}

}  // namespace
}  // namespace verbatim::store
