#include "base/file.hpp"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace verbatim {
namespace {

class FileTest : public testing::Test {
 protected:
  FileTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~FileTest() override { std::filesystem::remove_all(folder_); }

  std::string read(const std::string& path) const {
    return File(path, O_RDONLY).read_all().value_or("(nothing)");
  }
  static mode_t mode_of(const std::string& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0 ? about.st_mode & 0777U : 0;
  }

  const std::string folder_ = testing::TempDir() + "verbatim_file_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name();
  const std::string path_ = folder_ + "/file";
};

TEST_F(FileTest, IsReadWholeWhereverItStands) {
  const std::string large(200'000, 'x');
  const File file(path_, O_RDWR | O_CREAT | O_APPEND);
  ASSERT_TRUE(file);
  ASSERT_TRUE(file.write_all(large));
  EXPECT_EQ(file.read_all(), large);
  ASSERT_TRUE(file.write_all("more"));
  EXPECT_EQ(file.read_all(), large + "more");
  EXPECT_TRUE(file.sync());
  EXPECT_EQ(mode_of(path_), 0600U);
}

TEST_F(FileTest, SaysWhyItCannotBeOpenedReadOrWritten) {
  errno = 0;
  EXPECT_FALSE(File(path_, O_RDONLY));
  EXPECT_EQ(errno, ENOENT);
  EXPECT_FALSE(sync_folder(folder_ + "/none"));
  EXPECT_EQ(errno, ENOENT);
  const File to_read("/dev/null", O_RDONLY);
  EXPECT_FALSE(to_read.write_all("x"));
  EXPECT_EQ(errno, EBADF);
  EXPECT_FALSE(File(folder_, O_RDONLY | O_DIRECTORY).read_all());
  EXPECT_EQ(errno, EISDIR);
}

TEST_F(FileTest, ThatIsPutIsThereWholeOrAsItWas) {
  ASSERT_TRUE(put_file(path_, "first", ".new"));
  EXPECT_EQ(read(path_), "first");
  EXPECT_EQ(mode_of(path_), 0600U);
  ASSERT_TRUE(put_file(path_, "second", ".new"));
  EXPECT_EQ(read(path_), "second");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));

  const std::string taken = folder_ + "/taken";  // by what no file can be put over
  std::filesystem::create_directories(taken + "/x");
  EXPECT_FALSE(put_file(taken, "third", ".new"));
  EXPECT_TRUE(errno == EISDIR || errno == ENOTEMPTY || errno == EEXIST) << errno;
  EXPECT_FALSE(std::filesystem::exists(taken + ".new"));
  EXPECT_FALSE(put_file(folder_ + "/none/file", "x", ".new"));
  EXPECT_EQ(errno, ENOENT);
}

// What is left of a run that was interrupted may be readable by others, or lead elsewhere.
TEST_F(FileTest, IsPutBesideNothingThatIsLeft) {
  ASSERT_TRUE(File(folder_ + "/elsewhere", O_WRONLY | O_CREAT));
  std::filesystem::create_symlink(folder_ + "/elsewhere", path_ + ".new");
  ASSERT_TRUE(put_file(path_, "secret", ".new"));
  EXPECT_EQ(read(path_), "secret");
  EXPECT_EQ(read(folder_ + "/elsewhere"), "");
  EXPECT_FALSE(std::filesystem::is_symlink(path_));
}

}  // namespace
}  // namespace verbatim
