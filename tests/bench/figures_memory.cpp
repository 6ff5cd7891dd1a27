#include <fmt/format.h>

#include "setting.hpp"

// What a million assignments cost in memory, at the worst moment of the server's life.
namespace verbatim::bench {
namespace {

constexpr int kResponses = 100'000, kCoders = 10, kThemes = 50, kBatch = 1000;

void add_comments(Server& server, const std::string& owner) {
  for (int begin = 0; begin < kResponses; begin += kBatch) {
    std::string commands;
    for (int r = begin; r < begin + kBatch; ++r)
      commands += fmt::format(
          R"({}{{"type":"add_respondent","respondent":"p{}"}},)"
          R"({{"type":"add_comment","question":"q1","comment":"r{}","respondent":"p{}"}})",
          r == begin ? "" : ",", r, r, r);
    server.post("/v1/studies/bench/commands", owner, "application/json",
                "{\"commands\":[" + commands + "]}");
  }
}

void code(Server& server, const std::string& token, int coder) {
  for (int begin = 0; begin < kResponses; begin += kBatch) {
    std::string commands;
    for (int r = begin; r < begin + kBatch; ++r)
      commands += fmt::format(
          R"({}{{"type":"set_coding","question":"q1","response":"r{}","themes":["t{}"]}})",
          r == begin ? "" : ",", r, (r + (r % 7 == coder ? 1 : 0)) % kThemes);
    server.post("/v1/studies/bench/commands", token, "application/json",
                "{\"commands\":[" + commands + "]}");
  }
}

}  // namespace

void measure_memory(const Setting& setting) {
  std::uint64_t empty = 0;
  {
    Server server(setting, "empty");
    server.get("/v1/studies", server.token("olga", "owner"));
    empty = server.peak_memory();
  }
  say("a million assignments through the API");
  Server server(setting, "memory");
  const auto owner = server.token("olga", "owner");
  server.post("/v1/studies", owner, "application/json", R"({"study":"bench","title":"Bench"})");
  std::string commands = R"({"type":"add_question","question":"q1","text":"Why?"})";
  for (int t = 0; t < kThemes; ++t)
    commands += fmt::format(R"(,{{"type":"add_theme","theme":"t{}","label":"Theme {}"}})", t, t);
  server.post("/v1/studies/bench/commands", owner, "application/json",
              "{\"commands\":[" + commands + "]}");
  add_comments(server, owner);
  for (int coder = 0; coder < kCoders; ++coder)
    code(server, server.token(fmt::format("coder-{}", coder), "coder"), coder);
  const auto full = server.peak_memory();
  const double assignments = double{kResponses} * kCoders;
  print({"memory_per_assignment",
         static_cast<double>(full - empty) / assignments,
         "bytes",
         {},
         "",
         64,
         {{"empty_server_bytes", static_cast<double>(empty)},
          {"full_server_bytes", static_cast<double>(full)},
          {"assignments", assignments}}});
}

}  // namespace verbatim::bench
