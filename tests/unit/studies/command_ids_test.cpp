// A retry gets the first answer, for ever.

#include <gtest/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "held_log.hpp"
#include "unit/coding/any_command.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;

const std::vector<Command> kTwoQuestions = {AddQuestion{"q8", ""}, AddQuestion{"q9", ""}};

TEST(ARetry, GetsTheFirstAnswerAndWritesNothing) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto first = desk.ask(named("k-1", "f", kTwoQuestions));
  ASSERT_TRUE(first);
  ASSERT_TRUE(desk.ask(request({AddGroup{"later", ""}})));
  const auto position = log.last_position("s");
  for (int i = 0; i < 3; ++i) {
    const auto again = desk.ask(named("k-1", "f", kTwoQuestions));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->position, first->position);
    EXPECT_EQ(again->events, 2U);
  }
  EXPECT_EQ(log.last_position("s"), position);
}

TEST(ARetry, GetsTheFirstAnswerAlsoAfterItWasUndone) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto finish = named("k-1", "f", {FinishCoding{"q1", "c1", "ada"}});
  ASSERT_TRUE(desk.ask(finish));
  ASSERT_TRUE(desk.ask(request({ReopenCoding{"q1", "c1", "ada"}})));
  const auto again = desk.ask(finish);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(desk.read().find("coder 0 finished"), std::string::npos) << "it is not done twice";
}

TEST(ARetry, GetsTheFirstAnswerThoughItsConditionIsStaleByNow) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  auto finish = named("k-1", "f", {FinishCoding{"q1", "c1", "ada"}});
  finish.conditions = {{"q1", "c1", "ada", 0}};
  const auto first = desk.ask(finish);
  ASSERT_TRUE(first);
  const auto again = desk.ask(finish);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->position, first->position);
}

TEST(ARetry, InTheSameGroupGetsTheFirstAnswer) {
  HeldLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  log.hold();
  auto busy = desk.hand_in(request({AddGroup{"busy", ""}}));
  log.wait_until_held();  // what comes now waits for the next group
  auto first = desk.hand_in(named("k-1", "f", kTwoQuestions));
  auto again = desk.hand_in(named("k-1", "f", kTwoQuestions));
  auto other = desk.hand_in(named("k-1", "g", {AddGroup{"other", ""}}));
  log.let_go();
  ASSERT_TRUE(busy.get());
  const auto one = first.get();
  const auto two = again.get();
  ASSERT_TRUE(one);
  ASSERT_TRUE(two);
  EXPECT_FALSE(one->replayed);
  EXPECT_TRUE(two->replayed);
  EXPECT_EQ(two->position, one->position);
  EXPECT_EQ(two->events, one->events);
  EXPECT_EQ(word_of(other.get()), "command_reused");
}

TEST(AnIdUsedForAnotherRequest, IsRefused) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  ASSERT_TRUE(desk.ask(named("k-1", "f", kTwoQuestions)));
  const auto before = desk.read();
  const auto reused = desk.ask(named("k-1", "g", {AddGroup{"other", ""}}));
  EXPECT_EQ(word_of(reused), "command_reused");
  EXPECT_EQ(desk.read(), before);
}

TEST(AnId, IsTheStudysOwn) {
  eventlog::MemoryLog log;
  Desk desk(log);
  for (const auto* id : {"a", "b"}) {
    auto open = named("k-1", std::string("open ") + id, {OpenStudy{id, ""}});
    open.study = id;
    const auto opened = desk.ask(open);
    ASSERT_TRUE(opened) << id;
    EXPECT_FALSE(opened->replayed) << id;
  }
}

TEST(ARequestThatChangedNothing, IsRemembered) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto position = log.last_position("s");
  const auto reopen = named("k-1", "f", {ReopenCoding{"q1", "c1", "ada"}});
  const auto nothing = desk.ask(reopen);
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->position, position);
  EXPECT_EQ(nothing->events, 0U);
  EXPECT_FALSE(nothing->replayed);
  ASSERT_TRUE(desk.ask(request({FinishCoding{"q1", "c1", "ada"}})));
  const auto again = desk.ask(reopen);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed) << "it would reopen now, but it was answered before";
  EXPECT_EQ(again->position, position);
  EXPECT_EQ(again->events, 0U);
  EXPECT_EQ(word_of(desk.ask(named("k-1", "g", {AddGroup{"x", ""}}))), "command_reused");
}

TEST(ARefusedRequest, IsDecidedAnew) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto finish = named("k-1", "f", {FinishCoding{"q9", "c1", "ada"}});
  EXPECT_EQ(word_of(desk.ask(finish)), "unknown_question");
  ASSERT_TRUE(desk.ask(request({AddQuestion{"q9", ""}, AddComment{"q9", "c1", "p1", {}, 3}})));
  const auto now_it_works = desk.ask(finish);
  ASSERT_TRUE(now_it_works);
  EXPECT_FALSE(now_it_works->replayed);
  EXPECT_EQ(now_it_works->events, 1U);
}

TEST(AReopenedServer, RemembersEveryId) {
  eventlog::MemoryLog log;
  Outcome opened, asked, nothing;
  const auto open = named("k-0", "o", first_commands());
  const auto questions = named("k-1", "f", kTwoQuestions);
  const auto reopen = named("k-2", "r", {ReopenCoding{"q1", "c1", "ada"}});
  {
    Desk desk(log);
    opened = *desk.ask(open);
    asked = *desk.ask(questions);
    nothing = *desk.ask(reopen);
  }
  Desk desk(log);
  const auto expect_replayed = [&](const Request& retry, const Outcome& first) {
    const auto again = desk.ask(retry);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->position, first.position);
    EXPECT_EQ(again->events, first.events);
  };
  expect_replayed(open, opened);
  expect_replayed(questions, asked);
  expect_replayed(reopen, nothing);
  EXPECT_EQ(word_of(desk.ask(named("k-1", "g", {AddGroup{"x", ""}}))), "command_reused");
}

}  // namespace
}  // namespace verbatim::studies
