#include <atomic>
#include <chrono>
#include <exception>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appends.hpp"
#include "load.hpp"
#include "setting.hpp"

// What a backup costs those who write meanwhile, and how long it takes.
namespace verbatim::bench {
namespace {

constexpr std::size_t kConnections = 64;
constexpr std::uint64_t kEvents = 1'000'000;

// One backup in a thread of its own. `output` is what it printed, of more rounds the last.
class Backup {
 public:
  Backup(const Setting& setting, const Server& server) : folder_(setting.folder / "copy") {
    std::filesystem::remove_all(folder_);
    const auto command =
        fmt::format("{}/verbatim backup {} --data {} --json", setting.binaries.string(),
                    folder_.string(), server.data().string());
    thread_ = std::thread([this, command] {
      const auto begin = std::chrono::steady_clock::now();
      try {
        output_ = output_of(command);
      } catch (const std::exception& error) {
        failure_ = error.what();
      }
      seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      ended_ = true;
    });
  }
  ~Backup() {
    if (thread_.joinable()) thread_.join();
    std::filesystem::remove_all(folder_);
  }
  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;

  bool ended() const { return ended_; }
  // Waits, and answers how many events are in it.
  std::uint64_t events() {
    if (thread_.joinable()) thread_.join();
    if (!failure_.empty()) throw std::runtime_error(failure_);
    return nlohmann::json::parse(output_).at("studies").at(0).at("position");
  }
  double seconds() const { return seconds_; }

 private:
  std::filesystem::path folder_;
  std::string output_, failure_;
  double seconds_ = 0;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

}  // namespace

void measure_backup(const Setting& setting) {
  constexpr double kWindow = 0.5;  // seconds: a load that lies within a backup is one of these
  Server server(setting, "backup");
  seed(server, server.token("olga", "owner"));
  const auto coder = server.token("ada", "coder");
  const auto write = [&](double seconds) {
    const auto result = run({server.port(), kConnections, seconds, toggles(coder)});
    if (result.unexpected > 0) throw std::runtime_error("a write was refused");
    return result;
  };
  say("a study of a million events");
  for (std::uint64_t events = 0; events < kEvents;) events += write(1).answers;

  double idle_seconds = 0, events = 0;
  {
    Backup backup(setting, server);
    events = static_cast<double>(backup.events());
    idle_seconds = backup.seconds();
  }
  print({"backup_of_a_million_events",
         events / idle_seconds,
         "events per second",
         {},
         "",
         {},
         {{"events", events}, {"seconds", idle_seconds}}});

  std::vector<double> quiet, meanwhile, seconds, sizes;
  for (int round = 0; round < setting.rounds; ++round) {
    say(fmt::format("writes beside a backup, round {}", round + 1));
    quiet.push_back(write(setting.seconds).per_second);
    std::vector<double> windows;
    Backup backup(setting, server);
    while (!backup.ended()) {
      const auto rate = write(kWindow).per_second;
      if (!backup.ended()) windows.push_back(rate);
    }
    sizes.push_back(static_cast<double>(backup.events()));
    seconds.push_back(backup.seconds());
    double sum = 0;
    for (const auto rate : windows) sum += rate;
    if (windows.empty()) throw std::runtime_error("the backup was over too soon to be measured");
    meanwhile.push_back(sum / static_cast<double>(windows.size()));
  }
  print({fmt::format("appends_{}_connections_beside_a_backup", kConnections),
         median(meanwhile),
         "per second",
         median(quiet),
         "the same without a backup",
         0.67,
         {{"backup_seconds", median(seconds)}, {"events", median(sizes)}}});
}

}  // namespace verbatim::bench
