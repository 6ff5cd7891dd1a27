// What every event log promises, whatever it stands on.

#include "eventlog/event_log.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventlog/memory_log.hpp"
#include "eventlog/rocks_log.hpp"
#include "unit/eventlog/commits.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::eventlog {
namespace {

using test::command;
using test::commit;
using test::events_of;
using testing::ElementsAre;
using testing::IsEmpty;

struct Kind {
  const char* name;
  std::function<std::unique_ptr<EventLog>(const std::string& folder)> open;
};

const Kind kKinds[] = {
    {"Memory", [](const std::string&) { return std::make_unique<MemoryLog>(); }},
    {"Rocks",
     [](const std::string& folder) {
       auto log = open_rocks_log({.directory = folder});
       if (!log) throw std::runtime_error(log.error().detail);
       return std::move(*log);
     }},
};

class EventLogTest : public testing::TestWithParam<Kind> {
 protected:
  EventLogTest() : log_(GetParam().open(folder_.path())) {}

  std::vector<Receipt> append(std::vector<Commit> commits) {
    auto receipts = log_->append(commits);
    EXPECT_TRUE(receipts) << receipts.error().detail;
    return receipts ? *receipts : std::vector<Receipt>();
  }
  Failure refusal(std::vector<Commit> commits) {
    const auto receipts = log_->append(commits);
    EXPECT_FALSE(receipts);
    return receipts ? Failure() : receipts.error();
  }

