// A study played from its beginning.

#include "studies/retrace.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "eventlog/memory_log.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/coding/describe.hpp"

namespace verbatim::studies {
namespace {

using eventlog::Position;

class ARetrace : public testing::Test {
 protected:
  ARetrace() : events_(coding::decided(coding::first_commands())) {
    std::vector<std::string> bytes;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      record::Record record;
      record.position = i + 1;
      record.actor = "ada";
      record.event = events_[i];
      bytes.push_back(record::encode(record));
    }
    const eventlog::Commit commit{"s", 0, {}, std::move(bytes)};
    EXPECT_TRUE(log_.append({&commit, 1}));
  }

  std::vector<coding::Event> events_;
  eventlog::MemoryLog log_;
};

TEST_F(ARetrace, ShowsTheStudyAtTheFirstMomentAndAfterEachEvent) {
  for (const Position from : {Position{0}, Position{1}, Position{7}, Position{events_.size()}}) {
    coding::Study expected;
    Position at = 0;
    for (; at < from; ++at) ASSERT_TRUE(coding::evolve(expected, events_[at], at + 1));
    std::size_t looks = 0;
    const auto look = [&](const coding::Study& study, const record::Record* record) {
      EXPECT_EQ(record == nullptr, looks == 0);
      ++looks;
      if (record != nullptr) {
        EXPECT_EQ(record->position, ++at);
        EXPECT_TRUE(coding::evolve(expected, record->event, at));
      }
      EXPECT_EQ(coding::describe(study), coding::describe(expected));
      return true;
    };
    ASSERT_TRUE(retrace(log_, "s", from, events_.size(), look));
    EXPECT_EQ(looks, events_.size() - from + 1);
  }
}

TEST_F(ARetrace, StopsWhereItIsToldTo) {
  std::size_t looks = 0;
  const auto look = [&](const coding::Study&, const record::Record*) { return ++looks < 3; };
  ASSERT_TRUE(retrace(log_, "s", 2, events_.size(), look));
  EXPECT_EQ(looks, 3U);
}

TEST_F(ARetrace, FailsWhereTheLogIsDamaged) {
  eventlog::MemoryLog log;
  const eventlog::Commit commit{"s", 0, {}, {"\xff"}};
  ASSERT_TRUE(log.append({&commit, 1}));
  const auto played =
      retrace(log, "s", 0, 1, [](const coding::Study&, const record::Record*) { return true; });
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().fault, Fault::kCorruptStore);
}

}  // namespace
}  // namespace verbatim::studies
