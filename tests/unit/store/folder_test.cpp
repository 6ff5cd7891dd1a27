#include "store/folder.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/store/temp_folder.hpp"

namespace verbatim::store {
namespace {

using testing::HasSubstr;

rocksdb::FileSystem& files() {
  return *rocksdb::FileSystem::Default();
}

class FolderTest : public testing::Test {
 protected:
  FolderState look() { return *look_into(files(), folder_.path()); }
  Result<Identity> identity(const std::string& text) {
    test::write_bytes(folder_ / "FORMAT", text);
    return read_identity(files(), folder_.path(), "event-log", 2);
  }
  Fault fault(const std::string& text) {
    const auto found = identity(text);
    EXPECT_FALSE(found) << text;
    return found ? Fault::kInternal : found.error().fault;
  }

  test::TempFolder folder_;
};

TEST_F(FolderTest, SaysWhatItHolds) {
  EXPECT_EQ(*look_into(files(), folder_ / "nowhere"), FolderState::kMissing);
  EXPECT_EQ(look(), FolderState::kEmpty);
  const auto lock = WriterLock::take(folder_.path());
  EXPECT_EQ(look(), FolderState::kEmpty);
  const auto begun = begin_store(files(), folder_.path(), "event-log", 1);
  ASSERT_TRUE(begun);
  EXPECT_EQ(look(), FolderState::kUnfinished);
  ASSERT_TRUE(finish_store(files(), folder_.path()));
  EXPECT_EQ(look(), FolderState::kStore);
  EXPECT_EQ(*read_identity(files(), folder_.path(), "event-log", 1), *begun);
}

TEST_F(FolderTest, WithAnythingElseInItIsForeign) {
  test::write_bytes(folder_ / "holiday.jpg", "");
  EXPECT_EQ(look(), FolderState::kForeign);
}

TEST_F(FolderTest, EveryStoreHasAnIdOfItsOwn) {
  const auto one = begin_store(files(), folder_.path(), "event-log", 1);
  const auto other = begin_store(files(), folder_.path(), "event-log", 1);
  EXPECT_EQ(one->id.size(), 32U);
  EXPECT_NE(one->id, other->id);
}

TEST_F(FolderTest, ItsFormatIsReadOrRefused) {
  const auto found = identity("verbatim event-log\nformat 2\nstore 00ff\n");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (Identity{"event-log", 2, "00ff"}));
  EXPECT_EQ(to_text(*found), "verbatim event-log\nformat 2\nstore 00ff\n");

  EXPECT_EQ(fault("verbatim event-log\nformat 3\nstore 00ff\n"), Fault::kNewerStore);
  EXPECT_EQ(fault("verbatim event-log\nformat 4294967295\nnew words\n"), Fault::kNewerStore);
  EXPECT_EQ(fault("verbatim vault\nformat 1\nstore 00ff\n"), Fault::kForeignStore);
  EXPECT_EQ(fault(""), Fault::kForeignStore);
  EXPECT_EQ(fault("verbatim\n"), Fault::kForeignStore);
  EXPECT_EQ(fault("verbatim event-log\nformat one\nstore 00ff\n"), Fault::kForeignStore);
  EXPECT_EQ(fault(std::string(4096, 'x')), Fault::kForeignStore);
  EXPECT_EQ(fault("verbatim event-log\nformat 1\n"), Fault::kCorruptStore);
  EXPECT_EQ(fault("verbatim event-log\nformat 1\nstore 00ff\nmore\n"), Fault::kCorruptStore);
}

TEST_F(FolderTest, IsMadeWithItsParents) {
  const auto deep = folder_ / "a/b/c";
  ASSERT_TRUE(make_folder(files(), deep));
  ASSERT_TRUE(make_folder(files(), deep));
  EXPECT_TRUE(std::filesystem::is_directory(deep));
}

TEST_F(FolderTest, CannotBeMadeBelowAFile) {
  test::write_bytes(folder_ / "file", "");
  const auto made = make_folder(files(), folder_ / "file/below");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::kStorageFailed);
}

TEST_F(FolderTest, HasOneWriter) {
  EXPECT_FALSE(WriterLock::is_held(folder_.path()));
  auto first = WriterLock::take(folder_.path());
  ASSERT_TRUE(first);
  EXPECT_TRUE(WriterLock::is_held(folder_.path()));
  const auto second = WriterLock::take(folder_.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::kStoreInUse);
  first->reset();
  EXPECT_FALSE(WriterLock::is_held(folder_.path()));
  EXPECT_TRUE(WriterLock::take(folder_.path()));
}

}  // namespace
}  // namespace verbatim::store
