// Earlier moments that were looked at take memory as live studies do.
#include "studies/past_views.hpp"

#include <gtest/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "studies/replay.hpp"
#include "unit/coding/any_command.hpp"
#include "watched_keeper.hpp"

namespace verbatim::studies {
namespace {

using eventlog::Position;
using namespace std::chrono_literals;

class PastViewsTest : public testing::Test {
 protected:
  PastViewsTest() {
    Desk desk(log_);
    EXPECT_TRUE(desk.ask(request(coding::first_commands())));
    end_ = log_.last_position("s");
  }

  PastViews::View made() const {
    return std::make_shared<const projections::StudyView>(*replay(log_, "s"));
  }
  std::size_t bytes() const { return made()->memory_bytes(); }

  eventlog::MemoryLog log_;
  Position end_ = 0;
};

TEST_F(PastViewsTest, AreFoundByStudyPositionAndGeneration) {
  PastViews past(0);
  const auto view = made();
  past.keep("s", end_, 1, view);
  EXPECT_EQ(past.find("s", end_, 1), view);
  EXPECT_FALSE(past.find("t", end_, 1));
  EXPECT_FALSE(past.find("s", end_ - 1, 1));
  EXPECT_FALSE(past.find("s", end_, 0));
  EXPECT_FALSE(past.find("s", end_, 2));
}

TEST_F(PastViewsTest, TakeNoMoreThanTheirBudgetAndAreNoMoreThanAFew) {
  PastViews two(2 * bytes() + bytes() / 2), few(0), none(bytes() - 1);
  for (Position p = 1; p <= 2; ++p) two.keep("s", p, 0, made());
  EXPECT_TRUE(two.find("s", 1, 0)) << "used last now";
  two.keep("s", 3, 0, made());
  EXPECT_TRUE(two.find("s", 1, 0));
  EXPECT_FALSE(two.find("s", 2, 0));
  EXPECT_TRUE(two.find("s", 3, 0));
  for (Position p = 0; p <= PastViews::kMost; ++p) few.keep("s", p, 0, made());
  EXPECT_FALSE(few.find("s", 0, 0));
  EXPECT_EQ(few.all().size(), PastViews::kMost);
  none.keep("s", 0, 0, std::make_shared<const projections::StudyView>());
  none.keep("s", 1, 0, made());
  EXPECT_FALSE(none.find("s", 1, 0));
  EXPECT_TRUE(none.find("s", 0, 0)) << "it does not make room for what has none";
}

TEST_F(PastViewsTest, LeaveMemoryWhenNobodyAsksForThem) {
  StudiesOptions options;
  options.keeper.idle = 1ms;
  options.keeper.pass = 1ms;
  Desk desk(log_, options);
  const std::weak_ptr<const projections::StudyView> view = *desk.studies().as_of("s", end_ - 1);
  wait_until([&] { return view.expired(); });
  EXPECT_TRUE(desk.studies().as_of("s", end_ - 1));
}

TEST_F(PastViewsTest, ShareTheBudgetOfTheLiveOnesAndTheOldestLeaves) {
  const auto make = [&](const std::string& id) {
    return std::make_shared<LiveStudy>(id, end_, [&] { return replay(log_, "s"); });
  };
  const std::vector<std::shared_ptr<LiveStudy>> studies = {make("a"), make("b")};
  PastViews past(0);
  const StudySource source(log_, "", 16);
  WatchedKeeper keeper(source, 2 * bytes() + bytes() / 2, studies, past);
  ASSERT_TRUE(studies[0]->load());
  keeper.pass();
  past.keep("s", end_, 0, made());
  keeper.pass();
  EXPECT_TRUE(studies[0]->is_loaded()) << "two have room";
  ASSERT_TRUE(studies[1]->load());
  wait_until([&] { return !studies[0]->is_loaded(); });
  keeper.pass();
  EXPECT_EQ(past.all().size(), 1U);
  EXPECT_TRUE(studies[1]->is_loaded());
  ASSERT_TRUE(studies[0]->load());
  wait_until([&] { return past.all().empty(); });
  keeper.pass();
  EXPECT_TRUE(studies[0]->is_loaded() && studies[1]->is_loaded());
}

}  // namespace
}  // namespace verbatim::studies
