// Nobody sees what a power cut could take back.

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "desk.hpp"
#include "held_log.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using eventlog::Position;

// A reader that has looked; the answer comes when what it saw is durable, or never will be.
struct Reader {
  std::string text;
  std::promise<Result<Position>> promise;
  std::future<Result<Position>> answer = promise.get_future();

  void look(LiveStudy& live) {
    live.read([&](const projections::StudyView& view) { text = seen(view); },
              [&](Result<Position> position) { promise.set_value(std::move(position)); });
  }
  bool waits() const {
    return answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
  }
};

struct Held {
  HeldLog log;
  Desk desk{log};
  std::string before;
  Position durable = 0;

  Held() {
    EXPECT_TRUE(desk.ask(request(first_commands())));
    before = desk.read();
    durable = log.last_position("s");
    log.hold();
  }
  LiveStudy& live() { return *desk.studies().find("s"); }
};

// For those who would hand it to another thread.
const LiveStudy::Post at_once = [](const std::function<void()>& work) { work(); };

TEST(AReader, OfADurableStateIsAnsweredAtOnce) {
  Held held;
  Reader reader;
  reader.look(held.live());
  ASSERT_FALSE(reader.waits());
  EXPECT_EQ(*reader.answer.get(), held.durable);
  EXPECT_EQ(reader.text, held.before);
}

TEST(AReader, OfAnAppliedStateIsAnsweredOnceItIsDurable) {
  Held held;
  auto answer = held.desk.hand_in(request({FinishCoding{"q1", "c1", "ada"}}));
  held.log.wait_until_held();
  Reader one, two;
  one.look(held.live());
  two.look(held.live());
  EXPECT_NE(one.text, held.before) << "it sees what the next command is decided on";
  EXPECT_TRUE(one.waits());
  EXPECT_TRUE(two.waits());
  EXPECT_EQ(held.live().durable(), held.durable);
  held.log.let_go();
  EXPECT_EQ(*one.answer.get(), held.durable + 1);
  EXPECT_EQ(*two.answer.get(), held.durable + 1);
  ASSERT_TRUE(answer.get());
  EXPECT_EQ(held.live().durable(), held.durable + 1);
  EXPECT_EQ(held.desk.read(), one.text);
}

TEST(AReaderInAHurry, GoesAwayWhereTheWriterKeepsTheView) {
  Held held;
  int used = 0, answered = 0;
  const auto look_soon = [&] {
    LiveStudy::Then then = [&](Result<Position> position) {
      EXPECT_EQ(*position, held.durable);
      ++answered;
    };
    return held.live().read_soon([&](const projections::StudyView&) { ++used; }, then);
  };
  bool free = false;
  {
    const LiveStudy::Deciding deciding(held.live());
    EXPECT_FALSE(std::async(std::launch::async, look_soon).get());
    EXPECT_EQ(used + answered, 0) << "nothing was called";
    held.live().when_free([&] { free = true; });
    EXPECT_FALSE(free);
  }
  EXPECT_TRUE(free) << "and is told when it can come back";
  EXPECT_TRUE(std::async(std::launch::async, look_soon).get());
  EXPECT_EQ(used, 1);
  EXPECT_EQ(answered, 1);
  held.live().when_free([&] { ++used; });
  EXPECT_EQ(used, 2) << "at once where nobody keeps the view";
}

TEST(ALook, IsAtWhatIsDecidedOnAndWaitsForNoDisk) {
  Held held;
  auto answer = held.desk.hand_in(request({FinishCoding{"q1", "c1", "ada"}}));
  held.log.wait_until_held();
  const auto position = [](const projections::StudyView& view) { return view.position(); };
  EXPECT_EQ(*look_now(held.live(), position), held.durable + 1);
  EXPECT_EQ(**look_soon(held.live(), at_once, position), held.durable + 1);
  held.log.let_go();
  ASSERT_TRUE(answer.get());
  ASSERT_TRUE(held.live().drop());
  EXPECT_EQ(*look_now(held.live(), position), held.durable + 1) << "from the log";
  ASSERT_TRUE(held.live().drop());
  EXPECT_FALSE(*look_soon(held.live(), at_once, position)) << "it was not in memory";
  EXPECT_EQ(**look_soon(held.live(), at_once, position), held.durable + 1) << "and is now";
  const auto refused = look_now(held.live(), [](const projections::StudyView&) -> Result<int> {
    return Failure{Fault::kUnknownTheme, "There is no theme 'x'."};
  });
  EXPECT_EQ(refused.error().fault, Fault::kUnknownTheme);
}

TEST(ALookInAHurry, GoesAwayWhereTheWriterKeepsTheView) {
  Held held;
  int used = 0;
  const auto look = [&] { return held.live().look_soon([&](const auto&) { ++used; }, at_once); };
  {
    const LiveStudy::Deciding deciding(held.live());
    EXPECT_FALSE(*std::async(std::launch::async, look).get());
    EXPECT_EQ(used, 0);
  }
  EXPECT_TRUE(*look());
  EXPECT_EQ(used, 1);
}

