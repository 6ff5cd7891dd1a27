// A study from its log alone, whatever the log holds.

#include "studies/replay.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "record/record.hpp"
#include "snapshot/view_form.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using eventlog::Position;

std::string stored(Position position, Event event, Micros time = 0) {
  record::Record record;
  record.position = position;
  record.time = time;
  record.actor = "ada";
  record.event = std::move(event);
  return record::encode(record);
}

void append(eventlog::MemoryLog& log, std::vector<std::string> events) {
  const eventlog::Commit commit{"s", log.last_position("s"), {}, std::move(events)};
  ASSERT_TRUE(log.append({&commit, 1}));
}

std::string fault_of(const eventlog::EventLog& log, std::optional<Position> until = {}) {
  const auto view = replay(log, "s", until);
  return view ? "accepted" : std::string(slug_of(view.error().fault));
}

TEST(AReplay, GivesTheStateAndTheTimes) {
  const auto events = decided(first_commands());
  eventlog::MemoryLog log;
  std::vector<std::string> bytes;
  for (std::size_t i = 0; i < events.size(); ++i)
    bytes.push_back(stored(i + 1, events[i], static_cast<Micros>(i + 1)));
  append(log, bytes);
  const auto view = replay(log, "s");
  ASSERT_TRUE(view);
  EXPECT_EQ(seen(*view), seen(projections::live(events)));
  const auto earlier = replay(log, "s", 7);
  ASSERT_TRUE(earlier);
  EXPECT_EQ(seen(*earlier), seen(projections::live({events.begin(), events.begin() + 7})));
}

TEST(AReplay, OfMoreEventsThanAreReadAtOnceIsTheSame) {
  eventlog::MemoryLog log;
  std::vector<std::string> bytes = {stored(1, StudyOpened{"s", ""})};
  std::vector<Event> events = {StudyOpened{"s", ""}};
  for (Position position = 2; position <= 5'000; ++position) {
    events.push_back(QuestionAdded{"q" + std::to_string(position), ""});
    bytes.push_back(stored(position, events.back(), static_cast<Micros>(position)));
  }
  append(log, bytes);
  for (const Position until : {Position{1}, Position{511}, Position{512}, Position{513},
                               Position{1024}, Position{4999}, Position{5000}}) {
    const auto view = replay(log, "s", until);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->position(), until);
    EXPECT_EQ(view->study().questions.size(), until - 1);
  }
}

TEST(AReplay, RefusesWhatIsNotAStudysHistory) {
  const auto open = stored(1, StudyOpened{"s", ""});
  const auto asked = stored(2, QuestionAdded{"q", ""});
  const struct {
    const char* fact;
    std::vector<std::string> events;
    const char* fault;
  } rows[] = {
      {"well", {open, asked}, "accepted"},
      {"bytes cut short", {open, asked.substr(0, asked.size() - 1)}, "corrupt_store"},
      {"no bytes", {open, ""}, "corrupt_store"},
      {"an event at another's place", {open, stored(3, QuestionAdded{"q", ""})}, "corrupt_store"},
      {"an event twice", {open, asked, asked}, "corrupt_store"},
      {"a question twice", {open, asked, stored(3, QuestionAdded{"q", ""})}, "corrupt_store"},
      {"a theme nobody added", {open, stored(2, ThemeScoped{"t", {}})}, "corrupt_store"},
      {"a study opened twice", {open, stored(2, StudyOpened{"s", ""})}, "corrupt_store"},
      {"a study nobody opened", {stored(1, QuestionAdded{"q", ""})}, "corrupt_store"},
      {"a type of a later version",
       {open,
        [&] {
          auto later = asked;
          // The type is the third byte: a map, key 1, type. From 24 on it takes two.
          later.replace(2, 1,
                        std::initializer_list<char>{
                            '\x18', static_cast<char>(std::variant_size_v<coding::Event> + 1)});
          return later;
        }()},
       "newer_store"},
  };
  for (const auto& row : rows) {
    eventlog::MemoryLog log;
    append(log, row.events);
    EXPECT_EQ(fault_of(log), row.fault) << row.fact;
  }
}

