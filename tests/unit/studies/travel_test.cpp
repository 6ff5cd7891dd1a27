// Snapshots, earlier moments and studies that leave memory: never another answer than a replay's.

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "held_log.hpp"
#include "snapshot/view_form.hpp"
#include "studies/replay.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/store/temp_folder.hpp"
#include "watched_keeper.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using eventlog::Position;
using namespace std::chrono_literals;

StudiesOptions keeping(const test::TempFolder& folder, Position interval) {
  StudiesOptions options;
  options.snapshots = folder.path() + "/snapshots";
  options.snapshot_interval = interval;
  return options;
}

void wait_for_keeper(Studies& studies) {
  std::promise<void> done;
  ASSERT_TRUE(studies.when_kept([&] { done.set_value(); }));
  done.get_future().wait();
}

// A study of some hundred events.
void write_history(Desk& desk, int questions = 40, const std::string& text = "") {
  ASSERT_TRUE(desk.ask(request(first_commands())));
  for (int i = 0; i < questions; ++i)
    ASSERT_TRUE(desk.ask(
        request({AddQuestion{"more " + std::to_string(i), text},
                 SetCoding{"q1", "c1", "ada", {i % 2 == 0 ? "food" : "long talks"}, i % 3 == 0}})));
}

std::string bytes_of_replay(const eventlog::EventLog& log, Position position) {
  auto view = replay(log, "s", position);
  EXPECT_TRUE(view);
  return snapshot::bytes_of(*view);
}

RC_GTEST_PROP(Snapshots, MakeNoDifferenceToAnyEarlierMoment, ()) {
  const test::TempFolder folder;
  eventlog::MemoryLog log;
  std::map<Position, std::string> lived;
  const auto interval = *rc::gen::inRange<Position>(2, 40);
  Desk desk(log, keeping(folder, interval));
  for (const auto& command : *any_commands()) {
    const auto answer = desk.ask(request({command}));
    if (answer && answer->events > 0) lived[answer->position] = desk.read();
  }
  wait_for_keeper(desk.studies());
  for (const auto& [position, text] : lived) {
    const auto past = desk.studies().as_of("s", position);
    RC_ASSERT(past.has_value());
    RC_ASSERT(seen(**past) == text);
    RC_ASSERT(snapshot::bytes_of(**past) == bytes_of_replay(log, position));
  }
  Desk reopened(log, keeping(folder, interval));
  RC_ASSERT(reopened.read() == lived.rbegin()->second);
}

TEST(Snapshots, AreWrittenWhileTheStudyGrowsAndAreWhatTheLogSays) {
  const test::TempFolder folder;
  eventlog::MemoryLog log;
  Desk desk(log, keeping(folder, 16));
  write_history(desk);
  wait_for_keeper(desk.studies());
  const StudySource source(log, folder.path() + "/snapshots", 16);
  const auto positions = source.snapshots("s");
  EXPECT_EQ(positions, source.wanted(log.last_position("s")));
  EXPECT_GT(positions.size(), 5U);
  for (const auto position : positions) {
    const auto view = source.snapshot("s", position);
    ASSERT_TRUE(view) << position;
    EXPECT_EQ(snapshot::bytes_of(*view), bytes_of_replay(log, position));
  }
}

TEST(Snapshots, OfALongStudyAreThinnedOutByTheRule) {
  const eventlog::MemoryLog log;
  const StudySource source(log, "", 10);
  EXPECT_EQ(source.wanted(9), std::vector<Position>{});
  EXPECT_EQ(source.wanted(35), (std::vector<Position>{10, 20, 30}));
  EXPECT_EQ(source.wanted(1289).size(), 128U);
  EXPECT_EQ(source.wanted(1290).size(), 65U) << "every 20, and the last";
  EXPECT_EQ(source.wanted(1290).front(), 20U);
  EXPECT_EQ(source.wanted(1290).back(), 1290U);
  for (Position end = 1; end < 20'000; end += 37) {
    const auto wanted = source.wanted(end);
    EXPECT_LE(wanted.size(), 129U);
    EXPECT_TRUE(std::is_sorted(wanted.begin(), wanted.end()));
    if (end >= 10) {
      EXPECT_LT(end - wanted.back(), 10U) << "a study is loaded with few events to follow";
    }
  }
}

