#include "base/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace verbatim {
namespace {

constexpr Micros kSecond = 1'000'000;
constexpr Micros kDay = 86'400 * kSecond;
constexpr Micros kYear0 = -62'167'219'200 * kSecond;      // 0000-01-01
constexpr Micros kYear10000 = 253'402'300'800 * kSecond;  // 10000-01-01

TEST(ATime, IsWrittenInUtcWithSixDigits) {
  EXPECT_EQ(to_rfc3339(0), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(1'795'348'800'000'000), "2026-11-22T12:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(1'795'348'800'000'001), "2026-11-22T12:00:00.000001Z");
  EXPECT_EQ(to_rfc3339(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(to_rfc3339(kYear0), "0000-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(kYear10000 - 1), "9999-12-31T23:59:59.999999Z");
}

TEST(ATime, IsReadWithAnyOffsetAndFraction) {
  const Micros noon = 1'795'348'800 * kSecond;
  const struct {
    const char* text;
    Micros time;
  } rows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-11-22T12:00:00Z", noon},
      {"2026-11-22t12:00:00z", noon},
      {"2026-11-22 12:00:00Z", noon},
      {"2026-11-22T13:00:00+01:00", noon},
      {"2026-11-22T06:30:00-05:30", noon},
      {"2026-11-23T11:59:00+23:59", noon},
      {"2026-11-22T12:00:00-00:00", noon},
      {"2026-11-22T12:00:00.5Z", noon + 500'000},
      {"2026-11-22T12:00:00.000001Z", noon + 1},
      {"2026-11-22T12:00:00.0000019Z", noon + 1},
      {"2026-11-22T12:00:00.12345678901234567890Z", noon + 123'456},
      {"2024-02-29T00:00:00Z", 1'709'164'800 * kSecond},
      {"2016-12-31T23:59:60Z", 1'483'228'800 * kSecond},
      {"1969-12-31T23:59:59.999999Z", -1},
  };
  for (const auto& row : rows) EXPECT_EQ(from_rfc3339(row.text), row.time) << row.text;
}

TEST(ATime, IsNotGuessedFromAnythingElse) {
  for (const auto* text : {
           "",
           "12",
           "2026-11-22",
           "2026-11-22T12:00Z",
           "2026-11-22T12:00:00",
           "26-11-22T12:00:00Z",
           "2026-11-22T12:00:00+0100",
           "2026-11-22T12:00:00+01",
           "2026-11-22T12:00:00+24:00",
           "2026-11-22T12:00:00+01:60",
           "2026-11-22T12:00:00.Z",
           "2026-11-22T12:00:00,5Z",
           "2026-11-22T24:00:00Z",
           "2026-11-22T12:60:00Z",
           "2026-11-22T12:00:61Z",
           "2026-13-01T12:00:00Z",
           "2026-00-01T12:00:00Z",
           "2026-11-00T12:00:00Z",
           "2026-11-31T12:00:00Z",
           "2025-02-29T12:00:00Z",
           "-026-11-22T12:00:00Z",
           "2026--1-22T12:00:00Z",
           "2026-+1-22T12:00:00Z",
           "2026-11-22T1 :00:00Z",
           "2026-11-22T12:00:00ZZ",
           "2026-11-22T12:00:00Z ",
           " 2026-11-22T12:00:00Z",
           "2026-11-22T12:00:00+-1:00",
           "2026/11/22T12:00:00Z",
       })
    EXPECT_EQ(from_rfc3339(text), std::nullopt) << text;
}

rc::Gen<Micros> any_time() {
  return rc::gen::inRange<Micros>(kYear0, kYear10000);
}

RC_GTEST_PROP(TimeLaws, WhatIsWrittenIsReadBack, ()) {
  const auto time = *any_time();
  RC_ASSERT(from_rfc3339(to_rfc3339(time)) == std::optional(time));
}

RC_GTEST_PROP(TimeLaws, TextOrderIsTimeOrder, ()) {
  const auto a = *any_time();
  const auto b = *rc::gen::oneOf(any_time(), rc::gen::map(rc::gen::inRange<Micros>(0, 100),
                                                          [a](Micros more) { return a - more; }));
  RC_PRE(b >= kYear0);
  RC_ASSERT((to_rfc3339(a) < to_rfc3339(b)) == (a < b));
}

RC_GTEST_PROP(TimeLaws, AnyTextIsATimeOrNothing, ()) {
  auto text = to_rfc3339(*any_time());
  for (auto left = *rc::gen::inRange(1, 4); left > 0; --left)
    text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
  const auto time = from_rfc3339(text);
  if (time) RC_ASSERT(*time >= kYear0 - kDay && *time <= kYear10000 + kDay);
}

TEST(TheClock, ShowsATimeOfThisCentury) {
  EXPECT_GT(now(), from_rfc3339("2024-01-01T00:00:00Z"));
  EXPECT_LT(now(), from_rfc3339("2100-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace verbatim