TEST(AReplay, OfAnEarlierMomentIsNotHinderedByWhatCameLater) {
  eventlog::MemoryLog log;
  append(log, {stored(1, StudyOpened{"s", ""}), stored(2, QuestionAdded{"q", ""}), "garbage"});
  EXPECT_EQ(fault_of(log), "corrupt_store");
  EXPECT_EQ(fault_of(log, 2), "accepted");
  EXPECT_EQ(fault_of(log, 3), "corrupt_store");
  EXPECT_EQ(fault_of(log, 4), "future_moment");
}

TEST(AReplay, OfAnUnknownStudyIsRefused) {
  const eventlog::MemoryLog log;
  EXPECT_EQ(fault_of(log), "unknown_study");
  EXPECT_EQ(fault_of(log, 0), "unknown_study");
}

TEST(AServer, ThatChecksFirstDoesNotOpenOnAStudyThatIsDamagedAndSaysWhich) {
  eventlog::MemoryLog log;
  append(log, {stored(1, StudyOpened{"s", ""}), "garbage"});
  StudiesOptions options;
  options.check_at_open = true;
  const auto opened = Studies::open(log, options);
  ASSERT_FALSE(opened);
  EXPECT_EQ(slug_of(opened.error().fault), "corrupt_store");
  EXPECT_NE(opened.error().detail.find("'s'"), std::string::npos);
}

TEST(AMoment, IsTheLastPositionThatIsNotLater) {
  eventlog::MemoryLog log;
  append(log, {stored(1, StudyOpened{"s", ""}, 100), stored(2, QuestionAdded{"a", ""}, 200),
               stored(3, QuestionAdded{"b", ""}, 200), stored(4, QuestionAdded{"c", ""}, 200),
               stored(5, QuestionAdded{"d", ""}, 300)});
  const struct {
    Micros time;
    Position position;
  } rows[] = {{-5, 0},  {99, 0},  {100, 1}, {101, 1}, {199, 1},
              {200, 4}, {299, 4}, {300, 5}, {301, 5}, {INT64_MAX, 5}};
  for (const auto& row : rows) {
    const auto position = position_at(log, "s", row.time);
    ASSERT_TRUE(position);
    EXPECT_EQ(*position, row.position) << row.time;
  }
}

TEST(AMoment, OfADamagedLogIsRefused) {
  eventlog::MemoryLog log;
  append(log, {stored(1, StudyOpened{"s", ""}, 100), "garbage"});
  EXPECT_FALSE(position_at(log, "s", 100));
}

RC_GTEST_PROP(AReplay, ThroughSeveralPositionsShowsEachAsItWas, ()) {
  eventlog::MemoryLog log;
  Desk desk(log);
  for (const auto& command : *any_commands()) static_cast<void>(desk.ask(request({command})));
  const auto end = log.last_position("s");
  auto positions = *rc::gen::container<std::vector<eventlog::Position>>(
      rc::gen::inRange<eventlog::Position>(1, end + 1));
  std::sort(positions.begin(), positions.end());
  std::vector<eventlog::Position> shown, visited;
  const auto played = replay_through(
      log, "s", positions,
      [&](const projections::StudyView& view) {
        shown.push_back(view.position());
        RC_ASSERT(snapshot::differences(view, *replay(log, "s", view.position())) ==
                  std::vector<std::string>{});
      },
      [&](const record::Record& record) { visited.push_back(record.position); });
  RC_ASSERT(played.has_value());
  RC_ASSERT(shown == positions);
  RC_ASSERT(visited.size() == (positions.empty() ? 0 : positions.back()));
}

}  // namespace
}  // namespace verbatim::studies
