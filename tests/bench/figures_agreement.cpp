#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "client.hpp"
#include "load.hpp"
#include "projections/agreement_figures.hpp"
#include "projections/agreement_sums.hpp"
#include "setting.hpp"

// Agreement of a question with 100,000 responses, 10 coders and 50 themes, a million assignments:
// every coefficient of every theme, what one more assignment costs, and how long a reader waits
// while 64 clients write.
namespace verbatim::bench {
namespace {

constexpr int kResponses = 100'000, kCoders = 10, kThemes = 50, kUpdates = 20'000;

using coding::Event;

std::string named(const char* prefix, int number) {
  return prefix + std::to_string(number);
}

// What a coder says of a response: mostly what the others say.
int theme_of(int response, int coder) {
  return (response * 7 + (response % 11 == coder ? 3 : 0)) % kThemes;
}

coding::Study coded() {
  coding::Study study;
  const auto happen = [&](const Event& event) {
    if (!coding::evolve(study, event, study.position + 1)) throw std::runtime_error("no event");
  };
  happen(coding::StudyOpened{"bench", "Bench"});
  happen(coding::QuestionAdded{"q1", "Why?"});
  happen(coding::FrameworkAdded{"themes", "Themes"});
  for (int t = 0; t < kThemes; ++t)
    happen(coding::ThemeAdded{named("t", t), "themes", named("t", t), "", "", {}});
  for (int c = 0; c < kCoders; ++c)
    happen(coding::MemberAdded{named("coder-", c), coding::Role::kCoder});
  for (int r = 0; r < kResponses; ++r) {
    happen(coding::RespondentAdded{named("p", r), ""});
    happen(coding::CommentAdded{"q1", named("r", r), named("p", r), {}, 9});
    for (int c = 0; c < kCoders; ++c) {
      happen(coding::ThemeAssigned{"q1", named("r", r), named("coder-", c),
                                   named("t", theme_of(r, c)), kThemes});
      happen(coding::CodingFinished{"q1", named("r", r), named("coder-", c)});
    }
  }
  return study;
}

double milliseconds_of(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

// The median of some rounds.
double often(const auto& work) {
  std::vector<double> took;
  for (int i = 0; i < 11; ++i) took.push_back(milliseconds_of(work));
  return median(took);
}

void print_ms(const std::string& name, double value, std::optional<double> aim) {
  print({name, value, "ms", {}, "", aim, {}});
}

void measure_in_memory() {
  say("agreement in memory: a million assignments");
  projections::StudyView view(coded(), 1, 1);
  std::size_t results = 0;
  const auto figures = [&](const projections::AgreementQuery& query) {
    results += projections::agreement_of(view, 0, query).results.size();
  };
  print_ms("agreement_all_coefficients", often([&] { figures({}); }), 50);
  projections::AgreementQuery query;
  query.pairs = true;
  print_ms("agreement_all_coefficients_with_pairs", often([&] { figures(query); }), 50);
  projections::AgreementPart everything;
  for (int c = 0; c < kCoders; ++c)
    everything.coders.push_back(static_cast<coding::MemberIndex>(c));
  print_ms("agreement_pass_over_all_codings",
           often([&] { projections::sums_of_part(view, 0, everything); }), {});
  everything.pairs = true;
  print_ms("agreement_pass_over_all_codings_with_pairs",
           often([&] { projections::sums_of_part(view, 0, everything); }), {});
  // Each coding is finished, so that every assignment moves every sum.
  std::vector<Event> events;
  for (int i = 0; i < kUpdates; ++i)
    events.emplace_back(coding::ThemeAssigned{"q1", named("r", i * 5 % kResponses),
                                              named("coder-", i % kCoders),
                                              named("t", (theme_of(i, 0) + i) % kThemes), kThemes});
  const auto ms = milliseconds_of([&] {
    for (const auto& event : events)
      if (!view.try_apply(event, 1)) throw std::runtime_error("no event");
  });
  print({"agreement_update_after_one_assignment",
         ms * 1000 / kUpdates,
         "microseconds",
         {},
         "",
         20,
         {{"results_seen", static_cast<double>(results)}}});
}

// What a reader waits for who asks for agreement after each change.
void measure_fresh(const Server& server, const std::string& name, const std::string& owner,
                   const std::string& coder, double pause_seconds) {
  constexpr int kAsked = 500;
  Client client(server.port(), owner);
  std::vector<double> took, constant;
  LoadResult written;
  std::thread writers([&] {
    Load load;
    load.port = server.port();
    load.connections = 64;
    load.seconds = 4;
    load.pause_seconds = pause_seconds;
    load.next = [&](std::size_t connection, std::uint64_t sent) {
      return http_request(
          sent % 2 == 0 ? "PUT" : "DELETE",
          fmt::format("/v1/studies/bench/questions/q1/responses/r{}/codings/coder-4/themes/t{}",
                      connection * 13, 1 + sent / 2 % 3),
          coder);
    };
    written = run(load);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  for (int i = 0; i < kAsked; ++i) {
    took.push_back(client.get("/v1/studies/bench/questions/q1/agreement"));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    constant.push_back(client.get("/healthz"));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  writers.join();
  std::sort(took.begin(), took.end());
  std::sort(constant.begin(), constant.end());
  print({name,
         took[took.size() * 99 / 100],
         "ms",
         constant[constant.size() * 99 / 100],
         "an answer without a study, asked in between",
         2,
         {{"p50_ms", took[took.size() / 2]},
          {"writes_per_second", written.per_second},
          {"unexpected_answers", static_cast<double>(written.unexpected)}}});
}

void measure_while_writing(const Setting& setting) {
  constexpr int kComments = 4000;
  say("agreement while 64 clients write");
  Server server(setting, "agreement");
  const auto owner = server.token("olga", "owner");
  server.post("/v1/studies", owner, "application/json", R"({"study":"bench","title":"Bench"})");
  std::string commands = R"({"type":"add_question","question":"q1","text":"Why?"})";
  for (int t = 0; t < kThemes; ++t)
    commands += fmt::format(R"(,{{"type":"add_theme","theme":"t{}","label":"t{}"}})", t, t);
  server.post("/v1/studies/bench/commands", owner, "application/json",
              "{\"commands\":[" + commands + "]}");
  for (int c = 0; c < kCoders; ++c) {
    std::string csv = "item_id,question,coder,labels,respondent\n";
    for (int r = 0; r < kComments; ++r)
      csv += fmt::format("r{},q1,coder-{},t{},p{}\n", r, c, theme_of(r, c), r);
    server.post("/v1/studies/bench/imports?format=codings", owner, "text/csv", csv);
  }
  const auto coder = server.token("coder-4", "coder");
  // Each faster than any hand; and each as fast as it is answered, on the cores of the server.
  measure_fresh(server, "agreement_fresh_answer_while_64_write_p99", owner, coder, 0.02);
  measure_fresh(server, "agreement_fresh_answer_while_64_write_without_a_pause_p99", owner, coder,
                0);
}

}  // namespace

void measure_agreement(const Setting& setting) {
  measure_in_memory();
  measure_while_writing(setting);
}

}  // namespace verbatim::bench