TEST(Snapshots, MayBeDeletedDamagedOrExchangedAtAnyTime) {
  const test::TempFolder folder;
  eventlog::MemoryLog log;
  std::string text;
  {
    Desk desk(log, keeping(folder, 16));
    write_history(desk);
    wait_for_keeper(desk.studies());
    text = desk.read();
  }
  const StudySource source(log, folder.path() + "/snapshots", 16);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
    if (entry.is_regular_file()) files.push_back(entry.path());
  ASSERT_GT(files.size(), 3U);
  std::sort(files.begin(), files.end());
  std::ofstream(files.back(), std::ios::binary | std::ios::in | std::ios::ate) << "more";
  std::filesystem::copy_file(files[0], files[files.size() - 2],
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::remove(files[1]);
  Desk again(log, keeping(folder, 16));
  EXPECT_EQ(again.read(), text);
  for (Position position = 1; position <= log.last_position("s"); position += 7) {
    const auto past = again.studies().as_of("s", position);
    ASSERT_TRUE(past);
    EXPECT_EQ(snapshot::bytes_of(**past), bytes_of_replay(log, position));
  }
  ASSERT_TRUE(again.ask(request({AddQuestion{"one more", ""}})));
  again.studies().keep_up("s");
  wait_for_keeper(again.studies());
  for (const auto position : source.wanted(log.last_position("s")))
    EXPECT_TRUE(source.snapshot("s", position)) << position << " was made again";
}

// How many snapshots a study of some hundred events has: while its keeper waits for a pause, or
// once it has nothing left to do.
std::size_t snapshots_after_writing(KeeperOptions keeper, bool hurried) {
  const test::TempFolder folder;
  eventlog::MemoryLog log;
  auto options = keeping(folder, 16);
  options.keeper = keeper;
  Desk desk(log, options);
  write_history(desk);
  auto& studies = desk.studies();
  const bool waits = keeper.pause == 1h && keeper.pause_at_most == 1h;
  if (waits && !hurried) {
    std::this_thread::sleep_for(200ms);  // time enough to write them all
    EXPECT_EQ(studies.background_work(), 1);
  } else {
    if (!waits) wait_until([&] { return studies.background_work() == 0; });
    wait_for_keeper(studies);
  }
  return StudySource(log, options.snapshots, 16).snapshots("s").size();
}

TEST(Snapshots, AreWrittenWhenThoseWhoWritePause) {
  KeeperOptions keeper;
  keeper.pause = keeper.pause_at_most = 1h;
  EXPECT_EQ(snapshots_after_writing(keeper, false), 0) << "nobody has paused";
  EXPECT_GT(snapshots_after_writing(keeper, true), 3) << "they are asked for";
  keeper.pause = 5ms;
  EXPECT_GT(snapshots_after_writing(keeper, false), 3) << "there was a pause";
  keeper.pause = 1h, keeper.pause_at_most = 5ms;
  EXPECT_GT(snapshots_after_writing(keeper, false), 3) << "it has waited long enough";
}

TEST(Snapshots, ThatCannotBeWrittenStopNothing) {
  const test::TempFolder folder;
  std::ofstream(folder.path() + "/snapshots") << "a file where the folder should be";
  eventlog::MemoryLog log;
  auto options = keeping(folder, 16);
  std::mutex mutex;
  std::vector<std::string> troubles;
  options.trouble = [&](const Failure& failure) {
    const std::lock_guard lock(mutex);
    troubles.push_back(failure.detail);
  };
  Desk desk(log, options);
  write_history(desk);
  wait_for_keeper(desk.studies());
  EXPECT_TRUE(desk.ask(request({AddQuestion{"still", ""}})));
  EXPECT_FALSE(desk.studies().write_failure());
  EXPECT_TRUE(desk.studies().as_of("s", 50));
  const std::lock_guard lock(mutex);
  ASSERT_FALSE(troubles.empty());
  EXPECT_NE(troubles[0].find("snapshot"), std::string::npos);
  EXPECT_EQ(std::set<std::string>(troubles.begin(), troubles.end()).size(), troubles.size())
      << "said once";
}

TEST(AStudy, ComesIntoMemoryWhenItIsFirstNeeded) {
  eventlog::MemoryLog log;
  std::string text;
  {
    Desk desk(log);
    write_history(desk);
    text = desk.read();
  }
  Desk desk(log);
  const auto live = desk.studies().find("s");
  ASSERT_TRUE(live);
  EXPECT_FALSE(live->is_loaded());
  EXPECT_EQ(live->durable(), log.last_position("s"));
  EXPECT_EQ(desk.studies().title_of("s"), "Study");
  EXPECT_FALSE(live->is_loaded()) << "what lists studies needs none of them";
  LiveStudy::Then then = [](Result<Position>) {};
  EXPECT_FALSE(live->read_soon([](const auto&) {}, then)) << "who must not wait is told";
  EXPECT_EQ(desk.read(), text);
  EXPECT_TRUE(live->is_loaded());
}

TEST(AStudy, IsWrittenToThatWasNotInMemory) {
  eventlog::MemoryLog log;
  {
    Desk desk(log);
    write_history(desk);
  }
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request({AddQuestion{"later", ""}})));
  EXPECT_EQ(snapshot::bytes_of(**desk.studies().as_of("s", log.last_position("s"))),
            bytes_of_replay(log, log.last_position("s")));
  EXPECT_NE(desk.read().find("later"), std::string::npos);
}

