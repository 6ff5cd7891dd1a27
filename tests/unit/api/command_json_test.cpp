#include "api/requests/command_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace verbatim::api {
namespace {

Result<SentCommand> read(const char* json) {
  return read_command(nlohmann::json::parse(json), "/commands/0", "ada");
}

template <class C>
C command(const char* json) {
  auto sent = read(json);
  EXPECT_TRUE(sent) << sent.error().detail;
  return std::get<C>(sent->command);
}

TEST(CommandJson, TheCoderIsTheCallerUnlessSaid) {
  EXPECT_EQ(command<coding::AssignTheme>(
                R"({"type":"assign_theme","question":"q","response":"r","theme":"t"})")
                .coder,
            "ada");
  EXPECT_EQ(
      command<coding::AssignTheme>(
          R"({"type":"assign_theme","question":"q","response":"r","theme":"t","coder":"bob"})")
          .coder,
      "bob");
}

TEST(CommandJson, WhatACommandListsIsCounted) {
  struct Listed {
    const char* json;
    std::size_t listed;
  };
  for (const auto& given : std::vector<Listed>{
           {R"({"type":"assign_theme","question":"q","response":"r","theme":"t"})", 0},
           {R"({"type":"set_coding","question":"q","response":"r","themes":["t","u","t"]})", 3},
           {R"({"type":"scope_theme","theme":"t","questions":["q","r"]})", 2},
           {R"({"type":"split_theme","theme":"t","into":["u","v"]})", 2},
           {R"({"type":"merge_themes","theme":"t","into":"u"})", 0},
           {R"({"type":"segment_comment","question":"q","comment":"c",
                "segments":[{"response":"c","begin":0,"end":1}]})",
            1},
           {R"({"type":"set_layer","question":"q","comment":"c",
                "units":[{"begin":0,"end":1,"themes":["t","u"]},{"begin":1,"end":2}]})",
            4},
           {R"({"type":"open_round","round":"r",
                "parts":[{"question":"q","coders":["a","b"]},{"question":"r","coders":["a"]}]})",
            5},
           {R"({"type":"staff_round","round":"r","question":"q","coders":["a","b"]})", 2},
       }) {
    const auto sent = read(given.json);
    ASSERT_TRUE(sent) << given.json << sent.error().detail;
    EXPECT_EQ(listed_in(sent->command), given.listed) << given.json;
  }
}

TEST(CommandJson, AThemeBelongsToTheDefaultFrameworkUnlessSaid) {
  EXPECT_EQ(command<coding::AddTheme>(R"({"type":"add_theme","theme":"t","label":"T"})").framework,
            coding::kDefaultFramework);
}

TEST(CommandJson, ACommentsTextIsKeptApartAndCountedInCodePoints) {
  const auto sent = read(
      R"({"type":"add_comment","question":"q","comment":"c","respondent":"p","text":"Züge 🚂"})");
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->plain_text, "Züge 🚂");
  const auto& comment = std::get<coding::AddComment>(sent->command);
  EXPECT_EQ(comment.code_points, 6u);
  EXPECT_TRUE(comment.sealed_text.empty());
}

TEST(CommandJson, ASetCodingIsFinishedUnlessSaid) {
  EXPECT_TRUE(command<coding::SetCoding>(
                  R"({"type":"set_coding","question":"q","response":"r","themes":[]})")
                  .finished);
  EXPECT_FALSE(
      command<coding::SetCoding>(
          R"({"type":"set_coding","question":"q","response":"r","themes":[],"finished":false})")
          .finished);
}

TEST(CommandJson, WhatIsWrongIsSaidWithItsPlace) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"question":"q"})", "/commands/0/type"},
      {R"({"type":"fly"})", "/commands/0/type"},
      {R"({"type":"add_member","member":"m","role":"king"})", "/commands/0/role"},
      {R"({"type":"add_question","question":"q","text":"T","extra":1})", "/commands/0/extra"},
      {R"({"type":"segment_comment","question":"q","comment":"c","segments":[{"response":"c","begin":0}]})",
       "/commands/0/segments/0/end"},
  };
  for (const auto& [json, field] : wrong) {
    const auto sent = read(json);
    ASSERT_FALSE(sent) << json;
    EXPECT_EQ(sent.error().field, field);
  }
}

TEST(CommandJson, OnlyCodingsHaveACoder) {
  EXPECT_EQ(coder_of(coding::Command(coding::AddGroup{"g", "G"})), nullptr);
  const coding::Command finish = coding::FinishCoding{"q", "r", "ada"};
  ASSERT_NE(coder_of(finish), nullptr);
  EXPECT_EQ(*coder_of(finish), "ada");
}

}  // namespace
}  // namespace verbatim::api