TEST(ALook, IsTakenByTheWriterWhereItKeepsTheView) {
  Held held;
  std::thread::id looked_on;
  std::optional<Result<void>> answer;
  const auto look = [&] {
    held.live().look_when_free(
        [&](const projections::StudyView&) { looked_on = std::this_thread::get_id(); },
        [&](Result<void> looked) { answer = std::move(looked); });
  };
  {
    const LiveStudy::Deciding deciding(held.live());
    std::async(std::launch::async, look).get();
    EXPECT_FALSE(answer) << "and the reader has gone away";
  }
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ(looked_on, std::this_thread::get_id());
  answer.reset();
  std::async(std::launch::async, look).get();
  ASSERT_TRUE(answer && *answer);
  EXPECT_NE(looked_on, std::this_thread::get_id()) << "at once where nobody keeps the view";
  held.live().refuse({Fault::kCorruptStore, "Event 2 is not what was written."});
  look();
  EXPECT_EQ(answer->error().fault, Fault::kCorruptStore);
}

// Who serves many studies waits for none of them.
TEST(AStudy, IsBroughtIntoMemoryOnceForAllWhoCannotWait) {
  int loads = 0;
  std::optional<Failure> trouble = Failure{Fault::kStorageFailed, "The disk is slow to answer."};
  const auto live = std::make_shared<LiveStudy>("s", 1, [&]() -> Result<projections::StudyView> {
    ++loads;
    if (trouble) return *trouble;
    return projections::StudyView{};
  });
  std::vector<std::function<void()>> posted;
  const auto post = [&](std::function<void()> work) { posted.push_back(std::move(work)); };
  int used = 0;
  const auto look = [&] { return live->look_soon([&](const auto&) { ++used; }, post); };
  EXPECT_FALSE(*look());
  EXPECT_FALSE(*look());
  EXPECT_EQ(loads, 0);
  ASSERT_EQ(posted.size(), 1U);
  posted[0]();
  EXPECT_EQ(look().error().fault, Fault::kStorageFailed) << "told once";
  EXPECT_FALSE(*look()) << "then tried anew";
  trouble.reset();
  ASSERT_EQ(posted.size(), 2U);
  posted[1]();
  EXPECT_TRUE(*look());
  EXPECT_EQ(loads, 2);
  EXPECT_EQ(used, 1);
}

// The disk refused a write and then the reads that were to restore the study: there is no state to
// show, and an empty one would be a lie.
TEST(AStudy, ThatCannotBeRestoredRefusesReads) {
  Held held;
  held.live().fail({Fault::kStorageFailed, "The disk refused."}, std::nullopt);
  bool used = false;
  std::optional<Result<Position>> answer;
  held.live().read([&](const projections::StudyView&) { used = true; },
                   [&](Result<Position> position) { answer = std::move(position); });
  EXPECT_FALSE(used);
  ASSERT_TRUE(answer);
  ASSERT_FALSE(*answer);
  EXPECT_EQ(answer->error().fault, Fault::kStorageFailed);
  const auto use = [&](const projections::StudyView&) { used = true; };
  EXPECT_EQ(held.live().look(use).error().fault, Fault::kStorageFailed);
  EXPECT_EQ(held.live().look_soon(use, at_once).error().fault, Fault::kStorageFailed);
  EXPECT_FALSE(used);
}

TEST(AReader, OfAnAppliedStateIsRefusedWhereTheDiskRefuses) {
  Held held;
  auto answer = held.desk.hand_in(request({FinishCoding{"q1", "c1", "ada"}}));
  held.log.wait_until_held();
  Reader reader;
  reader.look(held.live());
  ASSERT_TRUE(reader.waits());
  held.log.refuse();
  const auto refused = reader.answer.get();
  ASSERT_FALSE(refused);
  EXPECT_EQ(slug_of(refused.error().fault), "storage_failed");
  EXPECT_EQ(word_of(answer.get()), "storage_failed");
}

TEST(AfterADiskHasRefused, ReadsGoOnAtTheDurableState) {
  Held held;
  auto first = held.desk.hand_in(request({FinishCoding{"q1", "c1", "ada"}}));
  held.log.wait_until_held();
  auto waiting = held.desk.hand_in(request({FinishCoding{"q1", "c2", "ada"}}));
  held.log.refuse();
  EXPECT_EQ(word_of(first.get()), "storage_failed");
  EXPECT_EQ(word_of(waiting.get()), "storage_failed") << "nothing is tried again";
  EXPECT_EQ(held.desk.read(), held.before);
  EXPECT_EQ(held.live().durable(), held.durable);
  const auto past = held.desk.studies().as_of("s", held.durable);
  ASSERT_TRUE(past);
  EXPECT_EQ(seen(**past), held.before);
  EXPECT_EQ(word_of(held.desk.ask(request({AddGroup{"late", ""}}))), "storage_failed");
  ASSERT_TRUE(held.desk.studies().write_failure());
}