TEST(AStudy, KnowsItsMembersBeforeAndAfterItLeavesMemory) {
  eventlog::MemoryLog log;
  {
    Desk desk(log);
    write_history(desk);
  }
  Desk desk(log);
  const auto live = desk.studies().find("s");
  EXPECT_FALSE(live->knows_standings());
  const auto ada = live->standing_of("ada");
  ASSERT_TRUE(ada && *ada);
  EXPECT_EQ((*ada)->role, Role::kOwner);
  ASSERT_TRUE(live->drop());
  EXPECT_TRUE(live->knows_standings());
  EXPECT_TRUE(*live->standing_of("ada"));
  EXPECT_FALSE(live->is_loaded()) << "that needed no view";
}

TEST(AStudy, DoesNotLeaveMemoryAheadOfItsLog) {
  HeldLog log;
  Desk desk(log);
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto live = desk.studies().find("s");
  log.hold();
  auto answer = desk.hand_in(request({AddQuestion{"held", ""}}));
  log.wait_until_held();
  EXPECT_FALSE(live->drop());
  log.let_go();
  ASSERT_TRUE(answer.get());
  EXPECT_NE(desk.read().find("held"), std::string::npos);
  EXPECT_TRUE(live->drop());
  EXPECT_NE(desk.read().find("held"), std::string::npos);
}

TEST(AStudy, ThatCannotBeFollowedIsRefusedAloneAndNamed) {
  eventlog::MemoryLog log;
  {
    Desk desk(log);
    write_history(desk);
    auto other = request({OpenStudy{"t", "Other"}});
    other.study = "t";
    ASSERT_TRUE(desk.ask(other));
  }
  eventlog::Commit commit{"s", log.last_position("s"), {}, {"garbage"}};
  ASSERT_TRUE(log.append({&commit, 1}));
  StudiesOptions options;
  options.check_in_background = true;
  Desk desk(log, options);
  wait_until([&] { return !desk.studies().damaged().empty(); });
  const auto damaged = desk.studies().damaged();
  EXPECT_EQ(damaged[0].first, "s");
  EXPECT_NE(damaged[0].second.detail.find("'s'"), std::string::npos);
  EXPECT_EQ(desk.read("s"), "corrupt_store");
  EXPECT_EQ(word_of(desk.ask(request({AddQuestion{"no", ""}}))), "corrupt_store");
  EXPECT_NE(desk.read("t").find("Other"), std::string::npos);
  EXPECT_TRUE(desk.studies().as_of("s", 20)) << "what came before the damage can be looked at";
}

TEST(AStudy, WhoseSnapshotLiesIsFoundOut) {
  const test::TempFolder folder;
  eventlog::MemoryLog log;
  {
    Desk desk(log, keeping(folder, 16));
    write_history(desk);
    wait_for_keeper(desk.studies());
  }
  const StudySource source(log, folder.path() + "/snapshots", 16);
  const auto last = source.snapshots("s").back();
  eventlog::MemoryLog other_log;
  Desk other(other_log);
  write_history(other, 40, "another text");
  ASSERT_TRUE(source.keep(*replay(other_log, "s", last)));
  auto options = keeping(folder, 16);
  options.check_in_background = true;
  std::promise<std::string> trouble;
  options.trouble = [&](const Failure& failure) { trouble.set_value(failure.detail); };
  Desk desk(log, options);
  EXPECT_NE(trouble.get_future().get().find("snapshots"), std::string::npos);
  wait_until([&] { return source.snapshots("s").size() > 3; });
  wait_for_keeper(desk.studies());
  EXPECT_EQ(snapshot::bytes_of(*source.snapshot("s", last)), bytes_of_replay(log, last));
  EXPECT_EQ(desk.studies().find("s")->generation(), 1U) << "what was read of it is in doubt";
}

