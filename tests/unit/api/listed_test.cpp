// What a request lists in all of its commands together is bounded: it is decided in one go.
#include <gtest/gtest.h>

#include "api/requests/command_json.hpp"
#include "given_app.hpp"

namespace verbatim::api {
namespace {

using http::Method;

constexpr std::size_t kThemes = 1'000;

// Codes a response with so many themes.
std::string coding(std::size_t themes) {
  std::string json = R"({"type":"set_coding","question":"q","response":"r","themes":[)";
  for (std::size_t i = 0; i < themes; ++i) json += i == 0 ? R"("t")" : R"(,"t")";
  return json + "]}";
}

// A request of a hundred thousand themes, and `more` in a last command.
std::string commands(std::size_t more, bool offline) {
  std::string json;
  for (std::size_t i = 0; i <= kListedMax / kThemes; ++i) {
    const auto command = coding(i < kListedMax / kThemes ? kThemes : more);
    json += json.empty() ? "" : ",";
    json += offline ? R"({"id":"c)" + std::to_string(i) + R"(","base":0,"command":)" + command + "}"
                    : command;
  }
  return R"({"commands":[)" + json + "]}";
}

TEST(ARequest, ListsAHundredThousandThingsAtMost) {
  GivenApp given;
  given.begin_coding();
  for (const bool offline : {false, true}) {
    SCOPED_TRACE(offline);
    const auto target = "/v1/studies/s" + std::string(offline ? "/offline" : "/commands");
    const auto taken = given.call(Method::kPost, target, commands(0, offline)).get();
    EXPECT_NE(taken.status, 413U) << body_of(taken);
    const auto refused = given.call(Method::kPost, target, commands(1, offline)).get();
    EXPECT_EQ(refused.status, 413U) << body_of(refused);
    EXPECT_NE(body_of(refused).find(R"("/commands/100")"), std::string::npos) << body_of(refused);
  }
}

}  // namespace
}  // namespace verbatim::api
