// The stored form does not drift: these very bytes are in logs.

#include "golden.hpp"

#include <memory>
#include <set>

#include <cbor.h>
#include <gtest/gtest.h>

namespace verbatim::record {
namespace {

struct Free {
  void operator()(cbor_item_t* item) const { cbor_decref(&item); }
};
using Item = std::unique_ptr<cbor_item_t, Free>;

std::string_view text_of(const cbor_item_t* item) {
  return {reinterpret_cast<const char*>(cbor_string_handle(item)), cbor_string_length(item)};
}
std::string_view bytes_of(const cbor_item_t* item) {
  return {reinterpret_cast<const char*>(cbor_bytestring_handle(item)),
          cbor_bytestring_length(item)};
}

std::string diagnostic(const cbor_item_t* item);

std::string diagnostic_array(const cbor_item_t* item) {
  std::string text;
  for (std::size_t i = 0; i < cbor_array_size(item); ++i)
    text += (i > 0 ? ", " : "") + diagnostic(cbor_array_handle(item)[i]);
  return "[" + text + "]";
}

std::string diagnostic_map(const cbor_item_t* item) {
  std::string text;
  for (std::size_t i = 0; i < cbor_map_size(item); ++i) {
    const auto& pair = cbor_map_handle(item)[i];
    text += (i > 0 ? ", " : "") + diagnostic(pair.key) + ": " + diagnostic(pair.value);
  }
  return "{" + text + "}";
}

std::string diagnostic(const cbor_item_t* item) {
  switch (cbor_typeof(item)) {
    case CBOR_TYPE_UINT:
      return std::to_string(cbor_get_int(item));
    case CBOR_TYPE_NEGINT:
      return std::to_string(-1 - static_cast<Micros>(cbor_get_int(item)));
    case CBOR_TYPE_STRING:
      return '"' + std::string(text_of(item)) + '"';
    case CBOR_TYPE_BYTESTRING:
      return "h'" + hex(bytes_of(item)) + "'";
    case CBOR_TYPE_ARRAY:
      return diagnostic_array(item);
    case CBOR_TYPE_MAP:
      return diagnostic_map(item);
    default:
      return "something else";
  }
}

// What libcbor reads, or why it does not.
std::string read_by_libcbor(std::string_view bytes) {
  cbor_load_result result;
  const Item item(cbor_load(reinterpret_cast<cbor_data>(bytes.data()), bytes.size(), &result));
  if (!item) return "error " + std::to_string(result.error.code);
  if (result.read != bytes.size()) return "bytes left over";
  return diagnostic(item.get());
}

TEST(TheStoredForm, IsKnownForEveryEvent) {
  std::set<std::size_t> types;
  for (const auto& golden : goldens()) types.insert(golden.record.event.index());
  EXPECT_EQ(types.size(), std::variant_size_v<coding::Event>);
}

TEST(TheStoredForm, IsTheSameByteForByte) {
  for (const auto& golden : goldens())
    EXPECT_EQ(hex(encode(golden.record)), hex(golden.bytes)) << golden.fact;
}

TEST(TheStoredForm, IsReadBack) {
  for (const auto& golden : goldens()) {
    Record record;
    const auto decoded = decode(golden.bytes, record);
    ASSERT_TRUE(decoded) << golden.fact << ": " << decoded.error().detail;
    EXPECT_EQ(record, golden.record) << golden.fact;
  }
}

TEST(TheStoredForm, IsReadByAPublicTool) {
  for (const auto& golden : goldens())
    EXPECT_EQ(read_by_libcbor(golden.bytes), golden.diagnostic) << golden.fact;
}

TEST(TheStoredForm, TakesTimesBefore1970) {
  auto record = goldens()[2].record;
  record.time = -1;
  const auto bytes = encode(record);
  EXPECT_NE(read_by_libcbor(bytes).find("3: -1,"), std::string::npos);
  Record again;
  ASSERT_TRUE(decode(bytes, again));
  EXPECT_EQ(again.time, -1);
}

TEST(TheConditionsOfACommit, AreOnItsFirstEventAlone) {
  auto record = goldens().back().record;
  record.conditions = {{"q1", "r7", "ada", 12}};
  record.commit_offset = 1;
  record.commit_count = 2;
  Record again;
  ASSERT_TRUE(decode(encode(record), again));
  EXPECT_TRUE(again.conditions.empty());
}

TEST(TheNamesOfEvents, AreThoseOfTheApi) {
  const char* names[] = {"study_opened",       "member_added",
                         "question_added",     "group_added",
                         "respondent_added",   "framework_added",
                         "theme_added",        "theme_scoped",
                         "comment_added",      "comment_segmented",
                         "theme_assigned",     "theme_withdrawn",
                         "coding_finished",    "coding_reopened",
                         "theme_revised",      "theme_moved",
                         "theme_retired",      "theme_restored",
                         "theme_merged",       "theme_split",
                         "framework_frozen",   "framework_unfrozen",
                         "themes_linked",      "themes_unlinked",
                         "role_changed",       "removed",
                         "policy_set",         "round_opened",
                         "round_staffed",      "round_closed",
                         "round_reopened",     "place_taken",
                         "place_released",     "response_settled",
                         "response_unsettled", "memo_written",
                         "quote_chosen",       "member_check_recorded",
                         "signed_off",         "sign_off_revoked",
                         "layer_set",          "erasure_requested",
                         "erasure_reviewed",   "erasure_decided",
                         "erasure_reopened",   "erasure_executed",
                         "member_named",       "member_pseudonymised"};
  static_assert(std::size(names) == std::variant_size_v<coding::Event>);
  for (const auto& golden : goldens())
    EXPECT_EQ(name_of(golden.record.event), names[golden.record.event.index()]) << golden.fact;
}

}  // namespace
}  // namespace verbatim::record
