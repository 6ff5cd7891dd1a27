// Logs that earlier versions have written: what they did not know of an event is read as not said,
// and the bytes stay those that were hashed.

#include <gtest/gtest.h>

#include "eventlog/cbor.hpp"
#include "golden.hpp"
#include "pairs.hpp"
#include "record/fields.hpp"

namespace verbatim::record {
namespace {

// The first form of a theme and of a comment, as the first logs have them: no criteria, examples,
// colour or origin; no mark of the text.
TEST(TheFirstForm, IsReadAndWrittenAgainTheSame) {
  struct First {
    Record record;
    std::string bytes;
  };
  const auto of = [](std::uint64_t position, coding::Event event) {
    Record record;
    record.position = position;
    record.time = 1'795'348'800'000'000;
    record.actor = "ada";
    record.event = std::move(event);
    return record;
  };
  const First firsts[] = {
      {of(7, coding::ThemeAdded{"time", "themes", "Time", "", "Hours", {}}),
       unhex("a501070207031b000660dc3778d00004636164610aa4016474696d6502667468656d6573036454696d65"
             "0565486f757273")},
      {of(9, coding::CommentAdded{"q1", "c1", "p1", {"sealed"}, 10}),
       unhex("a501090209031b000660dc3778d00004636164610aa501627131026263310362703104467365616c6564"
             "050a")},
  };
  for (const auto& first : firsts) {
    Record read;
    const auto decoded = decode(first.bytes, read);
    ASSERT_TRUE(decoded) << decoded.error().detail;
    EXPECT_EQ(read, first.record);
    EXPECT_EQ(hex(encode(read)), hex(first.bytes));
  }
}

// Every field that came later is optional; so is every one that an earlier version may lack.
TEST(AFieldThatAnEarlierVersionLacks, IsReadAsNotSaid) {
  std::size_t lacking = 0;
  for (const auto& golden : goldens()) {
    std::vector<std::uint64_t> optional;
    std::visit(
        [&](const auto& event) {
          each_field(event, [&](auto key, auto, const auto&, Presence presence) {
            if (presence == Presence::kOptional)
              optional.push_back(static_cast<std::uint64_t>(key));
          });
        },
        golden.record.event);
    for (const auto key : optional) {
      const auto older =
          with_body(golden.bytes, map_of(without(pairs_of(body_of(golden.bytes)), key)));
      if (older == golden.bytes) continue;  // this one does not say it
      ++lacking;
      Record read;
      const auto decoded = decode(older, read);
      ASSERT_TRUE(decoded) << golden.fact << ", key " << key << ": " << decoded.error().detail;
      EXPECT_NE(read, golden.record) << golden.fact << ", key " << key;
      EXPECT_EQ(hex(encode(read)), hex(older)) << golden.fact << ", key " << key;
    }
  }
  EXPECT_GT(lacking, 10U);
}

}  // namespace
}  // namespace verbatim::record