  test::TempFolder folder_;
  std::unique_ptr<EventLog> log_;
};

INSTANTIATE_TEST_SUITE_P(Logs, EventLogTest, testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST_P(EventLogTest, ANewLogIsEmpty) {
  EXPECT_THAT(log_->studies(), IsEmpty());
  EXPECT_EQ(log_->last_position("iep"), 0U);
  EXPECT_FALSE(log_->write_failure());
}

TEST_P(EventLogTest, PositionsCountFromOneInEachStudy) {
  EXPECT_THAT(append({commit("iep", 0, {"a", "b"}), commit("other", 0, {"x"})}),
              ElementsAre(Receipt{2, 2}, Receipt{1, 1}));
  EXPECT_THAT(append({commit("iep", 2, {"c"})}), ElementsAre(Receipt{3, 1}));
  EXPECT_THAT(events_of(*log_, "iep"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(events_of(*log_, "other"), ElementsAre("x"));
  EXPECT_EQ(log_->last_position("iep"), 3U);
}

TEST_P(EventLogTest, CommitsOfOneGroupFollowEachOther) {
  EXPECT_THAT(
      append({commit("iep", 0, {"a"}), commit("iep", 1, {"b", "c"}), commit("iep", 3, {"d"})}),
      ElementsAre(Receipt{1, 1}, Receipt{3, 2}, Receipt{4, 1}));
}

TEST_P(EventLogTest, AStaleCommitWritesNothingOfItsGroup) {
  append({commit("iep", 0, {"a", "b"})});
  for (const Position expected :
       {0, 1, 2, 4, 9}) {  // right would be 3, behind the commit before it
    const auto failure =
        refusal({commit("new", 0, {"x"}, command("c1")), commit("iep", 2, {"c"}, command("c2")),
                 commit("iep", expected, {"d"})});
    EXPECT_EQ(failure.fault, Fault::kStaleCondition);
    EXPECT_EQ(failure.position, 3U);
    EXPECT_THAT(events_of(*log_, "iep"), ElementsAre("a", "b"));
    EXPECT_THAT(log_->studies(), ElementsAre("iep"));
    EXPECT_FALSE(*log_->find_command("new", "c1"));
    EXPECT_FALSE(*log_->find_command("iep", "c2"));
  }
}

TEST_P(EventLogTest, AfterAStaleCommitTheLogGoesOn) {
  append({commit("iep", 0, {"a"})});
  refusal({commit("new", 0, {"x"}), commit("iep", 5, {"b"})});
  EXPECT_FALSE(log_->write_failure());
  EXPECT_THAT(append({commit("new", 0, {"y"}), commit("iep", 1, {"b"})}),
              ElementsAre(Receipt{1, 1}, Receipt{2, 1}));
  EXPECT_THAT(events_of(*log_, "new"), ElementsAre("y"));
}

TEST_P(EventLogTest, EventsAreBytes) {
  const std::vector<std::string> events = {"", std::string(3, '\0'), std::string(300'000, 'x'),
                                           "\xff\xfe"};
  append({commit("iep", 0, events)});
  EXPECT_EQ(events_of(*log_, "iep"), events);
}

TEST_P(EventLogTest, StudyIdsAreBytes) {
  const std::string odd("a\0b/\xff", 5);
  append({commit(odd, 0, {"1"}), commit("a", 0, {"2"}), commit("", 0, {"3"})});
  EXPECT_THAT(log_->studies(), ElementsAre("", "a", odd));
  EXPECT_THAT(events_of(*log_, odd), ElementsAre("1"));
  EXPECT_THAT(events_of(*log_, ""), ElementsAre("3"));
}

TEST_P(EventLogTest, ReadsBeginWhereTheyAreToldAndStopWhenTheyAreTold) {
  append({commit("iep", 0, {"a", "b", "c", "d", "e"}), commit("next", 0, {"x"})});
  EXPECT_THAT(events_of(*log_, "iep", 3), ElementsAre("d", "e"));
  EXPECT_THAT(events_of(*log_, "iep", 5), IsEmpty());
  EXPECT_THAT(events_of(*log_, "iep", ~Position{0}), IsEmpty());
  std::vector<Position> seen;
  ASSERT_TRUE(log_->read("iep", 1, [&](Position position, std::string_view) {
    seen.push_back(position);
    return seen.size() < 2;
  }));
  EXPECT_THAT(seen, ElementsAre(2, 3));
}

TEST_P(EventLogTest, OneEventIsReadByItsPosition) {
  append({commit("iep", 0, {"a", "b"})});
  EXPECT_EQ(*log_->read_one("iep", 1), "a");
  EXPECT_EQ(*log_->read_one("iep", 2), "b");
  EXPECT_EQ(log_->read_one("iep", 3).error().fault, Fault::kFutureMoment);
  EXPECT_EQ(log_->read_one("iep", 0).error().fault, Fault::kFutureMoment);
}

TEST_P(EventLogTest, AnUnknownStudyIsSaidSo) {
  const auto never = [](Position, std::string_view) -> bool { throw std::logic_error("called"); };
  EXPECT_EQ(log_->read("nope", 0, never).error().fault, Fault::kUnknownStudy);
  EXPECT_EQ(log_->read_one("nope", 1).error().fault, Fault::kUnknownStudy);
  EXPECT_FALSE(*log_->find_command("nope", "c1"));
}

TEST_P(EventLogTest, CommandsAreFoundByStudyAndId) {
  append({commit("iep", 0, {"a", "b"}, command("c1", '1')), commit("iep", 2, {"c"}),
          commit("iep", 3, {}, command("c2", '2')), commit("other", 0, {"x"}, command("c1", '3'))});
  const auto first = *log_->find_command("iep", "c1");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->key, command("c1", '1'));
  EXPECT_EQ(first->receipt, (Receipt{2, 2}));
  EXPECT_EQ((*log_->find_command("iep", "c2"))->receipt, (Receipt{3, 0}));
  EXPECT_EQ((*log_->find_command("other", "c1"))->key, command("c1", '3'));
  EXPECT_FALSE(*log_->find_command("iep", "c"));
  EXPECT_FALSE(*log_->find_command("iep", "c11"));
  EXPECT_FALSE(*log_->find_command("other", "c2"));
}

TEST_P(EventLogTest, ACommandThatChangedNothingInANewStudyIsKept) {
  EXPECT_THAT(append({commit("iep", 0, {}, command("c1"))}), ElementsAre(Receipt{0, 0}));
  EXPECT_TRUE(*log_->find_command("iep", "c1"));
  EXPECT_THAT(log_->studies(), IsEmpty());
  EXPECT_EQ(log_->read_one("iep", 1).error().fault, Fault::kUnknownStudy);
  append({commit("iep", 0, {"a"})});
  EXPECT_THAT(log_->studies(), ElementsAre("iep"));
  EXPECT_TRUE(*log_->find_command("iep", "c1"));
}

TEST_P(EventLogTest, ReadersSeeWholeGroupsAndADensePrefixWhileTheWriterWrites) {
  constexpr int kGroups = 300, kPerGroup = 7;
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (Position at = 0; at < kGroups * kPerGroup; at += kPerGroup) {
      std::vector<std::string> events;
      for (Position i = 1; i <= kPerGroup; ++i) events.push_back(std::to_string(at + i));
      const Commit group[] = {commit("iep", at, std::move(events)),
                              commit("new-" + std::to_string(at), 0, {"opened"})};
      if (!log_->append(group)) break;
    }
    done = true;
  });
  Position before = 0;
  while (!done) {
    const auto last = log_->last_position("iep");
    EXPECT_GE(last, before);
    EXPECT_EQ(last % kPerGroup, 0U);
    if (last == 0) continue;
    auto seen = before;
    EXPECT_TRUE(log_->read("iep", before, [&](Position position, std::string_view bytes) {
      EXPECT_EQ(position, ++seen);
      EXPECT_EQ(bytes, std::to_string(position));
      return true;
    }));
    EXPECT_GE(seen, last);
    EXPECT_EQ(*log_->read_one("iep", last), std::to_string(last));
    (void)log_->studies();
    (void)log_->find_command("iep", "c");
    before = last;
  }
  writer.join();
  EXPECT_EQ(log_->last_position("iep"), Position{kGroups * kPerGroup});
}

}  // namespace
}  // namespace verbatim::eventlog
