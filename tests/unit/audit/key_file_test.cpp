#include "audit/key_file.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "unit/store/temp_folder.hpp"

namespace verbatim::audit {
namespace {

class KeyFile : public testing::Test {
 protected:
  KeyFile() { mkdir(folder_.path().c_str(), 0700); }
  std::string path() const { return folder_.path() + "/signing.key"; }
  void write(const std::string& text) { std::ofstream(path()) << text; }

  test::TempFolder folder_;
};

TEST_F(KeyFile, IsMadeOnceForItsOwnerAlone) {
  const auto missing = open_key_file(folder_.path(), "verbatim/a", false);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::kNotFound);
  const auto made = open_key_file(folder_.path(), "verbatim/a", true);
  ASSERT_TRUE(made) << made.error().detail;
  struct stat status {};
  ASSERT_EQ(stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  const auto again = open_key_file(folder_.path(), "verbatim/a", true);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(again->verifier(), made->verifier());
}

TEST_F(KeyFile, OfAnotherLogIsRefused) {
  ASSERT_TRUE(open_key_file(folder_.path(), "verbatim/a", true));
  const auto other = open_key_file(folder_.path(), "verbatim/b", true);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().fault, Fault::kForeignStore);
}

TEST_F(KeyFile, ThatIsDamagedIsRefusedAndNotReplaced) {
  const auto made = open_key_file(folder_.path(), "verbatim/a", true);
  auto text = made->text();
  text[text.size() - 4] ^= 1;
  for (const auto& bad : {std::string(), std::string("nonsense\n"), text}) {
    write(bad);
    const auto opened = open_key_file(folder_.path(), "verbatim/a", true);
    ASSERT_FALSE(opened) << bad;
    EXPECT_EQ(opened.error().fault, Fault::kCorruptStore);
    EXPECT_EQ(opened.error().detail.find("PRIVATE+KEY+verbatim"), std::string::npos);
  }
}

}  // namespace
}  // namespace verbatim::audit
