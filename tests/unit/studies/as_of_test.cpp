// "As of position N" names a state for ever.

#include <map>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "unit/coding/any_command.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using eventlog::Position;

RC_GTEST_PROP(AsOf, AnyPositionShowsTheViewThatWasLiveThen, ()) {
  eventlog::MemoryLog log;
  Desk desk(log);
  std::map<Position, std::string> lived;
  for (const auto& command : *any_commands()) {
    const auto answer = desk.ask(request({command}));
    if (answer && answer->events > 0) lived[answer->position] = desk.read();
  }
  for (const auto& [position, text] : lived) {
    const auto past = desk.studies().as_of("s", position);
    RC_ASSERT(past.has_value());
    RC_ASSERT((*past)->position() == position);
    RC_ASSERT(seen(**past) == text);
  }
  Desk reopened(log);
  RC_ASSERT(reopened.read() == lived.rbegin()->second);
}

TEST(AnEarlierView, IsThereForPositionsWithinACommitToo) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  for (Position position = 1; position <= log.last_position("s"); ++position) {
    const auto past = desk.studies().as_of("s", position);
    ASSERT_TRUE(past) << position;
    EXPECT_EQ((*past)->position(), position);
  }
}

TEST(AnEarlierView, OfPositionZeroIsTheEmptyStudy) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto past = desk.studies().as_of("s", 0);
  ASSERT_TRUE(past);
  EXPECT_EQ(seen(**past), seen(projections::StudyView()));
}

TEST(AnEarlierView, OfAPositionThatHasNotComeIsRefused) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request({OpenStudy{"s", "Study"}})));
  const auto future = desk.studies().as_of("s", 3);
  ASSERT_FALSE(future);
  EXPECT_EQ(slug_of(future.error().fault), "future_moment");
  EXPECT_EQ(future.error().field, "as_of");
  ASSERT_TRUE(desk.ask(request({AddQuestion{"q", ""}})));
  EXPECT_TRUE(desk.studies().as_of("s", 3)) << "a refusal is not kept";
}

TEST(AnEarlierView, OfAnUnknownStudyIsRefused) {
  eventlog::MemoryLog log;
  Desk desk(log);
  const auto unknown = desk.studies().as_of("s", 0);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(slug_of(unknown.error().fault), "unknown_study");
}

TEST(EarlierViews, AreKeptForAWhileAndGoWhenOthersAreAskedFor) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto first = desk.studies().as_of("s", 1);
  ASSERT_TRUE(first);
  EXPECT_EQ((*desk.studies().as_of("s", 1)).get(), first->get()) << "the same one again";
  for (Position position = 2; position <= 9; ++position)
    ASSERT_TRUE(desk.studies().as_of("s", position));
  const auto again = desk.studies().as_of("s", 1);
  ASSERT_TRUE(again);
  EXPECT_EQ(seen(**again), seen(**first)) << "built anew, and the same";
}

TEST(EarlierViews, OfTwoStudiesAreKeptApart) {
  eventlog::MemoryLog log;
  Desk desk(log);
  for (const auto* id : {"a", "b"}) {
    auto open = request({OpenStudy{id, id}});
    open.study = id;
    ASSERT_TRUE(desk.ask(open));
  }
  EXPECT_EQ((*desk.studies().as_of("a", 1))->study().title, "a");
  EXPECT_EQ((*desk.studies().as_of("b", 1))->study().title, "b");
}

}  // namespace
}  // namespace verbatim::studies
