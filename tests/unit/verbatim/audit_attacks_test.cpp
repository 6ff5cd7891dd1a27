// Whatever is done to a record is found, and where; an honest one always verifies.

#include <functional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "audit/log_tree.hpp"
#include "coding/decide.hpp"
#include "eventlog/memory_log.hpp"
#include "eventlog/rocks_log.hpp"
#include "given_log.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/eventlog/tamperer.hpp"
#include "unit/store/temp_folder.hpp"
#include "verbatim/audit/audit_verdict.hpp"

namespace verbatim::test {
namespace {

using audit::SigningKey;
using eventlog::EventLog;
using eventlog::Position;
using record::Record;
using tool::AuditVerdict;
using tool::KeptCheckpoint;

// small_study(), and then codings that go back and forth until there are more than 600 events.
const std::vector<Record>& long_record() {
  static const std::vector<Record> records = [] {
    auto study = small_study();
    for (int i = 0; study.records().size() < 600; ++i)
      study.commit(i % 2 == 0 ? "ana" : "ben",
                   {coding::SetCoding{"q1", "c3", i % 2 == 0 ? "ana" : "ben",
                                      i / 2 % 2 == 0 ? std::vector<std::string>{"t"}
                                                     : std::vector<std::string>{"u"},
                                      true}},
                   "command-" + std::to_string(i));
    return study.records();
  }();
  return records;
}

void write(EventLog& log, const std::vector<Record>& records) {
  for (std::size_t i = 0; i < records.size(); i += records[i].commit_count) {
    eventlog::Commit commit{"s", i, {}, {}};
    if (!records[i].command.empty()) commit.command = {records[i].command, "0123456789abcdef"};
    for (std::size_t e = 0; e < records[i].commit_count && i + e < records.size(); ++e)
      commit.events.push_back(record::encode(records[i + e]));
    if (!log.append({&commit, 1})) throw std::runtime_error("cannot write");
  }
}

AuditVerdict verdict_on(const EventLog& log, const std::optional<audit::VerifierKey>& key = {},
                        std::vector<KeptCheckpoint> checkpoints = {}) {
  return tool::verify_study(log, "s", key, checkpoints, {});
}

std::string words_of(const AuditVerdict& verdict) {
  std::string words;
  for (const auto& f : verdict.findings)
    words += std::to_string(f.first) + " to " + std::to_string(f.last) + ": " + f.reason + "\n";
  return words.empty() ? "nothing" : words;
}

// Whether something is found that is about `position` and at most 256 events in all.
bool locates(const AuditVerdict& verdict, Position position) {
  for (const auto& f : verdict.findings)
    if (f.first <= position && position <= f.last && f.last - f.first < 256) return true;
  return false;
}
bool names(const AuditVerdict& verdict, Position position) {
  for (const auto& f : verdict.findings)
    if (f.first == position && f.last == position) return true;
  return false;
}

Record decoded(const std::string& bytes) {
  Record record;
  if (!record::decode(bytes, record)) throw std::runtime_error("no event");
  return record;
}

std::string tree_key(char tier, char n) {
  std::string key(17, '\0');
  key[7] = 1;
  key[8] = tier;
  key[16] = n;
  return key;
}

class Attacks : public testing::Test {
 protected:
  Attacks() { write(*open(false), long_record()); }

  std::unique_ptr<EventLog> open(bool read_only = true) const {
    auto log = eventlog::open_rocks_log({.directory = folder_.path(), .read_only = read_only});
    if (!log) throw std::runtime_error(log.error().detail);
    return std::move(*log);
  }
  // On the rows of the log's RocksDB; answers what is found then.
  AuditVerdict after(const std::function<void(Tamperer&)>& attack) const {
    {
      Tamperer rows(folder_.path());
      attack(rows);
    }
    return verdict_on(*open());
  }
  // One event changed, its form kept.
  static void change(Tamperer& rows, Position position, const std::function<void(Record&)>& how) {
    auto record = decoded(rows.get("events", event_key(position)));
    how(record);
    rows.put("events", event_key(position), record::encode(record));
  }

