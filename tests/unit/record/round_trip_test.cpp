// Whatever may be recorded is read back as it was.

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "golden.hpp"
#include "unit/coding/describe.hpp"
#include "unit/record/any_record.hpp"

namespace verbatim::record {
namespace {

RC_GTEST_PROP(RecordLaws, WhatIsStoredIsReadBack, ()) {
  const auto record = any_record();
  const auto bytes = encode(record);
  Record again;
  const auto decoded = decode(bytes, again);
  if (!decoded) RC_FAIL(decoded.error().detail);
  RC_ASSERT(again == record);
  RC_ASSERT(encode(again) == bytes);
}

RC_GTEST_PROP(RecordLaws, ARecordThatIsReadIntoRemembersNothing, ()) {
  const auto first = any_record();
  const auto second = any_record();
  Record reused;
  RC_ASSERT(decode(encode(first), reused).has_value());
  RC_ASSERT(decode(encode(second), reused).has_value());
  RC_ASSERT(reused == second);
}

RC_GTEST_PROP(RecordLaws, DifferentRecordsAreStoredDifferently, ()) {
  const auto a = any_record();
  const auto b = any_record();
  RC_ASSERT((encode(a) == encode(b)) == (a == b));
}

RC_GTEST_PROP(RecordLaws, AnythingElseIsRefusedAndNothingBreaks, ()) {
  auto bytes = encode(any_record());
  for (auto left = *rc::gen::inRange(1, 5); left > 0; --left) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[at] = *rc::gen::arbitrary<char>();
  }
  Record record;
  const auto decoded = decode(bytes, record);
  if (decoded) {  // still an event, perhaps another one, with keys of later versions left out
    Record again;
    RC_ASSERT(decode(encode(record), again).has_value());
    RC_ASSERT(again == record);
  } else {
    const auto fault = slug_of(decoded.error().fault);
    RC_ASSERT(fault == "corrupt_store" || fault == "newer_store");
  }
}

RC_GTEST_PROP(RecordLaws, NoiseIsRefused, ()) {
  Record record;
  RC_ASSERT(!decode(*rc::gen::arbitrary<std::string>(), record).has_value());
}

}  // namespace
}  // namespace verbatim::record
