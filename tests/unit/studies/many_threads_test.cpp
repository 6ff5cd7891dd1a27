// Many coders at once.

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "record/record.hpp"
#include "unit/coding/any_command.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using eventlog::Position;

constexpr int kThreads = 8, kRequests = 60;

struct Acked {
  std::string id;
  Outcome outcome;
};

// What one coder does: random codings of their own, each under an id, some of them sent twice.
void code(Desk& desk, int thread, std::vector<Acked>& acked) {
  std::mt19937 dice(static_cast<unsigned>(thread));
  const auto coder = "coder " + std::to_string(thread);
  const char* responses[] = {"c1", "c1.b", "c1.c", "c2", "c3"};
  const char* themes[] = {"food", "talks", "long talks", "more tea"};
  for (int i = 0; i < kRequests; ++i) {
    const auto* response = responses[dice() % std::size(responses)];
    const auto* theme = themes[dice() % std::size(themes)];
    Command command = AssignTheme{"q1", response, coder, theme};
    if (dice() % 3 == 0) command = WithdrawTheme{"q1", response, coder, theme};
    if (dice() % 4 == 0) command = SetCoding{"q1", response, coder, {theme}, dice() % 2 == 0};
    const auto id = coder + " " + std::to_string(i);
    auto asked = named(id, "f", {command});
    asked.actor = {coder, Role::kCoder};
    auto first = desk.hand_in(asked);
    if (i % 5 == 0) {
      const auto again = desk.ask(asked);
      ASSERT_TRUE(again);
      EXPECT_TRUE(again->replayed);
    }
    const auto answer = first.get();
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_FALSE(answer->replayed);
    acked.push_back({id, *answer});
  }
}

// Reads as long as the others write: positions never go back, and are durable when answered.
void watch(Desk& desk, const std::atomic<bool>& stop) {
  Position last = 0;
  while (!stop) {
    const auto live = desk.studies().find("s");
    Position saw = 0;
    std::promise<Result<Position>> promise;
    live->read([&](const projections::StudyView& view) { saw = view.position(); },
               [&](Result<Position> position) { promise.set_value(std::move(position)); });
    const auto position = promise.get_future().get();
    ASSERT_TRUE(position);
    EXPECT_EQ(*position, saw);
    EXPECT_GE(saw, last);
    EXPECT_GE(live->durable(), saw);
    EXPECT_GE(desk.studies().log().last_position("s"), saw);
    last = saw;
  }
}

void expect_dense_and_found_once(const eventlog::EventLog& log, Position start,
                                 const std::vector<Acked>& acked) {
  std::map<Position, std::string> owner;
  for (const auto& [id, outcome] : acked)
    for (auto at = outcome.position - outcome.events + 1; at <= outcome.position; ++at)
      EXPECT_TRUE(owner.emplace(at, id).second) << "position " << at << " was given twice";
  EXPECT_EQ(owner.size(), log.last_position("s") - start);
  ASSERT_TRUE(log.read("s", start, [&](Position position, std::string_view bytes) {
    record::Record record;
    EXPECT_TRUE(record::decode(bytes, record));
    EXPECT_EQ(record.position, position);
    EXPECT_EQ(record.command, owner[position]);
    return true;
  }));
}

TEST(ManyCoders, AtOnceGetDensePositionsEachFoundOnce) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto start = log.last_position("s");
  std::vector<std::vector<Acked>> acked(kThreads);
  std::atomic<bool> stop = false;
  std::thread watcher([&] { watch(desk, stop); });
  std::vector<std::thread> coders;
  for (int t = 0; t < kThreads; ++t)
    coders.emplace_back([&, t] { code(desk, t, acked[static_cast<std::size_t>(t)]); });
  for (auto& coder : coders) coder.join();
  stop = true;
  watcher.join();

  std::vector<Acked> all;
  for (const auto& some : acked) all.insert(all.end(), some.begin(), some.end());
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kThreads * kRequests));
  expect_dense_and_found_once(log, start, all);

  const auto live = desk.studies().find("s");
  live->read(
      [&](const projections::StudyView& view) {
        EXPECT_EQ(projections::figures_of(view), projections::recount(view.study()));
      },
      [](auto) {});
  EXPECT_EQ(Desk(log).read(), desk.read()) << "a rebuild shows the same";
}

TEST(ManyStudies, AtOnceAreOpenedOnceEach) {
  eventlog::MemoryLog log;
  Desk desk(log);
  std::atomic<int> opened = 0;
  std::vector<std::thread> owners;
  for (int t = 0; t < kThreads; ++t) {
    owners.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        const auto id = "study " + std::to_string(i);
        auto open = request({OpenStudy{id, "Study"}});
        open.study = id;
        const auto answer = desk.ask(open);
        ASSERT_TRUE(answer);
        if (answer->events > 0) ++opened;
      }
    });
  }
  for (auto& owner : owners) owner.join();
  EXPECT_EQ(opened, 20);
  EXPECT_EQ(desk.studies().all().size(), 20U);
  for (const auto& id : log.studies()) EXPECT_EQ(log.last_position(id), 2U);
}

TEST(EarlierViews, AreReadWhileOthersWrite) {
  eventlog::MemoryLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto start = log.last_position("s");
  const auto text = desk.read();
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&, t] {
      for (int i = 0; i < 30; ++i) {
        const auto past = desk.studies().as_of("s", i % 2 == 0 ? start : start - 1 - t % 2);
        ASSERT_TRUE(past);
        if (i % 2 == 0) {
          EXPECT_EQ(seen(**past), text);
        }
      }
    });
  }
  for (int i = 0; i < 200; ++i)
    ASSERT_TRUE(desk.ask(request({AddQuestion{"more " + std::to_string(i), ""}})));
  for (auto& reader : readers) reader.join();
}

}  // namespace
}  // namespace verbatim::studies