  TempFolder folder_;
  const Position end_ = long_record().size();
};

TEST_F(Attacks, AnHonestRecordVerifies) {
  const auto verdict = verdict_on(*open());
  EXPECT_TRUE(verdict.findings.empty()) << words_of(verdict);
  EXPECT_EQ(verdict.events, end_);
  EXPECT_GT(verdict.figures, 40U);
}

// In a full tile, in the last one, first and last.
TEST_F(Attacks, AFlippedBitIsFoundInItsEvent) {
  for (const Position position : {Position{1}, Position{100}, Position{512}, Position{590}, end_}) {
    std::string good;
    for (const unsigned bit : {0U, 77U, 200U}) {
      const auto verdict = after([&](Tamperer& rows) {
        if (good.empty()) good = rows.get("events", event_key(position));
        auto bytes = good;
        bytes[bit / 8 % bytes.size()] ^= static_cast<char>(1 << bit % 8);
        rows.put("events", event_key(position), bytes);
      });
      EXPECT_TRUE(locates(verdict, position)) << position << " bit " << bit << "\n"
                                              << words_of(verdict);
      if (position <= 512) {
        EXPECT_TRUE(names(verdict, position)) << words_of(verdict);
      }
    }
    after([&](Tamperer& rows) { rows.put("events", event_key(position), good); });
  }
  EXPECT_TRUE(verdict_on(*open()).findings.empty());
}

TEST_F(Attacks, ARemovedEventIsFound) {
  for (const Position position : {Position{1}, Position{200}, Position{550}, end_}) {
    std::string good;
    const auto verdict = after([&](Tamperer& rows) {
      good = rows.get("events", event_key(position));
      rows.remove("events", event_key(position));
    });
    EXPECT_TRUE(locates(verdict, position)) << position << "\n" << words_of(verdict);
    after([&](Tamperer& rows) { rows.put("events", event_key(position), good); });
  }
}

// Also where the positions in the events behind are written anew.
TEST_F(Attacks, AnInsertedEventIsFound) {
  for (const Position position : {Position{200}, Position{550}}) {
    const auto before = long_record();
    const auto verdict = after([&](Tamperer& rows) {
      auto inserted = before[position - 1];
      inserted.commit_offset = 0;
      inserted.commit_count = 1;
      inserted.command.clear();
      inserted.conditions.clear();
      rows.put("events", event_key(position), record::encode(inserted));
      for (auto next = position; next <= before.size(); ++next) {
        auto moved = before[next - 1];
        ++moved.position;
        rows.put("events", event_key(next + 1), record::encode(moved));
      }
    });
    EXPECT_TRUE(locates(verdict, position + 1) || locates(verdict, position)) << words_of(verdict);
    after([&](Tamperer& rows) {
      for (auto next = position; next <= before.size(); ++next)
        rows.put("events", event_key(next), record::encode(before[next - 1]));
      rows.remove("events", event_key(before.size() + 1));
    });
  }
}

TEST_F(Attacks, ReorderedEventsAreFound) {
  const auto verdict = after([&](Tamperer& rows) {
    auto a = decoded(rows.get("events", event_key(300)));
    auto b = decoded(rows.get("events", event_key(304)));
    std::swap(a.position, b.position);
    rows.put("events", event_key(304), record::encode(a));
    rows.put("events", event_key(300), record::encode(b));
  });
  EXPECT_TRUE(names(verdict, 300)) << words_of(verdict);
  EXPECT_TRUE(names(verdict, 304)) << words_of(verdict);
}

// Nothing but the hashes tells: the time is not before that of the event before it.
TEST_F(Attacks, ABackDatedCommitIsFound) {
  const auto& records = long_record();
  Position first = 300;
  while (records[first - 1].commit_offset != 0) ++first;
  const auto verdict = after([&](Tamperer& rows) {
    for (auto p = first; p < first + records[first - 1].commit_count; ++p)
      change(rows, p, [](Record& record) { record.time -= 1; });
  });
  EXPECT_TRUE(names(verdict, first)) << words_of(verdict);
  EXPECT_TRUE(verdict.figures > 0) << "its form is good";
}

TEST_F(Attacks, AnotherActorIsFoundInTheLastTileToo) {
  const auto& records = long_record();
  auto first = end_;
  while (records[first - 1].commit_offset != 0) --first;
  const auto verdict = after([&](Tamperer& rows) {
    for (auto p = first; p <= end_; ++p)
      change(rows, p, [](Record& record) { record.actor = "mallory"; });
  });
  EXPECT_TRUE(locates(verdict, end_)) << words_of(verdict);
}

TEST_F(Attacks, ChangedHashesAreFound) {
  struct Case {
    std::string key;
    std::size_t byte;
    Position position;
  };
  std::string edge(8, '\0');
  edge[7] = 1;
  edge += '\xff';
  for (const auto& [key, byte, position] :
       {Case{tree_key(0, 0), 32 * 99, 100}, Case{tree_key(0, 1), 0, 257},
        Case{tree_key(1, 1), 5, 300}, Case{edge, 8, 1}, Case{edge, 7, 0}}) {
    std::string good;
    const auto verdict = after([&](Tamperer& rows) {
      good = rows.get("tree", key);
      auto bytes = good;
      bytes.at(byte) ^= 1;
      rows.put("tree", key, bytes);
    });
    EXPECT_FALSE(verdict.findings.empty());
    bool about = position == 0;
    for (const auto& f : verdict.findings)
      about = about || (f.first <= position && position <= f.last);
    EXPECT_TRUE(about) << position << "\n" << words_of(verdict);
    after([&](Tamperer& rows) { rows.put("tree", key, good); });
  }
  EXPECT_TRUE(verdict_on(*open()).findings.empty());
}

TEST_F(Attacks, AChangedIndexOfCommandsIsFound) {
  const auto& records = long_record();
  Position last = 300;
  while (records[last - 1].commit_offset + 1 != records[last - 1].commit_count) ++last;
  std::string key(8, '\0');
  key[7] = 1;
  key += records[last - 1].command;
  const auto verdict = after([&](Tamperer& rows) {
    auto row = rows.get("commands", key);
    row.at(7) ^= 1;
    rows.put("commands", key, row);
  });
  EXPECT_TRUE(names(verdict, last)) << words_of(verdict);
}

// --- A record that was rewritten with all of its hashes
// -------------------------------------------

class Rewritten : public testing::Test {
 protected:
  Rewritten() { write(honest_, long_record()); }

