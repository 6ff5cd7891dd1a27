#include <algorithm>
#include <chrono>
#include <future>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "eventlog/rocks_log.hpp"
#include "history.hpp"
#include "setting.hpp"
#include "studies/studies.hpp"

// Earlier moments of a large study, the start of a server that has one, and many idle studies.
namespace verbatim::bench {
namespace {

constexpr std::uint64_t kEvents = 1'000'000;
constexpr int kMoments = 400, kIdle = 5'000, kEventsOfIdle = 200;

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

void measure_moments(const std::filesystem::path& data) {
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
  print({"as_of_p99",
         percentile(taken, 0.99),
         "ms",
         {},
         "",
         20,
         {{"p50", percentile(taken, 0.5)}, {"max", percentile(taken, 1)}}});
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
    server.get("/v1/studies/bench/questions/q1/counts", token);
    taken.push_back(ms_since(begin));
  }
  print({"start_to_first_answer", median(taken), "ms", {}, "", 1000, {}});
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
  for (int i = 0; i < kIdle; ++i) server.get(study(static_cast<std::size_t>(i)), token);
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
  for (int i = 0; i < kMoments; ++i) {
    const auto target = study(random() % kIdle);
    const auto begin = Clock::now();
    server.get(target, token);
    taken.push_back(ms_since(begin));
  }
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
  measure_moments(setting.folder / "travel");
  measure_start(setting);
  measure_idle(setting);
}

}  // namespace verbatim::bench