TEST(IdleStudies, LeaveMemoryAndComeBack) {
  eventlog::MemoryLog log;
  StudiesOptions options;
  options.keeper.idle = 1ms;
  options.keeper.pass = 1ms;
  Desk desk(log, options);
  write_history(desk);
  const auto text = desk.read();
  const auto live = desk.studies().find("s");
  wait_until([&] { return !live->is_loaded(); });
  EXPECT_EQ(desk.read(), text);
  wait_until([&] { return !live->is_loaded(); });
  ASSERT_TRUE(desk.ask(request({AddQuestion{"again", ""}})));
  EXPECT_NE(desk.read().find("again"), std::string::npos);
}

TEST(IdleStudies, LeaveMemoryOldestFirstWhereThereIsTooLittle) {
  eventlog::MemoryLog log;
  write_history(*std::make_unique<Desk>(log));
  const auto make = [&](const std::string& id) {
    return std::make_shared<LiveStudy>(id, log.last_position("s"),
                                       [&] { return replay(log, "s"); });
  };
  const std::vector<std::shared_ptr<LiveStudy>> studies = {make("a"), make("b"), make("c")};
  ASSERT_TRUE(studies[0]->load());
  const auto bytes = studies[0]->memory_bytes();
  ASSERT_TRUE(studies[0]->drop());
  const StudySource source(log, "", 16);
  PastViews past(0);
  WatchedKeeper keeper(source, 2 * bytes + bytes / 2, studies, past);  // room for two of them
  const auto load = [&](std::size_t study) {
    ASSERT_TRUE(studies[study]->load());
    keeper.pass();  // it was seen there once
  };
  const auto there = [&] {
    std::vector<bool> loaded;
    for (const auto& study : studies) loaded.push_back(study->is_loaded());
    return loaded;
  };
  load(1);
  load(0);
  EXPECT_EQ(there(), (std::vector{true, true, false}));
  load(2);
  wait_until([&] { return there() == std::vector{true, false, true}; });
  load(1);
  wait_until([&] { return there() == std::vector{false, true, true}; });
  load(2);  // is there already: nobody leaves
  EXPECT_EQ(there(), (std::vector{false, true, true}));
}

// The keeper's first pass may come before the last study is known. (ThreadSanitizer looks on.)
TEST(Studies, AreLookedAtByTheKeeperWhileTheyAreOpened) {
  eventlog::MemoryLog log;
  {
    Desk desk(log);
    for (int i = 0; i < 300; ++i) {
      auto opening = request({OpenStudy{"s" + std::to_string(i), "Study"}});
      opening.study = "s" + std::to_string(i);
      ASSERT_TRUE(desk.ask(opening));
    }
  }
  StudiesOptions options;
  options.keeper.idle = 1ms;
  options.keeper.pass = 0ms;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Desk(log, options).studies().all().size(), 300U);
}

// Readers, a writer and somebody who drops the study whenever that is possible.
TEST(IdleStudies, AreNeverMissedByWhoReadsOrWrites) {
  const test::TempFolder folder;
  eventlog::MemoryLog log;
  Desk desk(log, keeping(folder, 32));
  ASSERT_TRUE(desk.ask(request(first_commands())));
  const auto live = desk.studies().find("s");
  std::atomic<bool> stop = false;
  std::atomic<int> dropped = 0;
  std::thread dropper([&] {
    while (!stop) {
      if (live->drop()) ++dropped;
      std::this_thread::yield();
    }
  });
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t)
    readers.emplace_back([&, t] {
      Position last = 0;
      for (int i = 0; i < 150; ++i) {
        std::promise<Position> seen;
        live->read([](const auto&) {},
                   [&](Result<Position> position) { seen.set_value(position ? *position : 0); });
        const auto position = seen.get_future().get();
        EXPECT_GE(position, last) << "nobody goes back in time";
        last = position;
        if (t == 0) {
          EXPECT_TRUE(*live->standing_of("ada"));
        }
      }
    });
  // A busy machine may not let the dropper in among the first.
  for (int i = 0; i < 300 || (dropped == 0 && i < 100'000); ++i)
    ASSERT_TRUE(desk.ask(request({AddQuestion{"more " + std::to_string(i), ""}})));
  for (auto& reader : readers) reader.join();
  stop = true;
  dropper.join();
  EXPECT_GT(dropped, 0);
  EXPECT_EQ(live->durable(), log.last_position("s"));
  EXPECT_EQ(snapshot::bytes_of(**desk.studies().as_of("s", live->durable())),
            bytes_of_replay(log, live->durable()));
  Desk reopened(log);
  EXPECT_EQ(desk.read(), reopened.read());
}

TEST(ARebuild, ComparesAndSwitchesWhileOthersReadAndWrite) {
  eventlog::MemoryLog log;
  Desk desk(log);
  write_history(desk);
  // With a pause, as a disk makes one: the rebuild must catch up, also where its thread gets a
  // tenth of a core.
  std::jthread writer([&](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i) {
      ASSERT_TRUE(desk.ask(
          request({SetCoding{"q1", "c1", "bo", {i % 2 == 0 ? "food" : "talks"}, i % 3 == 0}})));
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  });
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(desk.studies().rebuild("s"));
    wait_until([&] { return !desk.studies().rebuild_state("s")->is_running(); });
    const auto state = *desk.studies().rebuild_state("s");
    EXPECT_EQ(state.stage, RebuildState::Stage::kDone);
    EXPECT_EQ(state.differences, std::vector<std::string>{});
    EXPECT_GT(state.position, 0U);
    EXPECT_EQ(state.events, state.of);
  }
  writer.request_stop();
  writer.join();
  Desk reopened(log);
  EXPECT_EQ(desk.read(), reopened.read());
}