  KeptCheckpoint kept(Position at) const {
    const auto checkpoint = audit::checkpoint_of(honest_, key_.verifier().name, "s", at);
    return {"kept-" + std::to_string(at), to_text(audit::signed_note(to_text(*checkpoint), key_))};
  }
  static std::unique_ptr<EventLog> rewritten(Position position,
                                             const std::function<void(Record&)>& how) {
    auto records = long_record();
    auto first = position;
    while (records[first - 1].commit_offset != 0) --first;
    for (auto p = first; p < first + records[first - 1].commit_count; ++p) how(records[p - 1]);
    auto log = std::make_unique<eventlog::MemoryLog>();
    write(*log, records);
    return log;
  }

  eventlog::MemoryLog honest_;
  const SigningKey key_ = SigningKey::make(audit::key_name_of(honest_.store_id()));
};

TEST_F(Rewritten, AnHonestRecordAgreesWithEveryCheckpoint) {
  const auto verdict = verdict_on(honest_, key_.verifier(), {kept(1), kept(300), kept(599)});
  EXPECT_TRUE(verdict.findings.empty()) << words_of(verdict);
  EXPECT_EQ(verdict.checkpoints, 3U);
}

TEST_F(Rewritten, ATailIsFoundBetweenTwoCheckpoints) {
  const auto log = rewritten(350, [](Record& record) { record.actor = "mallory"; });
  EXPECT_TRUE(verdict_on(*log).findings.empty()) << "there is nothing to compare with";
  const auto verdict =
      verdict_on(*log, key_.verifier(), {kept(500), kept(300), kept(100), kept(400)});
  ASSERT_EQ(verdict.findings.size(), 1U) << words_of(verdict);
  EXPECT_EQ(verdict.findings[0].first, 301U);
  EXPECT_EQ(verdict.findings[0].last, 400U);
}

TEST_F(Rewritten, ACutTailIsFound) {
  auto records = long_record();
  auto size = records.size() - 20;
  while (records[size - 1].commit_offset + 1 != records[size - 1].commit_count) --size;
  records.resize(size);
  eventlog::MemoryLog log;
  write(log, records);
  const auto verdict = verdict_on(log, key_.verifier(), {kept(300), kept(599)});
  ASSERT_EQ(verdict.findings.size(), 1U) << words_of(verdict);
  EXPECT_EQ(verdict.findings[0].first, size + 1);
}

TEST_F(Rewritten, AForgedCheckpointIsNotBelieved) {
  const auto log = rewritten(350, [](Record& record) { record.actor = "mallory"; });
  const auto forger = SigningKey::make(key_.verifier().name);
  const auto root = *audit::checkpoint_of(*log, key_.verifier().name, "s", 400);
  const KeptCheckpoint forged{"forged", to_text(audit::signed_note(to_text(root), forger))};
  const auto verdict = verdict_on(*log, key_.verifier(), {forged});
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_NE(verdict.findings[0].reason.find("not signed"), std::string::npos);
  EXPECT_EQ(verdict.checkpoints, 0U);

  auto changed = kept(400);
  changed.note.replace(changed.note.find("\n400\n"), 5, "\n399\n");
  EXPECT_EQ(verdict_on(honest_, key_.verifier(), {changed}).findings.size(), 1U);
}

TEST_F(Rewritten, ACheckpointOfAnotherStudyOrLogIsNotUsed) {
  for (const auto& origin : {audit::origin_of(key_.verifier().name, "t"),
                             audit::origin_of(audit::key_name_of(std::string(32, 'f')), "s")}) {
    auto checkpoint = *audit::checkpoint_of(honest_, key_.verifier().name, "s", 400);
    checkpoint.origin = origin;
    std::vector<KeptCheckpoint> kept = {
        {"other", to_text(audit::signed_note(to_text(checkpoint), key_))}};
    const auto verdict = tool::verify_study(honest_, "s", key_.verifier(), kept, {});
    EXPECT_EQ(verdict.checkpoints, 0U);
    EXPECT_FALSE(kept[0].used) << "so that it is said";
  }
}

// --- What the events say
// ---------------------------------------------------------------------------

AuditVerdict verdict_on_records(const std::vector<Record>& records) {
  return verdict_on(GivenLog::of(records));
}

TEST(AuditedEvents, AConditionThatDidNotHoldIsFound) {
  auto records = small_study().records();
  auto& last = records.back();
  const auto first = last.position - last.commit_offset;
  records[first - 1].conditions = {{"q1", "c1", "ben", 0}};
  EXPECT_TRUE(verdict_on_records(records).findings.empty());
  records[first - 1].conditions = {{"q1", "c1", "ben", 7}};
  EXPECT_TRUE(names(verdict_on_records(records), first));
}

TEST(AuditedEvents, ACommitThatTakesBackNoneIsFound) {
  auto records = small_study().records();
  const auto first = records.back().position - records.back().commit_offset;
  records[first - 1].undoes = 3;
  EXPECT_TRUE(verdict_on_records(records).findings.empty());
  for (const Position wrong : {Position{4}, first, first + 1}) {
    records[first - 1].undoes = wrong;
    EXPECT_TRUE(names(verdict_on_records(records), first)) << wrong;
  }
}

// Random studies: whatever a team does, its record verifies; with one event of it changed in any
// way that still is an event, it does not.
RC_GTEST_PROP(AuditLaws, AnyHonestRecordVerifiesAndNoChangedOneDoes, ()) {
  std::vector<Record> records;
  coding::Study study;
  for (const auto& command : *coding::any_commands()) {
    const auto decision = coding::decide(study, command);
    if (!decision || decision->empty()) continue;
    const auto count = static_cast<std::uint32_t>(decision->size());
    for (std::uint32_t i = 0; i < count; ++i) {
      Record record;
      record.position = records.size() + 1;
      record.time = static_cast<Micros>(record.position - i) * 1000;
      record.actor = "ana";
      record.commit_offset = i;
      record.commit_count = count;
      record.event = (*decision)[i];
      RC_ASSERT(coding::evolve(study, record.event, record.position).has_value());
      records.push_back(std::move(record));
    }
  }
  eventlog::MemoryLog log;
  write(log, records);
  const auto key = SigningKey::make(audit::key_name_of(log.store_id()));
  const auto at = *rc::gen::inRange<Position>(1, records.size() + 1);
  const auto checkpoint = audit::checkpoint_of(log, key.verifier().name, "s", at);
  const KeptCheckpoint kept{"kept", to_text(audit::signed_note(to_text(*checkpoint), key))};
  const auto honest = verdict_on(log, key.verifier(), {kept});
  RC_ASSERT(words_of(honest) == "nothing");
  RC_ASSERT(honest.checkpoints == 1U);

  auto changed = records;
  auto& victim = changed[*rc::gen::inRange<Position>(0, at)];
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      victim.time -= 1;
      break;
    case 1:
      victim.actor += "x";
      break;
    default:
      victim.event = *coding::any_event();
      if (victim == records[victim.position - 1]) victim.actor += "x";
  }
  const auto verdict = verdict_on(GivenLog::of(changed), key.verifier(), {kept});
  RC_ASSERT(!verdict.findings.empty());
}

}  // namespace
}  // namespace verbatim::test
