#include "appends.hpp"

#include <fmt/format.h>

namespace verbatim::bench {
namespace {

constexpr int kComments = 4000;
constexpr int kThemes = 20;

}  // namespace

void seed(Server& server, const std::string& owner) {
  server.post("/v1/studies", owner, "application/json", R"({"study":"bench","title":"Bench"})");
  std::string commands = R"({"type":"add_question","question":"q1","text":"Why?"})";
  for (int t = 0; t < kThemes; ++t)
    commands += fmt::format(R"(,{{"type":"add_theme","theme":"t{}","label":"Theme {}"}})", t, t);
  for (int c = 0; c < kComments; ++c)
    commands += fmt::format(
        R"(,{{"type":"add_respondent","respondent":"p{}"}},)"
        R"({{"type":"add_comment","question":"q1","comment":"r{}","respondent":"p{}"}})",
        c, c, c);
  server.post("/v1/studies/bench/commands", owner, "application/json",
              "{\"commands\":[" + commands + "]}");
}

std::function<std::string(std::size_t, std::uint64_t)> toggles(const std::string& token) {
  return [token](std::size_t connection, std::uint64_t sent) {
    const auto response = connection * 13 % kComments;
    const auto target =
        fmt::format("/v1/studies/bench/questions/q1/responses/r{}/codings/ada/themes/t{}", response,
                    sent / 2 % kThemes);
    return http_request(sent % 2 == 0 ? "PUT" : "DELETE", target, token);
  };
}

}  // namespace verbatim::bench