TEST(ARebuild, ReportsWhatDiffersAndUsesWhatTheLogSays) {
  eventlog::MemoryLog log;
  Desk desk(log);
  write_history(desk);
  const auto live = desk.studies().find("s");
  const auto text = desk.read();
  eventlog::MemoryLog other_log;
  Desk other(other_log);
  write_history(other, 40, "another text");
  LiveStudy::Deciding(*live).view() = std::move(*replay(other_log, "s"));
  EXPECT_NE(desk.read(), text);
  ASSERT_TRUE(desk.studies().rebuild("s"));
  wait_until([&] { return !desk.studies().rebuild_state("s")->is_running(); });
  EXPECT_THAT(desk.studies().rebuild_state("s")->differences, testing::Contains("questions"));
  EXPECT_EQ(desk.read(), text);
}

// The snapshot that lies is what earlier moments were made of, too.
TEST(ARebuild, ThatFindsDifferencesMakesEarlierMomentsAnew) {
  const test::TempFolder folder;
  eventlog::MemoryLog log, other_log;
  write_history(*std::make_unique<Desk>(log));
  Desk other(other_log);
  write_history(other, 40, "another text");
  const StudySource source(log, folder.path() + "/snapshots", 16);
  const auto last = source.wanted(log.last_position("s")).back();
  auto lie = replay(other_log, "s", last);
  ASSERT_TRUE(lie);
  ASSERT_TRUE(source.keep(*lie));
  Desk desk(log, keeping(folder, 16));
  desk.read();
  const auto moment = [&] { return snapshot::bytes_of(**desk.studies().as_of("s", last)); };
  ASSERT_EQ(moment(), snapshot::bytes_of(*lie));
  ASSERT_TRUE(desk.studies().rebuild("s"));
  std::promise<void> gate;  // after the rebuild, and before the snapshots are removed
  ASSERT_TRUE(desk.studies().when_kept([&] { gate.get_future().wait(); }));
  wait_until([&] { return !desk.studies().rebuild_state("s")->is_running(); });
  EXPECT_EQ(moment(), snapshot::bytes_of(*lie)) << "made of the snapshot, which is still there";
  gate.set_value();
  wait_for_keeper(desk.studies());
  ASSERT_FALSE(desk.studies().rebuild_state("s")->differences.empty());
  EXPECT_EQ(moment(), bytes_of_replay(log, last));
}

// Somebody asked for an earlier moment before, and it comes out after.
TEST(AnEarlierMoment, ThatWasMadeWhileItsStudyWasFoundWrongIsNotKept) {
  eventlog::MemoryLog log;
  LiveStudy* found_wrong = nullptr;
  StudiesOptions options;
  options.witness = [&](const projections::StudyView&) -> Result<void> {
    if (auto* live = std::exchange(found_wrong, nullptr)) live->begin_generation();
    return {};
  };
  Desk desk(log, options);
  write_history(desk);
  found_wrong = desk.studies().find("s").get();
  const auto before = *desk.studies().as_of("s", 20);
  const auto after = *desk.studies().as_of("s", 20);
  EXPECT_NE(before, after);
  EXPECT_EQ(*desk.studies().as_of("s", 20), after);
}

TEST(ARebuild, OfAnUnknownStudyIsRefused) {
  eventlog::MemoryLog log;
  Desk desk(log);
  EXPECT_FALSE(desk.studies().rebuild("s"));
  EXPECT_FALSE(desk.studies().rebuild_state("s"));
}

}  // namespace
}  // namespace verbatim::studies
