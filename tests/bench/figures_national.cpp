#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "load.hpp"
#include "setting.hpp"

// A national consultation: 100,000 comments, 50 themes, 10 coders who have all coded everything,
// three million events. How long does each worklist and figure take, once it has to be counted
// anew?
namespace verbatim::bench {
namespace {

constexpr int kComments = 100'000, kCoders = 10, kThemes = 50, kGroups = 8, kBatch = 100'000;
constexpr int kAsked = 100;  // how often each is asked for

// Two themes a coding, drawn so that coders agree for the most part.
std::string codings_csv(int begin, int end, int coder) {
  std::string csv = "item_id,question,coder,labels,group,respondent\n";
  for (int r = begin; r < end; ++r) {
    const int first = (r * 7 + (r % 11 == coder ? 3 : 0)) % kThemes;
    const int second = (r * 13 + (r % 5 == coder % 5 ? 1 : 0)) % kThemes;
    csv += fmt::format("r{},q1,coder-{},t{}{},g{},p{}\n", r, coder, first,
                       second == first ? "" : fmt::format(";t{}", second), r % kGroups, r);
  }
  return csv;
}

void load(Server& server, const std::string& owner) {
  server.post("/v1/studies", owner, "application/json", R"({"study":"bench","title":"Bench"})");
  for (int coder = 0; coder < kCoders; ++coder)
    for (int begin = 0; begin < kComments; begin += kBatch)
      server.post("/v1/studies/bench/imports?format=codings", owner, "text/csv",
                  codings_csv(begin, begin + kBatch, coder));
}

// The same question again and again, each time after something was changed, so that no answer was
// computed before. Milliseconds, sorted.
std::vector<double> ask(Server& server, const std::string& coder, const std::string& target) {
  std::vector<double> took;
  for (int i = 0; i < kAsked; ++i) {
    server.post(
        "/v1/studies/bench/commands", coder, "application/json",
        fmt::format(R"({{"commands":[{{"type":"{}_coding","question":"q1","response":"r{}"}}]}})",
                    i % 2 == 0 ? "reopen" : "finish", i / 2));
    const auto begin = std::chrono::steady_clock::now();
    server.get(target, coder);
    took.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
  }
  std::sort(took.begin(), took.end());
  return took;
}

}  // namespace

void measure_national(const Setting& setting) {
  say("a national consultation: 100,000 comments, 10 coders, 3 million events");
  Server server(setting, "national");
  const auto owner = server.token("olga", "owner");
  load(server, owner);
  const auto coder = server.token("coder-3", "coder");
  const std::string study = "/v1/studies/bench", question = study + "/questions/q1";
  const std::vector<std::pair<std::string, std::string>> reads = {
      {"study", study},
      {"themes", study + "/themes"},
      {"progress", study + "/progress"},
      {"counts", question + "/counts"},
      {"counts_by_group", question + "/counts?by=group"},
      {"counts_rolled_up", question + "/counts?roll_up=true&by=group"},
      {"counts_of_a_coder", question + "/counts?basis=coder:coder-3"},
      {"connections", question + "/connections"},
      {"connections_of_a_group", question + "/connections?group=g3"},
      {"agreement", question + "/agreement"},
      {"stale", question + "/stale?coder=coder-3&limit=100"},
      {"disagreements", question + "/disagreements?limit=100"},
      {"responses", question + "/responses?limit=100"},
      {"unseen_responses", question + "/responses?coder=coder-3&state=begun&limit=100"},
  };
  for (const auto& [name, target] : reads) {
    const auto took = ask(server, coder, target);
    print({"national_" + name + "_p99",
           took[took.size() * 99 / 100],
           "ms",
           {},
           "",
           20,
           {{"p50_ms", took[took.size() / 2]}}});
  }
  print({"national_memory",
         static_cast<double>(server.peak_memory()),
         "bytes",
         {},
         "",
         1e9,
         {{"events", 1e6 * 3}}});
}

}  // namespace verbatim::bench
