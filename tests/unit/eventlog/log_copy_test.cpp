// A copy of a log shows what the log showed, whatever goes on meanwhile, and copies no damage.

#include "eventlog/log_copy.hpp"

#include <filesystem>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "eventlog/log_check.hpp"
#include "eventlog/rocks_layout.hpp"
#include "eventlog/rocks_log.hpp"
#include "store/bytes.hpp"
#include "store/database.hpp"
#include "unit/eventlog/commits.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::eventlog {
namespace {

using test::command;
using test::commit;
using test::events_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LogCopyTest : public testing::Test {
 protected:
  LogCopyTest() {
    log_ = open(from());
    const Commit group[] = {
        commit("iep", 0, {"a", "b"}, command("c1")), commit("new", 0, {"x"}, command("c2")),
        commit("iep", 2, {"c", "d", "e"}, command("c3")), commit("iep", 5, {}, command("c4"))};
    if (!log_->append(group)) throw std::runtime_error("the log takes no writes");
  }

  std::string from() const { return folder_ / "from"; }
  std::string to() const { return folder_ / "to"; }

  static std::unique_ptr<EventLog> open(const std::string& folder, bool read_only = false) {
    auto log = open_rocks_log({.directory = folder, .read_only = read_only});
    if (!log) throw std::runtime_error(log.error().detail);
    return std::move(*log);
  }
  static merkle::CompactRange edge_of(const EventLog& log, const std::string& study) {
    auto edge = log.tree_edge(study);
    if (!edge) throw std::runtime_error(edge.error().detail);
    return *edge;
  }
  static std::vector<std::string> findings_in(const std::string& folder) {
    auto findings = check_log(folder);
    if (!findings) return {findings.error().detail};
    return *findings;
  }
  // Changes rows behind the log's back, checksums and all.
  void tamper(const std::function<void(store::Database&, rocksdb::WriteBatch&)>& change) {
    log_.reset();
    auto log = store::Database::open(database_options({.directory = from()}));
    if (!log) throw std::runtime_error(log.error().detail);
    auto batch = store::protected_batch();
    change(**log, batch);
    if (!(*log)->write(batch)) throw std::runtime_error("the store takes no writes");
  }

  test::TempFolder folder_;
  std::unique_ptr<EventLog> log_;
};

TEST_F(LogCopyTest, ShowsWhatTheLogShows) {
  for (const bool written_to : {true, false}) {
    SCOPED_TRACE(written_to);
    if (!written_to) log_.reset();
    ASSERT_TRUE(copy_log({from(), to()}));
    const auto copy = open(to());
    EXPECT_THAT(copy->studies(), ElementsAre("iep", "new"));
    EXPECT_THAT(events_of(*copy, "iep"), ElementsAre("a", "b", "c", "d", "e"));
    EXPECT_THAT(events_of(*copy, "new"), ElementsAre("x"));
    EXPECT_EQ((*copy->find_command("iep", "c3"))->receipt, (Receipt{5, 3}));
    EXPECT_EQ((*copy->find_command("iep", "c4"))->receipt, (Receipt{5, 0}));
    const auto log = written_to ? nullptr : open(from(), true);
    EXPECT_EQ(copy->store_id(), (log ? *log : *log_).store_id());
    EXPECT_EQ(edge_of(*copy, "iep"), edge_of(log ? *log : *log_, "iep"));
    EXPECT_THAT(findings_in(to()), IsEmpty());
    std::filesystem::remove_all(to());
  }
}

TEST_F(LogCopyTest, IsOfOneMoment) {
  LogCopy copy{from(), to()};
  std::vector<Commit> many;
  for (Position at = 0; at < 20'000; ++at) many.push_back(commit("big", at, {"event"}));
  ASSERT_TRUE(log_->append(many));
  bool written = false;
  copy.progress = [&](std::uint64_t) {
    if (std::exchange(written, true)) return;
    const Commit later[] = {commit("iep", 5, {"f"}), commit("late", 0, {"l"})};
    EXPECT_TRUE(log_->append(later));
  };
  ASSERT_TRUE(copy_log(copy));
  ASSERT_TRUE(written);
  const auto copied = open(to());
  EXPECT_THAT(copied->studies(), ElementsAre("big", "iep", "new"));
  EXPECT_EQ(copied->last_position("iep"), 5);
  EXPECT_EQ(copied->last_position("big"), 20'000);
  EXPECT_THAT(events_of(*log_, "iep"), ElementsAre("a", "b", "c", "d", "e", "f"));
}

TEST_F(LogCopyTest, GoesOnWhereItEnds) {
  ASSERT_TRUE(copy_log({from(), to()}));
  auto copy = open(to());
  const Commit more[] = {commit("iep", 5, {"f"}, command("c5")), commit("third", 0, {"3"})};
  ASSERT_TRUE(copy->append(more));
  copy = nullptr;
  copy = open(to());
  EXPECT_THAT(events_of(*copy, "iep"), ElementsAre("a", "b", "c", "d", "e", "f"));
  EXPECT_THAT(events_of(*copy, "new"), ElementsAre("x"));
  EXPECT_THAT(events_of(*copy, "third"), ElementsAre("3"));
  copy.reset();
  EXPECT_THAT(findings_in(to()), IsEmpty());
}

TEST_F(LogCopyTest, EndsWhereItIsCut) {
  const auto two = [&] {
    const auto other = open(folder_ / "two");
    const Commit first[] = {commit("iep", 0, {"a", "b"}, command("c1"))};
    EXPECT_TRUE(other->append(first));
    return edge_of(*other, "iep");
  }();
  ASSERT_TRUE(copy_log({from(), to(), {{"iep", 2}, {"new", 0}}}));
  auto copy = open(to());
  EXPECT_THAT(copy->studies(), ElementsAre("iep"));
  EXPECT_THAT(events_of(*copy, "iep"), ElementsAre("a", "b"));
  EXPECT_TRUE(*copy->find_command("iep", "c1"));
  EXPECT_FALSE(*copy->find_command("iep", "c3"));
  EXPECT_FALSE(*copy->find_command("iep", "c4"));
  EXPECT_FALSE(*copy->find_command("new", "c2"));
  EXPECT_EQ(edge_of(*copy, "iep"), two);
  const Commit again[] = {commit("iep", 2, {"C"}, command("c3")), commit("new", 0, {"X"})};
  ASSERT_TRUE(copy->append(again));
  copy.reset();
  EXPECT_THAT(findings_in(to()), IsEmpty());
}

TEST_F(LogCopyTest, OfNoSuchStudyIsRefused) {
  const auto copied = copy_log({from(), to(), {{"other", 2}}});
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().fault, Fault::kUnknownStudy);
}

TEST_F(LogCopyTest, HasNoDamage) {
  std::vector<Commit> many;
  for (Position at = 0; at < 5'000; ++at)
    many.push_back(commit("big", at, {std::string(20, static_cast<char>('a' + at % 26))}));
  ASSERT_TRUE(log_->append(many));
  log_.reset();
  {  // into tables
    auto log = store::Database::open(database_options({.directory = from()}));
    ASSERT_TRUE(log);
    ASSERT_TRUE((*log)->finish_filling());
  }
  std::string largest;
  for (const auto& file : test::files_ending(from(), ".sst"))
    if (largest.empty() || std::filesystem::file_size(file) > std::filesystem::file_size(largest))
      largest = file;
  test::flip_bit(largest, std::filesystem::file_size(largest) / 4, 3);
  const auto copied = copy_log({from(), to()});
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().fault, Fault::kCorruptStore);
  EXPECT_FALSE(findings_in(from()).empty());
}

// --- check_log ---------------------------------------------------------------------------------

TEST_F(LogCopyTest, AWholeLogHasNoFindings) {
  EXPECT_THAT(findings_in(from()), IsEmpty());
}

TEST_F(LogCopyTest, EveryRowThatCannotBeIsFound) {
  struct Case {
    const char* words;
    std::function<void(store::Database&, rocksdb::WriteBatch&)> change;
  };
  const auto number = [](std::uint64_t n) {
    std::string bytes;
    store::put_be64(bytes, n);
    return bytes;
  };
  const auto receipt = [](std::uint64_t position, std::uint32_t events) {
    std::string row;
    store::put_be64(row, position);
    store::put_be32(row, events);
    return row + std::string(kFingerprintBytes, 'f');
  };
  const Case cases[] = {
      {"row of study odd is damaged",
       [](auto& log, auto& batch) { batch.Put(log.family(kStudies), "odd", "1"); }},
      {"have one number",
       [&](auto& log, auto& batch) { batch.Put(log.family(kStudies), "twin", number(1)); }},
      {"event of no study",
       [](auto& log, auto& batch) { batch.Put(log.family(kEvents), event_key(9, 1), "e"); }},
      {"study iep: after event 2 comes event 4",
       [](auto& log, auto& batch) { batch.Delete(log.family(kEvents), event_key(1, 3)); }},
      {"command id of no study",
       [&](auto& log, auto& batch) {
         batch.Put(log.family(kCommands), command_key(9, "c"), receipt(1, 1));
       }},
      {"row of command id 'short' is damaged",
       [](auto& log, auto& batch) {
         batch.Put(log.family(kCommands), command_key(1, "short"), "short");
       }},
      {"'ahead' says that it wrote 1 events up to position 6",
       [&](auto& log, auto& batch) {
         batch.Put(log.family(kCommands), command_key(1, "ahead"), receipt(6, 1));
       }},
      {"command ids 'c3' and 'thief' both say that they wrote event 5",
       [&](auto& log, auto& batch) {
         batch.Put(log.family(kCommands), command_key(1, "thief"), receipt(5, 1));
       }},
      {"hash of no study",
       [](auto& log, auto& batch) { batch.Put(log.family(kTree), tree_key(9, 0, 0), "hash"); }},
      {"row 0 of tier 1 of its tree is damaged",
       [](auto& log, auto& batch) {
         batch.Put(log.family(kTree), tree_key(1, 1, 0), std::string(32, 'h'));
       }},
      {"right edge of its tree is damaged",
       [&](auto& log, auto& batch) {
         batch.Put(log.family(kTree), edge_key(1), number(4) + std::string(32, 'h'));
       }},
  };
  const auto whole = folder_ / "whole";
  log_.reset();
  test::copy_folder(from(), whole);
  for (const auto& one : cases) {
    SCOPED_TRACE(one.words);
    test::copy_folder(whole, from());
    tamper(one.change);
    EXPECT_THAT(findings_in(from()), testing::Contains(HasSubstr(one.words)));
  }
}

}  // namespace
}  // namespace verbatim::eventlog
