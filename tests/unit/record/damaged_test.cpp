// What is on disk is not what was written: refused with a reason, whatever it is.

#include <gtest/gtest.h>

#include "eventlog/cbor.hpp"
#include "golden.hpp"
#include "pairs.hpp"

namespace verbatim::record {
namespace {

using eventlog::cbor::Writer;

std::string fault_of(std::string_view bytes) {
  Record record;
  const auto decoded = decode(bytes, record);
  return decoded ? "accepted" : std::string(slug_of(decoded.error().fault));
}

template <class Write>
std::string item(Write write) {
  std::string bytes;
  Writer out(bytes);
  write(out);
  return bytes;
}

std::string uint_item(std::uint64_t value) {
  return item([&](Writer& out) { out.uint(value); });
}
std::string text_item(std::string_view value) {
  return item([&](Writer& out) { out.text(value); });
}

// The first golden record of a type of event, by its number in the schema.
const Golden& golden(std::size_t type) {
  for (const auto& one : goldens())
    if (one.record.event.index() + 1 == type) return one;
  return goldens().front();
}

std::string with_field(std::size_t type, std::uint64_t key, std::string value) {
  const auto& bytes = golden(type).bytes;
  return with_body(bytes, map_of(with(pairs_of(body_of(bytes)), key, std::move(value))));
}

TEST(AnEventCutShort, IsRefusedAtEveryByte) {
  for (const auto& one : goldens())
    for (std::size_t size = 0; size < one.bytes.size(); ++size)
      EXPECT_EQ(fault_of(std::string_view(one.bytes).substr(0, size)), "corrupt_store")
          << one.fact << ", " << size << " bytes";
}

TEST(AnEvent, HasNothingBehindIt) {
  for (const auto& one : goldens()) {
    EXPECT_EQ(fault_of(one.bytes + '\0'), "corrupt_store") << one.fact;
    EXPECT_EQ(fault_of(one.bytes + one.bytes), "corrupt_store") << one.fact;
  }
}

TEST(AnEvent, IsRefusedWithoutAFieldThatItMustHave) {
  for (const auto& one : goldens())
    for (const auto key : {1, 2, 3, 4, 10})
      EXPECT_EQ(fault_of(map_of(without(pairs_of(one.bytes), static_cast<std::uint64_t>(key)))),
                "corrupt_store")
          << one.fact << ", key " << key;
}

TEST(TheBodyOfAnEvent, IsRefusedWithoutAFieldThatItMustHave) {
  const struct {
    std::size_t type;
    std::vector<std::uint64_t> required;
  } rows[] = {{1, {1, 2}},     {2, {1, 2}},     {3, {1, 2}},           {4, {1, 2}},
              {5, {1}},        {6, {1, 2}},     {7, {1, 2, 3}},        {8, {1, 2}},
              {9, {1, 2, 3}},  {10, {1, 2, 3}}, {11, {1, 2, 3, 4, 5}}, {12, {1, 2, 3, 4}},
              {13, {1, 2, 3}}, {14, {1, 2, 3}}};
  for (const auto& [type, required] : rows) {
    const auto& bytes = golden(type).bytes;
    const auto body = pairs_of(body_of(bytes));
    for (const auto& [key, value] : body) {
      const bool needed = std::find(required.begin(), required.end(), key) != required.end();
      EXPECT_EQ(fault_of(with_body(bytes, map_of(without(body, key)))),
                needed ? "corrupt_store" : "accepted")
          << golden(type).fact << ", key " << key;
    }
  }
}

TEST(AField, IsRefusedWhereItIsOfAnotherKind) {
  for (const auto& one : goldens()) {
    const auto envelope = pairs_of(one.bytes);
    for (const auto& [key, value] : envelope)
      EXPECT_EQ(fault_of(map_of(with(envelope, key, item([](Writer& out) { out.null(); })))),
                "corrupt_store")
          << one.fact << ", key " << key;
    const auto body = pairs_of(body_of(one.bytes));
    for (const auto& [key, value] : body)
      EXPECT_EQ(
          fault_of(with_body(
              one.bytes, map_of(with(body, key, item([](Writer& out) { out.boolean(true); }))))),
          "corrupt_store")
          << one.fact << ", key " << key << " of the body";
  }
}

TEST(AField, IsRefusedOutOfItsRange) {
  const auto envelope = [](std::uint64_t key, std::string value) {
    return map_of(with(pairs_of(golden(11).bytes), key, std::move(value)));
  };
  const auto segments = [](auto write) { return with_field(10, 3, item(write)); };
  constexpr std::uint64_t kTooMany = 0x1'0000'0000;
  const struct {
    const char* fact;
    std::string bytes;
  } rows[] = {
      {"no type", envelope(1, uint_item(0))},
      {"a negative type", envelope(1, item([](Writer& out) { out.integer(-1); }))},
      {"a negative position", envelope(2, item([](Writer& out) { out.integer(-1); }))},
      {"a time beyond 64 bits", envelope(3, uint_item(std::uint64_t{1} << 63))},
      {"an offset beyond 32 bits", envelope(6, uint_item(kTooMany))},
      {"a count beyond 32 bits", envelope(7, uint_item(kTooMany))},
      {"a condition of three parts",
       envelope(
           8, item([](Writer& out) { out.array(1).array(3).text("q1").text("r7").text("ada"); }))},
      {"a condition of five parts",
       envelope(8, item([](Writer& out) {
                  out.array(1).array(5).text("q1").text("r7").text("ada").uint(1).uint(2);
                }))},
      {"a role that is none", with_field(2, 2, uint_item(6))},
      {"a role far from any", with_field(2, 2, uint_item(256))},
      {"a length beyond 32 bits", with_field(9, 5, uint_item(kTooMany))},
      {"a revision beyond 32 bits", with_field(11, 5, uint_item(kTooMany))},
      {"a segment of two parts",
       segments([](Writer& out) { out.array(1).array(2).text("r7").uint(0); })},
      {"a segment of four parts",
       segments([](Writer& out) { out.array(1).array(4).text("r7").uint(0).uint(1).uint(2); })},
      {"a segment that begins beyond 32 bits",
       segments([](Writer& out) { out.array(1).array(3).text("r7").uint(kTooMany).uint(1); })},
      {"a segment that ends beyond 32 bits",
       segments([](Writer& out) { out.array(1).array(3).text("r7").uint(0).uint(kTooMany); })},
      {"more segments than there are bytes",
       segments([](Writer& out) { out.array(1'000'000'000); })},
      {"a text that is not UTF-8", with_field(11, 4, text_item("caf\xE9"))},
      {"an actor that is not UTF-8", envelope(4, text_item("\xC0\x80"))},
      {"a sealed text as text", with_field(9, 4, text_item("plain"))},
      {"a text as bytes", with_field(3, 2, item([](Writer& out) { out.bytes("What?"); }))},
  };
  for (const auto& row : rows) EXPECT_EQ(fault_of(row.bytes), "corrupt_store") << row.fact;
}

TEST(TheKeysOfAMap, AscendAndComeOnce) {
  auto pairs = pairs_of(golden(11).bytes);
  pairs.insert(pairs.begin(), pairs.front());
  EXPECT_EQ(fault_of(map_of(pairs)), "corrupt_store") << "a type twice";
  pairs = pairs_of(golden(11).bytes);
  std::swap(pairs[1], pairs[2]);
  EXPECT_EQ(fault_of(map_of(pairs)), "corrupt_store") << "time before position";
  auto body = pairs_of(body_of(golden(11).bytes));
  std::swap(body[0], body[1]);
  EXPECT_EQ(fault_of(with_body(golden(11).bytes, map_of(body))), "corrupt_store") << "in the body";
}

TEST(OneValue, HasOneForm) {
  const auto& bytes = golden(11).bytes;
  EXPECT_EQ(fault_of(map_of(with(pairs_of(bytes), 2, unhex("180c")))), "corrupt_store")
      << "12 in two bytes";
  EXPECT_EQ(fault_of(map_of(with(pairs_of(bytes), 4, unhex("7803616461")))), "corrupt_store")
      << "a length in two bytes";
  EXPECT_EQ(fault_of(map_of(with(pairs_of(bytes), 4, unhex("7f63616461ff")))), "corrupt_store")
      << "a text of indefinite length";
  EXPECT_EQ(fault_of(map_of(with(pairs_of(bytes), 3, unhex("fb41dac0f4d8000000")))),
            "corrupt_store")
      << "a time as a float";
  EXPECT_EQ(fault_of(map_of(with(pairs_of(bytes), 3, unhex("c100")))), "corrupt_store")
      << "a time with a tag";
}

TEST(ARefusal, SaysWhatIsWrongAndNothingOfWhatWasWritten) {
  Record record;
  const auto& bytes = golden(3).bytes;
  const auto refused = decode(std::string_view(bytes).substr(0, bytes.size() - 3), record);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("at byte"), std::string::npos) << refused.error().detail;
  EXPECT_EQ(refused.error().detail.find("What"), std::string::npos) << refused.error().detail;
}

}  // namespace
}  // namespace verbatim::record
