#include "store/watermark.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/store/temp_folder.hpp"

namespace verbatim::store {
namespace {

class WatermarkTest : public testing::Test {
 protected:
  WatermarkTest() { EXPECT_TRUE(Watermark::create(files(), folder_.path())); }
  static rocksdb::FileSystem& files() { return *rocksdb::FileSystem::Default(); }
  std::string path() const { return folder_ / "WATERMARK"; }
  void raise(std::initializer_list<std::uint64_t> sequences) {
    const auto watermark = Watermark::open(files(), folder_.path());
    for (const auto sequence : sequences) (*watermark)->raise(sequence);
    EXPECT_TRUE((*watermark)->sync());
  }
  std::uint64_t read() { return *Watermark::read(files(), folder_.path()); }

  test::TempFolder folder_;
};

TEST_F(WatermarkTest, ANewOneIsZero) {
  EXPECT_EQ(read(), 0U);
}

TEST_F(WatermarkTest, TheLastValueIsRead) {
  raise({1, 2, 3});
  EXPECT_EQ(read(), 3U);
  raise({~std::uint64_t{0} - 1});
  EXPECT_EQ(read(), ~std::uint64_t{0} - 1);
}

TEST_F(WatermarkTest, ATornSlotLeavesTheOther) {
  raise({41, 42});
  for (std::size_t at = 512; at < 528; ++at) {
    auto bytes = test::read_bytes(path());
    const auto whole = bytes;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x40);
    test::write_bytes(path(), bytes);
    EXPECT_EQ(read(), 41U) << "byte " << at;
    test::write_bytes(path(), whole);
  }
}

TEST_F(WatermarkTest, WithNoWholeSlotItIsRefused) {
  for (const std::string& bytes : {std::string(528, '\0'), std::string(), std::string(16, 'x')}) {
    test::write_bytes(path(), bytes);
    const auto found = Watermark::read(files(), folder_.path());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().fault, Fault::kCorruptStore);
  }
}

TEST_F(WatermarkTest, AMissingOneIsZeroAndMadeAgainForWriting) {
  test::TempFolder empty;
  EXPECT_EQ(*Watermark::read(files(), empty.path()), 0U);
  const auto watermark = Watermark::open(files(), empty.path());
  ASSERT_TRUE(watermark);
  (*watermark)->raise(7);
  EXPECT_EQ(*Watermark::read(files(), empty.path()), 7U);
}

}  // namespace
}  // namespace verbatim::store
