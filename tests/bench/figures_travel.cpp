#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "client.hpp"
#include "eventlog/rocks_log.hpp"
#include "history.hpp"
#include "setting.hpp"
#include "studies/studies.hpp"

// Earlier moments of a large study, the start of a server that has one, and many idle studies.
namespace verbatim::bench {
namespace {

constexpr std::uint64_t kEvents = 1'000'000;
constexpr int kMoments = 400, kIdle = 5'000, kEventsOfIdle = 200, kThemesUsed = 50;

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

std::uint64_t bytes_in(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) bytes += entry.file_size();
  return bytes;
}

std::unique_ptr<eventlog::EventLog> open_log(const std::filesystem::path& data) {
  std::filesystem::create_directories(data);
  auto log = eventlog::open_rocks_log({.directory = (data / "log").string()});
  if (!log) throw std::runtime_error(log.error().detail);
  return std::move(*log);
}

// Each moment is another one: nobody asked for it, or for one near it, before.
void measure_moments(const std::filesystem::path& data, const std::string& name) {
  say("snapshots of a million events");
  const auto log = open_log(data);
  studies::StudiesOptions options;
  options.snapshots = (data / "snapshots").string();
  auto studies = studies::Studies::open(*log, options);
  if (!studies) throw std::runtime_error(studies.error().detail);
  const auto begin = Clock::now();
  (*studies)->keep_up("bench");
  std::promise<void> kept;
  (*studies)->when_kept([&] { kept.set_value(); });
  kept.get_future().wait();
  print(
      {"snapshots_written", kEvents / ms_since(begin) * 1000, "events per second", {}, "", {}, {}});
  const auto bytes = static_cast<double>(bytes_in(data / "snapshots"));
  print({"snapshot_bytes_per_event",
         bytes / kEvents,
         "bytes",
         {},
         "",
         {},
         {{"log_bytes_per_event", static_cast<double>(bytes_in(data / "log")) / kEvents}}});
  say("moments at random");
  std::mt19937_64 random(1);
  std::vector<double> taken;
  for (int i = 0; i < kMoments; ++i) {
    const auto position = random() % kEvents + 1;
    const auto asked = Clock::now();
    if (auto view = (*studies)->as_of("bench", position); !view)
      throw std::runtime_error(view.error().detail);
    taken.push_back(ms_since(asked));
  }
  print({name,
         percentile(taken, 0.99),
         "ms",
         {},
         "",
         20,
         {{"p50", percentile(taken, 0.5)}, {"max", percentile(taken, 1)}}});
}

// What a reader waits for at moments that nobody asked for before.
void measure_answers(Client& client, const std::string& name, const std::string& target) {
  static std::mt19937_64 random(2);
  std::vector<double> taken;
  for (int i = 0; i < kMoments; ++i)
    taken.push_back(
        client.get(fmt::format("/v1/studies/bench/{}as_of={}", target, random() % kEvents + 1)));
  print({fmt::format("as_of_{}_p99", name),
         percentile(taken, 0.99),
         "ms",
         {},
         "",
         20,
         {{"p50", percentile(taken, 0.5)}, {"max", percentile(taken, 1)}}});
}

// A rebuild of a million events, and what somebody who writes meanwhile waits for.
void measure_rebuild(Server& server, const std::string& token) {
  say("a rebuild while somebody writes");
  std::atomic<bool> stop = false;
  std::vector<double> written;
  std::thread writer([&, coder = server.token("coder-1", "coder")] {
    Client client(server.port(), coder);
    for (int i = 0; !stop; ++i)
      written.push_back(client.post(
          "/v1/studies/bench/commands",
          fmt::format(R"({{"commands":[{{"type":"set_coding","question":"q1","response":"r{:06}",)"
                      R"("coder":"coder-1","themes":["theme-{}"]}}]}})",
                      i % 1000, i % kThemesUsed)));
  });
  server.post("/v1/studies/bench/rebuild", token, "application/json", "");
  std::string state;
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    state = server.get("/v1/studies/bench/rebuild", token);
  } while (state.find(R"("stage":"done")") == std::string::npos &&
           state.find(R"("stage":"failed")") == std::string::npos);
  stop = true;
  writer.join();
  const std::string rate = R"("events_per_second":)";
  if (state.find(R"("differences":[])") == std::string::npos) throw std::runtime_error(state);
  print({"rebuild_beside",
         std::stod(state.substr(state.find(rate) + rate.size())),
         "events per second",
         {},
         "",
         1'000'000,
         {{"write_p99_ms", percentile(written, 0.99)}, {"write_max_ms", percentile(written, 1)}}});
}

