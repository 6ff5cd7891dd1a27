#include "api/forms/event_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "unit/record/any_record.hpp"

namespace verbatim::api {
namespace {

// Control characters, quotes, other scripts, no name twice: what the library reads, it writes again
// with the same bytes.
RC_GTEST_PROP(EventJsonLaws, IsWhatTheLibraryWouldWrite, ()) {
  const auto text = event_json(record::any_record());
  RC_ASSERT(nlohmann::ordered_json::parse(text).dump() == text);
}

RC_GTEST_PROP(EventJsonLaws, HasTheTextsAsTheyAre, ()) {
  const auto record = record::any_record();
  const auto json = nlohmann::json::parse(event_json(record));
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? nlohmann::json() : nlohmann::json(text);
  };
  RC_ASSERT(json.at("position") == record.position);
  RC_ASSERT(json.at("actor") == record.actor);
  RC_ASSERT(json.at("command") == text_or_null(record.command));
  RC_ASSERT(json.at("client") == text_or_null(record.client));
  RC_ASSERT(json.at("reason") == text_or_null(record.reason));
  RC_ASSERT(json.at("commit").at("count") == record.commit_count);
}

TEST(EventJson, LooksLikeThis) {
  record::Record record;
  record.position = 42;
  record.time = 1'700'000'000'000'001;
  record.actor = "chief";
  record.commit_offset = 2;
  record.commit_count = 3;
  record.event = coding::ThemeAssigned{"q1", "r7", "ada", "a \"b\"\n", 4};
  EXPECT_EQ(
      event_json(record),
      R"({"position":42,"type":"theme_assigned","time":"2023-11-14T22:13:20.000001Z",)"
      R"("actor":"chief","on_behalf_of":"ada","command":null,"commit":{"first":40,"count":3},)"
      R"("undoes":null,"client":null,"reason":null,"data":{"question":"q1","response":"r7",)"
      R"("coder":"ada","theme":"a \"b\"\n","revision":4}})");
}

}  // namespace
}  // namespace verbatim::api
