// Requests go in, outcomes come out.

#include <atomic>
#include <map>
#include <mutex>

#include <gtest/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "record/record.hpp"
#include "unit/coding/any_command.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;

Request for_study(std::string study, std::vector<Command> commands) {
  auto asked = request(std::move(commands));
  asked.study = std::move(study);
  return asked;
}

TEST(ARequest, IsAnsweredWithWhereItsEventsAre) {
  eventlog::MemoryLog log;
  Desk desk(log);
  const auto opened = desk.ask(request({OpenStudy{"s", "Study"}}));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->position, 2U) << "opened, and joined";
  EXPECT_EQ(opened->events, 2U);
  EXPECT_FALSE(opened->replayed);
  const auto asked = desk.ask(request({AddQuestion{"q1", ""}, AddQuestion{"q2", ""}}));
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->position, 4U);
  EXPECT_EQ(asked->events, 2U);
  EXPECT_EQ(log.last_position("s"), 4U);
}

TEST(ARequest, ThatChangesNothingIsAnsweredWithThePresentPosition) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto position = log.last_position("s");
  const auto again = desk.ask(request({AddQuestion{"q1", "What helped?"}}));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->position, position);
  EXPECT_EQ(again->events, 0U);
  EXPECT_EQ(log.last_position("s"), position);
}

TEST(ARefusedRequest, LeavesTheLogAndTheViewAsTheyWere) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto before = desk.read();
  const auto position = log.last_position("s");
  EXPECT_EQ(word_of(desk.ask(request({AddQuestion{"q9", ""}, FinishCoding{"q1", "c1", "ada"},
                                      AssignTheme{"q1", "c1", "ada", "none such"}}))),
            "unknown_theme");
  auto stale = request({FinishCoding{"q1", "c1", "ada"}});
  stale.conditions = {{"q1", "c1", "ada", 5}};
  EXPECT_EQ(word_of(desk.ask(stale)), "stale_condition");
  EXPECT_EQ(desk.read(), before);
  EXPECT_EQ(log.last_position("s"), position);
}

TEST(ADryRun, WritesNothing) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto before = desk.read();
  const auto position = log.last_position("s");
  auto dry = named("k-1", "f", {AddQuestion{"q9", ""}});
  dry.dry_run = true;
  const auto answer = desk.ask(dry);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->position, position);
  EXPECT_EQ(answer->events, 0U);
  EXPECT_EQ(desk.read(), before);
  EXPECT_EQ(log.last_position("s"), position);
  const auto real = desk.ask(named("k-1", "f", {AddQuestion{"q9", ""}}));
  ASSERT_TRUE(real);
  EXPECT_FALSE(real->replayed) << "a dry run uses up no command id";
}

TEST(AStudy, IsThereOnceItIsOpened) {
  eventlog::MemoryLog log;
  Desk desk(log);
  EXPECT_EQ(desk.studies().find("s"), nullptr);
  EXPECT_EQ(word_of(desk.ask(request({AddQuestion{"q1", ""}}))), "unknown_study");
  EXPECT_EQ(word_of(desk.ask(request({}))), "unknown_study");
  EXPECT_EQ(desk.studies().find("s"), nullptr) << "asking for a study does not make one";
  ASSERT_TRUE(desk.ask(request({OpenStudy{"s", "Study"}})));
  EXPECT_NE(desk.studies().find("s"), nullptr);
}

TEST(Studies, AreListedByIdAndKeptApart) {
  eventlog::MemoryLog log;
  Desk desk(log);
  for (const auto* id : {"b", "a", "c"})
    ASSERT_TRUE(desk.ask(for_study(id, {OpenStudy{id, "Study"}})));
  std::string ids;
  for (const auto& live : desk.studies().all()) ids += live->id();
  EXPECT_EQ(ids, "abc");
  ASSERT_TRUE(desk.ask(for_study("a", {AddQuestion{"q1", ""}})));
  EXPECT_EQ(desk.studies().find("a")->durable(), 3U);
  EXPECT_EQ(desk.studies().find("b")->durable(), 2U);
}

TEST(Listeners, AreToldWhenSomethingIsDurable) {
  eventlog::MemoryLog log;
  Desk desk(log);
  std::mutex mutex;
  std::vector<std::pair<std::string, eventlog::Position>> told;
  std::atomic<std::size_t> proposals = 0;
  desk.studies().on_durable([&](const std::string& study, eventlog::Position position) {
    EXPECT_EQ(log.last_position(study), position) << "it is in the log by then";
    const std::lock_guard lock(mutex);
    told.emplace_back(study, position);
  });
  desk.studies().on_answers({}, [&](std::size_t n) { proposals += n; });
  ASSERT_TRUE(desk.ask(request({OpenStudy{"s", "Study"}})));
  ASSERT_TRUE(desk.ask(request({OpenStudy{"s", "Study"}})));
  ASSERT_TRUE(desk.ask(request({AddQuestion{"q", ""}})));
  desk.studies().stop();
  EXPECT_EQ(told, (std::vector<std::pair<std::string, eventlog::Position>>{{"s", 2}, {"s", 3}}));
  EXPECT_EQ(proposals, 3U);
}

TEST(AStoppedServer, CarriesOutWhatWaitsAndTakesNoMore) {
  eventlog::MemoryLog log;
  Desk desk(log);
  std::vector<std::future<Answer>> answers;
  answers.push_back(desk.hand_in(request({OpenStudy{"s", "Study"}})));
  for (int i = 0; i < 50; ++i)
    answers.push_back(desk.hand_in(request({AddQuestion{"q" + std::to_string(i), ""}})));
  desk.studies().stop();
  for (auto& answer : answers) EXPECT_EQ(word_of(answer.get()), "accepted");
  EXPECT_EQ(word_of(desk.ask(request({AddQuestion{"late", ""}}))), "overloaded");
  EXPECT_EQ(log.last_position("s"), 52U);
  desk.studies().stop();
}

TEST(Records, HoldWhoWhenAndUnderWhichId) {
  eventlog::MemoryLog log;
  Desk desk(log);
  const auto before = now();
  ASSERT_TRUE(desk.ask(named("k-1", "f", {OpenStudy{"s", "Study"}})));
  const auto bytes = log.read_one("s", 2);
  ASSERT_TRUE(bytes);
  record::Record record;
  ASSERT_TRUE(record::decode(*bytes, record));
  EXPECT_EQ(record.position, 2U);
  EXPECT_EQ(record.actor, "ada");
  EXPECT_EQ(record.command, "k-1");
  EXPECT_EQ(record.commit_offset, 1U);
  EXPECT_EQ(record.commit_count, 2U);
  EXPECT_GE(record.time, before);
  EXPECT_LE(record.time, now());
}

}  // namespace
}  // namespace verbatim::studies
