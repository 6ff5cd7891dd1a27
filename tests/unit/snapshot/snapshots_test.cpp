// The folder of snapshots: whole files under their positions, or none.

#include "snapshot/snapshots.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "unit/store/temp_folder.hpp"

namespace verbatim::snapshot {
namespace {

using Positions = std::vector<std::uint64_t>;

std::filesystem::path only_folder_in(const std::string& path) {
  return std::filesystem::directory_iterator(path)->path();
}

TEST(Snapshots, AreFoundUnderTheirStudyAndPosition) {
  const test::TempFolder folder;
  const Snapshots snapshots(folder.path() + "/snapshots");
  EXPECT_EQ(snapshots.positions("s"), Positions{});
  ASSERT_TRUE(snapshots.write("s", 20, "twenty"));
  ASSERT_TRUE(snapshots.write("s", 3, "three"));
  ASSERT_TRUE(snapshots.write("t/../s", 7, "seven"));
  EXPECT_EQ(snapshots.positions("s"), (Positions{3, 20}));
  EXPECT_EQ(snapshots.positions("t/../s"), Positions{7});
  EXPECT_EQ(snapshots.read("s", 20), "twenty");
  EXPECT_EQ(snapshots.read("t/../s", 7), "seven");
  EXPECT_EQ(snapshots.read("s", 4), std::nullopt);
}

TEST(Snapshots, AreReplacedAndRemoved) {
  const test::TempFolder folder;
  const Snapshots snapshots(folder.path());
  ASSERT_TRUE(snapshots.write("s", 1, "one"));
  ASSERT_TRUE(snapshots.write("s", 1, "uno"));
  ASSERT_TRUE(snapshots.write("s", 2, "two"));
  EXPECT_EQ(snapshots.read("s", 1), "uno");
  snapshots.remove("s", 1);
  EXPECT_EQ(snapshots.positions("s"), Positions{2});
  snapshots.remove_all("s");
  EXPECT_EQ(snapshots.positions("s"), Positions{});
}

TEST(Snapshots, WhatAnInterruptedWriteLeftIsNoneAndGoes) {
  const test::TempFolder folder;
  const Snapshots snapshots(folder.path());
  ASSERT_TRUE(snapshots.write("s", 1, "one"));
  const auto left = only_folder_in(folder.path()) / "00000000000000000002.unfinished";
  std::ofstream(left) << "half";
  EXPECT_EQ(snapshots.positions("s"), Positions{1});
  ASSERT_TRUE(snapshots.write("s", 3, "three"));
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_EQ(snapshots.positions("s"), (Positions{1, 3}));
}

// RLIMIT_FSIZE stands for a full disk: the write fails in the middle of the file.
TEST(Snapshots, AFullDiskLeavesWhatWasThere) {
  const test::TempFolder folder;
  const Snapshots snapshots(folder.path());
  ASSERT_TRUE(snapshots.write("s", 1, "one"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 4096;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = snapshots.write("s", 2, std::string(100'000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::kStorageFailed);
  EXPECT_EQ(snapshots.positions("s"), Positions{1});
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(only_folder_in(folder.path())))
    files += entry.is_regular_file();
  EXPECT_EQ(files, 1U) << "nothing half is left to fill the disk";
}

}  // namespace
}  // namespace verbatim::snapshot
