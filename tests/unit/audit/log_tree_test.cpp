// The trees that the log keeps with its events, against trees computed from the events alone.

#include "audit/log_tree.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "eventlog/memory_log.hpp"
#include "eventlog/rocks_log.hpp"
#include "unit/eventlog/tamperer.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::audit {
namespace {

using eventlog::Commit;
using eventlog::EventLog;
using eventlog::MemoryLog;
using test::event_key;
using test::Tamperer;

std::unique_ptr<EventLog> open(const std::string& folder, bool read_only = false) {
  auto log = eventlog::open_rocks_log({.directory = folder, .read_only = read_only});
  if (!log) throw std::runtime_error(log.error().detail);
  return std::move(*log);
}

// `count` events more for the study, in commits of at most `at_once`.
void grow(EventLog& log, const std::string& study, std::uint64_t count, std::uint64_t at_once) {
  while (count > 0) {
    Commit commit{study, log.last_position(study), {}, {}};
    for (; count > 0 && commit.events.size() < at_once; --count)
      commit.events.push_back(study + " event " +
                              std::to_string(commit.expected + commit.events.size() + 1));
    if (const auto written = log.append({&commit, 1}); !written)
      throw std::runtime_error(written.error().detail);
  }
}

void expect_same_trees(const EventLog& log, const EventLog& model, const std::string& study) {
  const auto size = model.last_position(study);
  ASSERT_EQ(log.last_position(study), size);
  EXPECT_EQ(*log.tree_edge(study), *model.tree_edge(study));
  EXPECT_EQ(log.tree_edge(study)->root(), *tree_of(log, study, size).root());
  for (const auto at : {std::uint64_t{1}, size / 3, size / 2, size - 1, size}) {
    if (at == 0) continue;
    EXPECT_EQ(*tree_of(log, study, at).root(), *tree_of(model, study, at).root()) << at;
    EXPECT_EQ(*tree_of(log, study, size).inclusion(at - 1),
              *tree_of(model, study, size).inclusion(at - 1));
    EXPECT_EQ(*tree_of(log, study, size).consistency(at),
              *tree_of(model, study, size).consistency(at));
  }
}

TEST(LogTrees, AreThoseOfTheEventsAcrossReopens) {
  test::TempFolder folder;
  MemoryLog model;
  auto log = open(folder.path());
  for (const std::uint64_t more : {1, 2, 252, 1, 1, 255, 256, 1, 700, 3}) {
    for (const auto* study : {"one", "two"}) {
      grow(*log, study, more, 97);
      grow(model, study, more, 97);
      expect_same_trees(*log, model, study);
    }
    log.reset();
    log = open(folder.path());
    expect_same_trees(*log, model, "one");
  }
  log.reset();
  expect_same_trees(*open(folder.path(), true), model, "two");
}

TEST(LogTrees, ReachTheSecondTier) {
  test::TempFolder folder;
  MemoryLog model;
  auto log = open(folder.path());
  grow(*log, "big", 66'000, 10'000);
  grow(model, "big", 66'000, 10'000);
  expect_same_trees(*log, model, "big");
  EXPECT_EQ(log->tree_hashes("big", 2, 0, 1)->size(), 1U);
}

TEST(LogTrees, AreNotLargerThanTheLog) {
  test::TempFolder folder;
  const auto log = open(folder.path());
  grow(*log, "one", 300, 100);
  const auto last = std::numeric_limits<std::uint64_t>::max();
  for (const auto& [tier, first, count] :
       {std::tuple<unsigned, std::uint64_t, std::uint64_t>{0, 299, 2},
        {0, 301, 0},
        {1, 0, 2},
        {1, last, 1},
        {0, 1, last},
        {7, 0, 1},
        {8, 0, 1}}) {
    const auto hashes = log->tree_hashes("one", tier, first, count);
    ASSERT_FALSE(hashes);
    EXPECT_EQ(hashes.error().fault, Fault::kFutureMoment);
  }
  EXPECT_EQ(log->tree_hashes("one", 0, 300, 0)->size(), 0U);
  EXPECT_EQ(log->tree_edge("nobody").error().fault, Fault::kUnknownStudy);
}

TEST(LogTrees, ARefusedGroupLeavesThemAsTheyWere) {
  test::TempFolder folder;
  MemoryLog model;
  const auto log = open(folder.path());
  grow(*log, "one", 255, 100);
  std::vector<Commit> group = {{"one", 255, {}, {"a", "b"}}, {"one", 7, {}, {"stale"}}};
  EXPECT_FALSE(log->append(group));
  grow(*log, "one", 3, 1);
  grow(model, "one", 258, 100);
  expect_same_trees(*log, model, "one");
}

TEST(LogTrees, OfAnOlderFolderAreMadeWhenItIsOpened) {
  test::TempFolder folder;
  MemoryLog model;
  for (auto* log : {static_cast<EventLog*>(&model), open(folder.path()).release()}) {
    grow(*log, "one", 700, 97);
    grow(*log, "two", 3, 97);
    if (log != &model) delete log;
  }
  Tamperer(folder.path()).drop("tree");
  expect_same_trees(*open(folder.path(), true), model, "one");  // computed, nothing is written
  for (int times = 0; times < 2; ++times) {
    const auto log = open(folder.path());
    expect_same_trees(*log, model, "one");
    expect_same_trees(*log, model, "two");
  }
}

TEST(LogTrees, AChangedEventOfAFullTileShowsInItsLeafHash) {
  test::TempFolder folder;
  grow(*open(folder.path()), "one", 600, 97);
  Tamperer(folder.path()).put("events", event_key(100), "another event");
  const auto log = open(folder.path(), true);
  const auto kept = *log->tree_hashes("one", 0, 0, 256);
  std::vector<std::uint64_t> differing;
  ASSERT_TRUE(log->read("one", 0, [&](std::uint64_t position, std::string_view bytes) {
    if (merkle::leaf_hash(bytes) != kept[position - 1]) differing.push_back(position);
    return position < 256;
  }));
  EXPECT_EQ(differing, std::vector<std::uint64_t>{100});
}

TEST(LogTrees, NothingIsWrittenAfterAChangedTail) {
  test::TempFolder folder;
  grow(*open(folder.path()), "one", 600, 97);
  Tamperer(folder.path()).put("events", event_key(590), "another event");
  const auto log = open(folder.path());
  Commit commit{"one", 600, {}, {"next"}};
  const auto written = log->append({&commit, 1});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::kStorageFailed);
  EXPECT_NE(written.error().detail.find("513 to 600 of study one"), std::string::npos)
      << written.error().detail;
  EXPECT_TRUE(log->write_failure());
}

