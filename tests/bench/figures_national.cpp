#include <algorithm>
#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "client.hpp"
#include "load.hpp"
#include "setting.hpp"

// A national consultation: 100,000 comments, 50 themes, 10 coders who have all coded everything,
// three million events. How long does each worklist and figure take, once it has to be counted
// anew, and while coders go on coding?
namespace verbatim::bench {
namespace {

constexpr int kComments = 100'000, kCoders = 10, kThemes = 50, kTop = 5, kGroups = 8;
constexpr int kAsked = 100;                         // how often each is asked for
constexpr int kWriters = 8;                         // connections that code meanwhile
constexpr int kMoods = 10, kMoodComments = 20'000;  // of another question, and another framework
constexpr int kNotes = 1000;                        // memos, and as many quotes

// What most coders say of a response.
int usual_theme(int response) {
  return response * 7 % kThemes;
}

// Two themes a coding, drawn so that coders agree for the most part.
std::string codings_csv(int begin, int end, int coder) {
  std::string csv = "item_id,question,coder,labels,group,respondent\n";
  for (int r = begin; r < end; ++r) {
    const int first = (usual_theme(r) + (r % 11 == coder ? 3 : 0)) % kThemes;
    const int second = (r * 13 + (r % 5 == coder % 5 ? 1 : 0)) % kThemes;
    csv += fmt::format("r{},q1,coder-{},t{}{},g{},p{}\n", r, coder, first,
                       second == first ? "" : fmt::format(";t{}", second), r % kGroups, r);
  }
  return csv;
}

// Two coders say of some comments in what mood they are.
std::string moods_csv(int coder) {
  std::string csv = "item_id,question,coder,labels,group,respondent\n";
  for (int r = 0; r < kMoodComments; ++r)
    csv += fmt::format("r{},q2,coder-{},mood-{},g{},p{}\n", r, coder,
                       (r + (r % 9 == coder ? 1 : 0)) % kMoods, r % kGroups, r);
  return csv;
}

void send(Server& server, const std::string& owner, const std::string& commands) {
  server.post("/v1/studies/bench/commands", owner, "application/json",
              "{\"commands\":[" + commands + "]}");
}

// Themes t0 .. t49: the first five at the top, the others below them.
void load_codebook(Server& server, const std::string& owner) {
  std::string commands = R"({"type":"add_question","question":"q1","text":"Why?"})";
  for (int t = 0; t < kThemes; ++t)
    commands += fmt::format(R"(,{{"type":"add_theme","theme":"t{}","label":"t{}"{}}})", t, t,
                            t < kTop ? "" : fmt::format(R"(,"parent":"t{}")", t % kTop));
  commands += R"(,{"type":"add_framework","framework":"other","label":"Another view"})";
  for (int m = 0; m < kMoods; ++m)
    commands += fmt::format(
        R"(,{{"type":"add_theme","theme":"o{}","framework":"other","label":"o{}"}})", m, m);
  send(server, owner, commands);
}

// One coder says of some comments what they are in another framework, too: so there is a crosswalk,
// and disputes over frameworks.
void load_other_view(Server& server, const std::string& token) {
  constexpr int kOnce = 2000;
  for (int begin = 0; begin < kMoodComments; begin += kOnce) {
    std::string commands;
    for (int r = begin; r < begin + kOnce; ++r)
      commands += fmt::format(R"({}{{"type":"assign_theme","question":"q1","response":"r{}",)"
                              R"("theme":"o{}"}})",
                              r == begin ? "" : ",", r, r % kMoods);
    send(server, token, commands);
  }
}

// Memos on responses, and quotes of them.
void load_notes(const Server& server, const std::string& owner) {
  Client client(server.port(), owner);
  for (int n = 0; n < kNotes; ++n) {
    client.put(fmt::format("/v1/studies/bench/memos/m{}", n),
               fmt::format(R"({{"text":"Is this so?","about":{{"kind":"response","id":"r{}",)"
                           R"("question":"q1"}}}})",
                           n));
    client.put(
        fmt::format("/v1/studies/bench/quotes/k{}", n),
        fmt::format(
            R"({{"question":"q1","response":"r{}","theme":"t{}","wording":"So it is.","why":"Short."}})",
            n, usual_theme(n)));
  }
}

void load(Server& server, const std::string& owner) {
  server.post("/v1/studies", owner, "application/json", R"({"study":"bench","title":"Bench"})");
  load_codebook(server, owner);
  for (int coder = 0; coder < kCoders; ++coder)
    server.post("/v1/studies/bench/imports?format=codings", owner, "text/csv",
                codings_csv(0, kComments, coder));
  for (int coder = 0; coder < 2; ++coder)
    server.post("/v1/studies/bench/imports?format=codings", owner, "text/csv", moods_csv(coder));
  load_other_view(server, server.token("coder-0", "coder"));
  load_notes(server, owner);
  // What makes worklists long: a theme that means something else now, and one that was split.
  send(server, owner,
       R"({"type":"revise_theme","theme":"t7","label":"t7","definition":"Narrower."},)"
       R"({"type":"split_theme","theme":"t8","into":["t9","t10"]},)"
       R"({"type":"link_themes","theme":"t11","other":"o1"},)"
       R"({"type":"set_policy","suppress_below":20})");
  send(server, owner,
       R"({"type":"open_round","round":"pilot","label":"Pilot","parts":[{"question":"q1",)"
       R"("coders":["coder-0","coder-1","coder-2","coder-3"],"sample":20000}]})");
  send(server, owner, R"({"type":"close_round","round":"pilot"})");
}

// Milliseconds, sorted.
struct Waits {
  std::vector<double> all;
  double at(std::size_t percent) const { return all[(all.size() - 1) * percent / 100]; }
};

// The same question again and again, each time after something was changed, so that no answer was
// computed before.
Waits ask(Client& client, const std::string& target) {
  Waits waits;
  for (int i = 0; i < kAsked; ++i) {
    client.post(
        "/v1/studies/bench/commands",
        fmt::format(R"({{"commands":[{{"type":"{}_coding","question":"q1","response":"r{}"}}]}})",
                    i % 2 == 0 ? "reopen" : "finish", i / 2));
    waits.all.push_back(client.get(target));
  }
  std::sort(waits.all.begin(), waits.all.end());
  return waits;
}

// One coder takes what is next and finishes it, again and again.
Waits take_next(Client& client) {
  Waits waits;
  for (int i = 0; i < kAsked; ++i) {
    waits.all.push_back(client.post("/v1/studies/bench/rounds/last/next?question=q1", ""));
    const auto answer = nlohmann::json::parse(client.body());
    client.post("/v1/studies/bench/commands",
                nlohmann::json{{"commands",
                                {{{"type", "finish_coding"},
                                  {"question", "q1"},
                                  {"response", answer.at("response").at("response")}}}}}
                    .dump());
  }
  std::sort(waits.all.begin(), waits.all.end());
  return waits;
}

void print_waits(const std::string& name, const Waits& fresh, const Waits& live,
                 std::size_t bytes) {
  print({"national_" + name + "_p99",
         fresh.at(99),
         "ms",
         {},
         "",
         20,
         {{"p50_ms", fresh.at(50)},
          {"while_coders_write_p99_ms", live.at(99)},
          {"while_coders_write_p50_ms", live.at(50)},
          {"bytes", static_cast<double>(bytes)}}});
}

// Coders who put a theme on responses of their own and take it off again, until told to stop.
class Writing {
 public:
  Writing(const Server& server, const std::string& token)
      : thread_([this, port = server.port(), token] {
          while (!over_) {
            run({port, kWriters, 0.2, [&token](std::size_t connection, std::uint64_t sent) {
                   return http_request(
                       sent % 2 == 0 ? "PUT" : "DELETE",
                       fmt::format("/v1/studies/bench/questions/q1/responses/r{}/codings/coder-4/"
                                   "themes/t{}",
                                   5000 + connection * 13, 20 + sent / 2 % 20),
                       token);
                 }});
          }
        }) {}
  ~Writing() {
    over_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace

void measure_national(const Setting& setting) {
  say("a national consultation: 100,000 comments, 10 coders, 3 million events");
  Server server(setting, "national");
  const auto owner = server.token("olga", "owner");
  load(server, owner);
  const auto writer = server.token("coder-4", "coder");
  Client client(server.port(), server.token("coder-3", "coder"));
  const std::string study = "/v1/studies/bench", question = study + "/questions/q1";
  const std::vector<std::pair<std::string, std::string>> reads = {
      {"study", study},
      {"themes", study + "/themes"},
      {"progress", study + "/progress"},
      {"counts", question + "/counts"},
      {"counts_by_group_small_ones_suppressed", question + "/counts?by=group"},
      {"counts_rolled_up", question + "/counts?roll_up=true&by=group"},
      {"counts_of_a_coder", question + "/counts?basis=coder:coder-3"},
      {"counts_of_a_coder_rolled_up", question + "/counts?basis=coder:coder-3&roll_up=true"},
      {"connections", question + "/connections"},
      {"connections_of_a_group", question + "/connections?group=g3"},
      {"crosswalk", question + "/connections?framework=themes&to=other"},
      {"agreement", question + "/agreement"},
      {"agreement_with_pairs", question + "/agreement?pairs=true"},
      {"agreement_rolled_up", question + "/agreement?roll_up=true"},
      {"agreement_of_a_group", question + "/agreement?group=g3"},
      {"agreement_of_a_round", question + "/agreement?round=pilot"},
      {"agreement_of_three_coders", question + "/agreement?coders=coder-1,coder-2,coder-3"},
      {"agreement_of_the_study", study + "/agreement"},
      {"stale", question + "/stale?limit=100"},
      {"stale_of_a_coder", question + "/stale?coder=coder-3&limit=100"},
      {"disagreements", question + "/disagreements?limit=100"},
      {"disagreements_in_order", question + "/disagreements?sort=order&limit=100"},
      {"disagreements_in_a_framework", question + "/disagreements?framework=themes&settled=false"},
      {"responses", question + "/responses?limit=100"},
      {"responses_begun", question + "/responses?coder=coder-3&state=begun&limit=100"},
      {"responses_unseen", question + "/responses?coder=coder-3&state=unseen&limit=100"},
      {"rounds", study + "/rounds"},
      {"round", study + "/rounds/pilot"},
      {"theme", study + "/themes/t7"},
      {"response", question + "/responses/r77"},
      {"memos", study + "/memos"},
      {"quotes", study + "/quotes"},
      {"events", study + "/events?after=2000000&limit=100"},
  };
  for (const auto& [name, target] : reads) {
    const auto fresh = ask(client, target);
    Waits live;
    {
      const Writing writing(server, writer);
      live = ask(client, target);
    }
    print_waits(name, fresh, live, client.body().size());
  }
  // Two who come late are to code everything a last time.
  send(server, owner,
       R"({"type":"add_member","member":"late","role":"coder"},)"
       R"({"type":"add_member","member":"later","role":"coder"},)"
       R"({"type":"open_round","round":"last","label":"Last","parts":[{"question":"q1",)"
       R"("coders":["late","later"],"per_response":1}]})");
  Client late(server.port(), server.token("late", "coder"));
  const auto next = take_next(late);
  print({"national_next_p99", next.at(99), "ms", {}, "", 20, {{"p50_ms", next.at(50)}}});
  print({"national_memory",
         static_cast<double>(server.peak_memory()),
         "bytes",
         {},
         "",
         1e9,
         {{"events", 1e6 * 3}}});
}

}  // namespace verbatim::bench