TEST(AfterADiskHasRefused, AllStudiesOfTheGroupAreAsTheLogHasThem) {
  HeldLog log;
  Desk desk(log);
  const auto about = [](const char* study, std::vector<Command> commands) {
    auto asked = request(std::move(commands));
    asked.study = study;
    return asked;
  };
  ASSERT_TRUE(desk.ask(about("a", {OpenStudy{"a", ""}})));
  ASSERT_TRUE(desk.ask(about("b", {OpenStudy{"b", ""}})));
  const auto a = desk.read("a"), b = desk.read("b");
  log.hold();
  auto busy = desk.hand_in(about("a", {AddQuestion{"q", ""}}));
  log.wait_until_held();
  auto changed = desk.hand_in(about("b", {AddQuestion{"q", ""}}));
  log.refuse();
  EXPECT_EQ(word_of(busy.get()), "storage_failed");
  EXPECT_EQ(word_of(changed.get()), "storage_failed");
  EXPECT_EQ(desk.read("a"), a);
  EXPECT_EQ(desk.read("b"), b);
}

// A group may hold a line for one study and a long import of another: the first is read meanwhile.
TEST(AStudy, IsKeptFromReadersForItsOwnCommandsAlone) {
  HeldLog log;
  Desk desk(log);
  const auto about = [](const char* study, std::vector<Command> commands) {
    auto asked = request(std::move(commands));
    asked.study = study;
    return asked;
  };
  ASSERT_TRUE(desk.ask(about("a", {OpenStudy{"a", ""}})));
  ASSERT_TRUE(desk.ask(about("b", {OpenStudy{"b", ""}})));
  const auto look_at = [&](const char* study) {
    LiveStudy::Then then = [](Result<Position>) {};
    return std::async(
               std::launch::async,
               [&] { return desk.studies().find(study)->read_soon([](const auto&) {}, then); })
        .get();
  };
  log.hold();
  auto busy = desk.hand_in(about("a", {AddQuestion{"q", ""}}));
  log.wait_until_held();  // what follows is one group
  auto line = desk.hand_in(about("a", {AddGroup{"g", ""}}));
  auto import = about("b", {});
  bool other = false, own = true;
  import.plan = [&](const Study&)->Result<CommandSource> { other = look_at("a");
  own = look_at("b");
  return CommandSource{};
};
auto long_one = desk.hand_in(import);
log.let_go();
ASSERT_TRUE(busy.get());
ASSERT_TRUE(line.get());
ASSERT_TRUE(long_one.get());
EXPECT_TRUE(other);
EXPECT_FALSE(own);
}  // namespace

TEST(AStudy, ThatNeverBecameDurableIsGone) {
  HeldLog log;
  Desk desk(log);
  log.hold();
  auto answer = desk.hand_in(request({OpenStudy{"s", "Study"}}));
  log.wait_until_held();
  const auto live = desk.studies().find("s");
  ASSERT_NE(live, nullptr) << "applied, so that the next command finds it";
  Reader reader;
  reader.look(*live);
  EXPECT_TRUE(reader.waits());
  log.refuse();
  EXPECT_FALSE(reader.answer.get());
  EXPECT_EQ(word_of(answer.get()), "storage_failed");
  EXPECT_EQ(desk.studies().find("s"), nullptr);
  EXPECT_TRUE(desk.studies().all().empty());
}

TEST(ARequest, InTheSameGroupIsDecidedOnWhatIsNotDurableYet) {
  Held held;
  auto busy = held.desk.hand_in(request({AddGroup{"busy", ""}}));
  held.log.wait_until_held();
  auto asked = held.desk.hand_in(request({AddQuestion{"q9", ""}}));
  auto said = held.desk.hand_in(request({AddComment{"q9", "c", "p1", {}, 3}}));
  held.log.let_go();
  ASSERT_TRUE(busy.get());
  ASSERT_TRUE(asked.get());
  const auto answer = said.get();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->position, held.durable + 3);
}

// Readers and the writer's failure at the same moment: whoever has looked is answered, at the
// durable state or not at all, and nobody is forgotten.
TEST(EveryReader, IsAnsweredWhenTheDiskRefuses) {
  const auto events = decided(first_commands());
  for (int round = 0; round < 300; ++round) {
    LiveStudy live("s");
    LiveStudy::Deciding(live).view() = projections::live(events);
    live.settle(events.size());
    ASSERT_TRUE(LiveStudy::Deciding(live).view().try_apply(QuestionAdded{"q9", ""}, 99));
    std::atomic<int> looked = 0, answered = 0, refused = 0;
    std::atomic<bool> stop = false;
    std::thread reader([&] {
      while (!stop) {
        Position position = 0;
        live.read([&](const projections::StudyView& view) { position = view.position(); },
                  [&, position = &position](Result<Position> answer) {
                    ++answered;
                    if (!answer)
                      ++refused;
                    else
                      EXPECT_LE(*answer, events.size());
                    static_cast<void>(position);
                  });
        ++looked;
      }
    });
    while (looked == 0) std::this_thread::yield();
    live.fail({Fault::kStorageFailed, "The disk refused."}, projections::live(events));
    stop = true;
    reader.join();
    ASSERT_EQ(answered, looked) << "round " << round;
    EXPECT_GT(refused, 0);
  }
}

}  // namespace verbatim::studies
}  // namespace verbatim::studies
