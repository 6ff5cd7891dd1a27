#include "verbatim/audit/replay_verify.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventlog/memory_log.hpp"
#include "given_log.hpp"

namespace verbatim::test {
namespace {

using record::Record;
using testing::HasSubstr;

std::string flaw_of(const GivenLog& log) {
  const auto verdict = tool::verify(log, "s");
  return verdict.flaw ? std::to_string(verdict.flaw->position) + ": " + verdict.flaw->reason
                      : "none";
}

TEST(ReplayVerifyTest, AStudyThatIsWhatItsLogSaysHasNoFlaw) {
  const auto study = small_study();
  const auto verdict = tool::verify(GivenLog::of(study.records()), "s");
  EXPECT_FALSE(verdict.flaw) << verdict.flaw->reason;
  EXPECT_EQ(verdict.events, study.records().size());
  EXPECT_GT(verdict.figures, 40u);
}

TEST(ReplayVerifyTest, OwnSegmentationsAreCountedAnewToo) {
  using namespace coding;
  auto study = small_study();
  const auto before = tool::verify(GivenLog::of(study.records()), "s").figures;
  study.commit("ana", {OpenRound{"own", "", true, 0, {{"q1", {"ana", "ben"}, 0, 0, {}}}, true},
                       SetLayer{"q1", "c1", "ana", {{0, 4, {"t", "u"}}, {5, 10, {"t"}}}, true},
                       SetLayer{"q1", "c2", "ana", {{1, 9, {"t"}}}, false},
                       SetLayer{"q1", "c3", "ana", {}, true},
                       SetLayer{"q1", "c1", "ben", {{0, 10, {"u"}}}, true}});
  const auto verdict = tool::verify(GivenLog::of(study.records()), "s");
  EXPECT_FALSE(verdict.flaw) << verdict.flaw->reason;
  EXPECT_EQ(verdict.figures, before + 3 + 4 + 2 + 2)
      << "ana's base in all, in g and in no group, t and u in all and in g; ben's base and u in "
         "both";
}

TEST(ReplayVerifyTest, TheShortestStudyHasNoFlaw) {
  auto records = small_study().records();
  records.resize(1);
  records[0].commit_count = 1;
  EXPECT_EQ(flaw_of(GivenLog::of(records)), "none");
}

TEST(ReplayVerifyTest, ALogOfTheStoresIsReadAsWell) {
  eventlog::MemoryLog log;
  const auto study = small_study();
  const auto& records = study.records();
  for (std::size_t i = 0; i < records.size(); i += records[i].commit_count) {
    eventlog::Commit commit{"s", i, {}, {}};
    if (!records[i].command.empty()) commit.command = {records[i].command, "0123456789abcdef"};
    for (std::size_t e = 0; e < records[i].commit_count; ++e)
      commit.events.push_back(record::encode(records[i + e]));
    ASSERT_TRUE(log.append(std::vector{commit}));
  }
  const auto verdict = tool::verify(log, "s");
  EXPECT_FALSE(verdict.flaw) << verdict.flaw->reason;
}

// Each fault by itself, with the position of the first event that is wrong.
TEST(ReplayVerifyTest, EveryFaultIsFoundWhereItIs) {
  using Records = std::vector<Record>;
  struct Case {
    const char* what;
    std::function<void(Records&)> change;   // of what is stored
    std::function<void(GivenLog&)> damage;  // of the store
    const char* position;
    const char* reason;
  };
  // The first commit is events 1 and 2, the second 3 to 17 with the id "setup", then the third.
  const auto no_change = [](Records&) {};
  const auto no_damage = [](GivenLog&) {};
  const std::vector<Case> cases = {
      {"an event is missing", no_change,
       [](GivenLog& log) { log.events.erase(log.events.begin() + 4); },
       "6: ", "Event 6 follows on event 4: event 5 is missing here, or not in its place"},
      {"two events are missing", no_change,
       [](GivenLog& log) { log.events.erase(log.events.begin() + 4, log.events.begin() + 6); },
       "7: ", "events 5 to 6 are missing here, or not in their places"},
      {"an event is there twice", no_change,
       [](GivenLog& log) { log.events.insert(log.events.begin() + 5, log.events[4]); },
       "5: ", "Event 5 stands here a second time"},
      {"an event is stored in another's place", no_change,
       [](GivenLog& log) { std::swap(log.events[4].second, log.events[5].second); },
       "5: ", "says it is event 6"},
      {"bytes that are no event", no_change, [](GivenLog& log) { log.events[6].second = "\xff"; },
       "7: ", "schemas/events.cddl"},
      {"bytes behind the event", no_change, [](GivenLog& log) { log.events[6].second += '\0'; },
       "7: ", "schemas/events.cddl"},
      {"a field of a later version: not what we would write", no_change,
       [](GivenLog& log) {
         // One pair more in the map: key 31 with value 0.
         auto& bytes = log.events[0].second;
         ++bytes[0];
         bytes += "\x18\x1f";
         bytes += '\0';
       },
       "1: ", "not what writing it again gives"},
      {"time goes back", [](Records& all) { all[17].time = all[16].time - 1; }, no_damage,
       "18: ", "is before that of the event before it"},
      {"a commit without its end", [](Records& all) { all[16].commit_offset = 0; }, no_damage,
       "17: ", "not whole"},
      {"a commit without its beginning", [](Records& all) { all[2].commit_offset = 3; }, no_damage,
       "3: ", "begins in the middle of a commit"},
      {"more events than the commit has",
       [](Records& all) { all[16].commit_offset = all[16].commit_count; }, no_damage,
       "17: ", "of a commit of"},
      {"two actors in one commit", [](Records& all) { all[9].actor = "mallory"; }, no_damage,
       "10: ", "one time, actor and command"},
      {"the log ends within a commit", [](Records& all) { all.pop_back(); }, no_damage, "",
       "ends within a commit"},
      {"an event that does not follow",
       [](Records& all) { std::get<coding::RespondentAdded>(all[7].event).group = "nobody"; },
       no_damage, "8: ", ""},
      {"a command id without its answer", no_change, [](GivenLog& log) { log.commands.clear(); },
       "17: ", "missing from the index of commands"},
      {"a command id with another answer", no_change,
       [](GivenLog& log) { log.commands["setup"].events = 3; }, "17: ", "wrote 3 events"},
  };
  const auto good = small_study().records();
  ASSERT_EQ(good[2].commit_count, 15u);
  ASSERT_TRUE(std::holds_alternative<coding::RespondentAdded>(good[7].event));
  for (const auto& one : cases) {
    auto records = good;
    one.change(records);
    auto log = GivenLog::of(records);
    one.damage(log);
    const auto flaw = flaw_of(log);
    EXPECT_NE(flaw, "none") << one.what;
    EXPECT_THAT(flaw, testing::StartsWith(one.position)) << one.what;
    EXPECT_THAT(flaw, HasSubstr(one.reason)) << one.what;
  }
}

TEST(ReplayVerifyTest, ALogThatCannotBeReadToItsEndIsAFlaw) {
  class ShortLog final : public eventlog::EventLog {
   public:
    explicit ShortLog(GivenLog log) : log_(std::move(log)) {}
    Result<std::vector<eventlog::Receipt>> append(std::span<const eventlog::Commit> c) override {
      return log_.append(c);
    }
    Result<void> read(std::string_view study, eventlog::Position after,
                      const Visit& visit) const override {
      static_cast<void>(log_.read(study, after, [&](auto position, auto bytes) {
        return position < 10 && visit(position, bytes);
      }));
      return Failure{Fault::kCorruptStore, "Block 7 has a wrong checksum."};
    }
    Result<std::string> read_one(std::string_view s, eventlog::Position p) const override {
      return log_.read_one(s, p);
    }
    Result<std::optional<eventlog::StoredCommand>> find_command(
        std::string_view s, std::string_view id) const override {
      return log_.find_command(s, id);
    }
    std::vector<std::string> studies() const override { return log_.studies(); }
    eventlog::Position last_position(std::string_view s) const override {
      return log_.last_position(s);
    }
    std::optional<Failure> write_failure() const override { return std::nullopt; }

   private:
    GivenLog log_;
  };
  const auto verdict = tool::verify(ShortLog(GivenLog::of(small_study().records())), "s");
  ASSERT_TRUE(verdict.flaw);
  EXPECT_EQ(verdict.flaw->position, 10u);
  EXPECT_EQ(verdict.flaw->reason, "Block 7 has a wrong checksum.");
}

}  // namespace
}  // namespace verbatim::test