void measure_start(const Setting& setting) {
  say("from the start of a server to its first answer");
  std::string token;
  {
    Server server(setting, "travel");
    token = server.token("olga", "owner");
  }
  std::vector<double> taken;
  for (int round = 0; round < std::max(3, setting.rounds); ++round) {
    const auto begin = Clock::now();
    Server server(setting, "travel");
    Client(server.port(), token).get("/v1/studies/bench/questions/q1/counts");
    taken.push_back(ms_since(begin));
  }
  print({"start_to_first_answer", median(taken), "ms", {}, "", 1000, {}});
  Server server(setting, "travel");
  Client client(server.port(), token);
  client.get("/v1/studies/bench/questions/q1/counts");
  std::this_thread::sleep_for(std::chrono::seconds(3));  // it checks what it opened
  measure_answers(client, "counts", "questions/q1/counts?");
  measure_answers(client, "agreement", "questions/q1/agreement?");
  measure_answers(client, "progress", "questions/q1/progress?");
  measure_answers(client, "worklist", "questions/q1/disagreements?limit=20&");
  measure_answers(client, "codings", "questions/q1/responses?limit=20&");
  measure_answers(client, "codebook", "themes?");
  measure_rebuild(server, token);
}

void measure_idle(const Setting& setting) {
  say("five thousand studies that leave memory");
  {
    const auto log = open_log(setting.folder / "idle");
    for (int i = 0; i < kIdle; ++i) write_history(*log, fmt::format("s{}", i), kEventsOfIdle);
  }
  Server server(setting, "idle", {"--idle-minutes", "0.05"});
  const auto token = server.token("olga", "owner");
  const auto study = [](std::size_t i) { return fmt::format("/v1/studies/s{}", i); };
  Client client(server.port(), token);
  for (int i = 0; i < kIdle; ++i) client.get(study(static_cast<std::size_t>(i)));
  const auto busy = server.memory();
  std::this_thread::sleep_for(std::chrono::seconds(12));
  const auto idle = server.memory();
  print({"idle_studies_memory",
         static_cast<double>(idle) / 1e6,
         "MB",
         {},
         "",
         500,
         {{"studies", kIdle}, {"in_memory_mb", static_cast<double>(busy) / 1e6}}});
  std::mt19937_64 random(1);
  std::vector<double> taken;
  for (int i = 0; i < kMoments; ++i) taken.push_back(client.get(study(random() % kIdle)));
  print({"idle_study_returns_p99",
         percentile(taken, 0.99),
         "ms",
         {},
         "",
         {},
         {{"p50", percentile(taken, 0.5)}}});
}

}  // namespace

void measure_travel(const Setting& setting) {
  say("writing a log of a million events");
  write_history(*open_log(setting.folder / "travel"), "bench", kEvents);
  measure_moments(setting.folder / "travel", "as_of_p99");
  say("the same where no two coders are at the same response");
  write_history(*open_log(setting.folder / "apart"), "bench", kEvents, Coders::kApart);
  measure_moments(setting.folder / "apart", "as_of_of_coders_apart_p99");
  std::filesystem::remove_all(setting.folder / "apart");
  measure_start(setting);
  measure_idle(setting);
}

}  // namespace verbatim::bench
