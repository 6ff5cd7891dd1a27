// A log that a later version has written: what it added is skipped, what it means otherwise is
// refused.

#include <gtest/gtest.h>

#include "eventlog/cbor.hpp"
#include "golden.hpp"
#include "pairs.hpp"

namespace verbatim::record {
namespace {

using eventlog::cbor::Writer;

// Values of every kind a later version may have put under a new key.
std::vector<std::string> new_values() {
  std::vector<std::string> values(6);
  Writer(values[0]).uint(7);
  Writer(values[1]).integer(-70'000);
  Writer(values[2]).text("na\u00EFve");
  Writer(values[3]).bytes(std::string_view("\x00\xFF", 2));
  Writer(values[4]).array(3).null().boolean(true).array(1).uint(1);
  Writer(values[5]).map(2).key(1).text("a").key(2).map(1).text("name").uint(3);
  return values;
}

TEST(KeysThatAreNotKnown, AreSkipped) {
  for (const auto& golden : goldens()) {
    for (const auto& value : new_values()) {
      for (const std::uint64_t key : {0ULL, 13ULL, 31ULL, 32ULL, 64ULL, 1'000'000ULL, ~0ULL}) {
        Record record;
        const auto decoded = decode(map_of(with(pairs_of(golden.bytes), key, value)), record);
        ASSERT_TRUE(decoded) << golden.fact << ", key " << key << ": " << decoded.error().detail;
        EXPECT_EQ(record, golden.record) << golden.fact << ", key " << key;
      }
    }
  }
}

TEST(KeysOfABodyThatAreNotKnown, AreSkipped) {
  for (const auto& golden : goldens()) {
    for (const auto& value : new_values()) {
      for (const std::uint64_t key : {0ULL, 14ULL, 20ULL, 32ULL, ~0ULL}) {
        const auto body = map_of(with(pairs_of(body_of(golden.bytes)), key, value));
        Record record;
        const auto decoded = decode(with_body(golden.bytes, body), record);
        ASSERT_TRUE(decoded) << golden.fact << ", key " << key << ": " << decoded.error().detail;
        EXPECT_EQ(record, golden.record) << golden.fact << ", key " << key;
      }
    }
  }
}

TEST(ATypeThatIsNotKnown, IsRefusedAndNeverGuessed) {
  constexpr std::uint64_t kNext = std::variant_size_v<coding::Event> + 1;
  for (const std::uint64_t type :
       {kNext, std::uint64_t{255}, std::uint64_t{256}, ~std::uint64_t{0}}) {
    for (const auto& golden : goldens()) {
      std::string number;
      Writer(number).uint(type);
      Record record;
      const auto refused = decode(map_of(with(pairs_of(golden.bytes), 1, number)), record);
      ASSERT_FALSE(refused) << golden.fact;
      EXPECT_EQ(slug_of(refused.error().fault), "newer_store") << golden.fact;
      EXPECT_NE(refused.error().detail.find(std::to_string(type)), std::string::npos);
      EXPECT_FALSE(refused.error().fix.empty());
    }
  }
}

}  // namespace
}  // namespace verbatim::record
