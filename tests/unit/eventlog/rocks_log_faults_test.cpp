// A disk that refuses, fills up or loses power: nothing acknowledged is lost, a group is there
// whole or not at all, and after a failure nothing more is written.

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventlog/rocks_log.hpp"
#include "unit/eventlog/commits.hpp"
#include "unit/store/every_operation.hpp"
#include "unit/store/faulty_file_system.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::eventlog {
namespace {

using test::command;
using test::commit;
using test::events_of;
using test::FaultyFileSystem;
using test::for_every_operation;

constexpr const char* kStudy = "iep";
constexpr int kGroups = 12;

// Groups big enough, and tables small enough, that the log is moved into tables on the way.
std::vector<Commit> group_at(Position after, int index) {
  std::vector<Commit> group;
  for (int i = 0; i < 3; ++i) {
    std::vector<std::string> events;
    for (int j = 0; j <= i; ++j) {
      events.push_back(std::to_string(++after) + std::string(1'500, 'e'));
    }
    const auto expected = after - events.size();
    group.push_back(commit(kStudy, expected, std::move(events),
                           command(std::to_string(index) + "/" + std::to_string(i))));
  }
  return group;
}
constexpr Position kEventsPerGroup = 6;

class Disk {
 public:
  Disk() {
    options_.directory = folder_ / "log";
    options_.write_buffer_bytes = 64u << 10;
    options_.wal_bytes_max = 64u << 10;
  }

  Result<std::unique_ptr<EventLog>> open() {
    options_.files = files;
    return open_rocks_log(options_);
  }

  // Appends groups until one is refused. Answers how many were acknowledged.
  int append_groups(EventLog& log, int groups) {
    int acknowledged = 0;
    for (; acknowledged < groups; ++acknowledged) {
      const auto group = group_at(acknowledged * kEventsPerGroup, acknowledged);
      const auto receipts = log.append(group);
      if (receipts) continue;
      EXPECT_EQ(receipts.error().fault, Fault::kStorageFailed);
      break;
    }
    return acknowledged;
  }

  void expect_groups(const EventLog& log, int acknowledged, bool another_allowed) {
    const auto events = events_of(log, kStudy);
    const int found = static_cast<int>(events.size() / kEventsPerGroup);
    EXPECT_EQ(events.size() % kEventsPerGroup, 0U) << "part of a group";
    EXPECT_GE(found, acknowledged) << "an acknowledged group is lost";
    EXPECT_LE(found, acknowledged + (another_allowed ? 1 : 0));
    for (Position at = 1; at <= events.size(); ++at) {
      EXPECT_EQ(events[at - 1], std::to_string(at) + std::string(1'500, 'e'));
    }
    for (int index = 0; index < kGroups; ++index) {
      for (int i = 0; i < 3; ++i) {
        const auto id = std::to_string(index) + "/" + std::to_string(i);
        EXPECT_EQ(log.find_command(kStudy, id)->has_value(), index < found) << id;
      }
    }
  }

  std::shared_ptr<FaultyFileSystem> files = std::make_shared<FaultyFileSystem>();

 private:
  test::TempFolder folder_;
  RocksLogOptions options_;
};

struct FaultCase {
  const char* name;
  FaultyFileSystem::Fault fault;
};

class FaultTest : public testing::TestWithParam<FaultCase> {};

INSTANTIATE_TEST_SUITE_P(
    Disk, FaultTest,
    testing::Values(FaultCase{"TheDiskIsGone", {}}, FaultCase{"OneOperationFails", {.once = true}},
                    FaultCase{"OneSyncFails",
                              {.operation = FaultyFileSystem::Operation::kSync, .once = true}},
                    FaultCase{"TheDiskIsFull",
                              {.operation = FaultyFileSystem::Operation::kAppend,
                               .error = FaultyFileSystem::Error::kNoSpace}},
                    FaultCase{"TheDiskIsFullForAMoment",
                              {.operation = FaultyFileSystem::Operation::kAppend,
                               .error = FaultyFileSystem::Error::kNoSpace,
                               .once = true}}),
    [](const auto& fault) { return std::string(fault.param.name); });

// The fault is tried at every operation there is, from the making of the folder on.
TEST_P(FaultTest, AtAnyOperationLosesNothingAcknowledged) {
  for_every_operation([&](std::uint64_t at) {
    SCOPED_TRACE(testing::Message() << "fault at operation " << at);
    Disk disk;
    auto fault = GetParam().fault;
    fault.at = at;
    disk.files->set_fault(fault);

    int acknowledged = 0;
    bool refused = false;
    if (auto log = disk.open()) {
      acknowledged = disk.append_groups(**log, kGroups);
      refused = acknowledged < kGroups;
      if (refused) {
        const auto next = group_at(acknowledged * kEventsPerGroup, acknowledged);
        EXPECT_EQ((*log)->append(next).error().fault, Fault::kStorageFailed);
        EXPECT_TRUE((*log)->write_failure());
        // Reads go on, and show what was acknowledged.
        EXPECT_EQ((*log)->last_position(kStudy), acknowledged * kEventsPerGroup);
        disk.expect_groups(**log, acknowledged, false);
      }
    } else {
      EXPECT_EQ(log.error().fault, Fault::kStorageFailed) << log.error().detail;
    }
    const bool happened = disk.files->fault_happened();

    disk.files = std::make_shared<FaultyFileSystem>();
    auto log = disk.open();
    if (!log) {
      ADD_FAILURE() << log.error().detail;
      return false;
    }
    disk.expect_groups(**log, acknowledged, refused);
    const auto last = (*log)->last_position(kStudy);
    EXPECT_TRUE((*log)->append(group_at(last, kGroups + 1)));
    return happened;
  });
}

struct PowerCase {
  const char* name;
  FaultyFileSystem::Tail tail;
};

class PowerTest : public testing::TestWithParam<PowerCase> {};

INSTANTIATE_TEST_SUITE_P(
    Power, PowerTest,
    testing::Values(PowerCase{"NothingUnsynced", FaultyFileSystem::Tail::kNothing},
                    PowerCase{"SomeOfIt", FaultyFileSystem::Tail::kPrefix},
                    PowerCase{"SomeSectorsOfIt", FaultyFileSystem::Tail::kSectors}),
    [](const auto& power) { return std::string(power.param.name); });

// The power goes at any operation: the disk stops there, and what was never synced is lost.
TEST_P(PowerTest, LostAtAnyOperationLeavesAPrefixWithAllThatWasAcknowledged) {
  const auto seed = test::test_seed();
  for_every_operation([&](std::uint64_t at) {
    SCOPED_TRACE(testing::Message()
                 << "power lost at operation " << at << ", VERBATIM_TEST_SEED=" << seed);
    std::mt19937_64 random(seed + at);
    Disk disk;
    disk.files->set_fault({.at = at});
    int acknowledged = 0;
    bool refused = false;
    bool happened = false;
    {
      auto log = disk.open();
      if (log) {
        acknowledged = disk.append_groups(**log, kGroups);
        refused = acknowledged < kGroups;
      }
      happened = disk.files->fault_happened();
      disk.files->stop_disk();
    }
    disk.files->lose_power(GetParam().tail, random);

    disk.files = std::make_shared<FaultyFileSystem>();
    auto log = disk.open();
    if (!log) {
      ADD_FAILURE() << log.error().detail;
      return false;
    }
    disk.expect_groups(**log, acknowledged, refused);
    return happened;
  });
}

// Again and again on the same disk, as a machine with a loose cable would have it.
TEST_P(PowerTest, LostManyTimesLeavesAPrefixEveryTime) {
  const auto seed = test::test_seed();
  SCOPED_TRACE(testing::Message() << "VERBATIM_TEST_SEED=" << seed);
  std::mt19937_64 random(seed);
  Disk disk;
  Position acknowledged = 0;
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    disk.files->set_fault({.at = 1 + random() % 60});
    {
      auto log = disk.open();
      if (log) {
        const auto last = (*log)->last_position(kStudy);
        EXPECT_GE(last, acknowledged);
        EXPECT_EQ(events_of(**log, kStudy).size(), last);
        acknowledged = last;
        while ((*log)->append(group_at(acknowledged, static_cast<int>(acknowledged)))) {
          acknowledged += kEventsPerGroup;
        }
      }
      disk.files->stop_disk();
    }
    disk.files->lose_power(GetParam().tail, random);
    disk.files = std::make_shared<FaultyFileSystem>();
    if (testing::Test::HasFailure()) return;
  }
  const auto log = disk.open();
  ASSERT_TRUE(log) << log.error().detail;
  EXPECT_GE((*log)->last_position(kStudy), acknowledged);
  EXPECT_EQ(events_of(**log, kStudy).size(), (*log)->last_position(kStudy));
}

}  // namespace
}  // namespace verbatim::eventlog
