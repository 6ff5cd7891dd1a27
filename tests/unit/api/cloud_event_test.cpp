#include "api/forms/cloud_event.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/forms/event_json.hpp"

namespace verbatim::api {
namespace {

record::Record record_of(coding::Event event) {
  record::Record record;
  record.position = 42;
  record.time = 1'700'000'000'000'001;
  record.actor = "ada";
  record.event = std::move(event);
  return record;
}

// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
TEST(CloudEvent, HasTheAttributesOfTheSpecificationAndOurEventAsItsData) {
  const auto record = record_of(coding::ThemeAssigned{"q 1", "r/7", "ada", "time"});
  const auto event =
      nlohmann::json::parse(cloud_event_json(record, "é/1", "https://verbatim.example"));
  EXPECT_EQ(event,
            (nlohmann::json{{"specversion", "1.0"},
                            {"id", "42"},
                            {"source", "https://verbatim.example/v1/studies/%C3%A9%2F1"},
                            {"type", "verbatim.theme_assigned"},
                            {"subject", "questions/q%201/responses/r%2F7"},
                            {"time", "2023-11-14T22:13:20.000001Z"},
                            {"datacontenttype", "application/json"},
                            {"dataschema",
                             "https://verbatim.example/v1/openapi.json#/components/schemas/Event"},
                            {"sequence", "0000000000000042"},
                            {"data", nlohmann::json::parse(event_json(record))}}));
}

TEST(CloudEvent, WithoutAPublicUrlHasARelativeSourceAndNoSchema) {
  const auto event =
      nlohmann::json::parse(cloud_event_json(record_of(coding::StudyOpened{"s", "S"}), "s", ""));
  EXPECT_EQ(event.at("source"), "/v1/studies/s");
  EXPECT_FALSE(event.contains("dataschema"));
  EXPECT_FALSE(event.contains("subject"));  // it is about the study itself
}

TEST(CloudEvent, NamesWhatTheEventIsAbout) {
  const std::vector<std::pair<coding::Event, std::string>> cases = {
      {coding::MemberAdded{"bo", coding::Role::kCoder}, "members/bo"},
      {coding::QuestionAdded{"q", "Why?"}, "questions/q"},
      {coding::RespondentAdded{"p", "g"}, "respondents/p"},
      {coding::ThemeRetired{"t"}, "themes/t"},
      {coding::RoundClosed{"pilot"}, "rounds/pilot"},
      {coding::PlaceTaken{"pilot", "q", "r", "bo"}, "questions/q/responses/r"}};
  for (const auto& [event, subject] : cases)
    EXPECT_EQ(nlohmann::json::parse(cloud_event_json(record_of(event), "s", "")).at("subject"),
              subject);
}

}  // namespace
}  // namespace verbatim::api