TEST(LogTrees, AMissingRowIsNamed) {
  test::TempFolder folder;
  grow(*open(folder.path()), "one", 600, 97);
  std::string key(17, '\0');
  key[7] = 1;
  Tamperer(folder.path()).put("tree", key, "short");
  const auto leaves = open(folder.path(), true)->tree_hashes("one", 0, 7, 1);
  ASSERT_FALSE(leaves);
  EXPECT_EQ(leaves.error().fault, Fault::kCorruptStore);
  EXPECT_NE(leaves.error().detail.find("events 1 to 256"), std::string::npos);
}

TEST(LogTrees, CheckpointsAreOfOneStudyOfOneLog) {
  test::TempFolder folder;
  const auto log = open(folder.path());
  grow(*log, "a/b", 5, 5);
  const auto name = key_name_of(log->store_id());
  EXPECT_EQ(log->store_id().size(), 32U);
  const auto checkpoint = checkpoint_of(*log, name, "a/b", 5);
  ASSERT_TRUE(checkpoint) << checkpoint.error().detail;
  EXPECT_EQ(checkpoint->origin, name + "/a%2Fb");
  EXPECT_EQ(checkpoint->size, 5U);
  EXPECT_EQ(checkpoint->root, log->tree_edge("a/b")->root());
  EXPECT_FALSE(checkpoint_of(*log, name, "a/b", 6));
}

}  // namespace
}  // namespace verbatim::audit
