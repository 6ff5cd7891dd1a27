#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appends.hpp"
#include "load.hpp"
#include "setting.hpp"

// What a backup costs those who write meanwhile, and how long it takes; the same of a restore and
// of a rebuild.
namespace verbatim::bench {
namespace {

constexpr std::size_t kConnections = 64;
constexpr std::uint64_t kEvents = 1'000'000;

// Something that goes on in a thread of its own while others write.
class Meanwhile {
 public:
  // `work` answers how many events it was about.
  explicit Meanwhile(std::function<std::uint64_t()> work) {
    thread_ = std::thread([this, work = std::move(work)] {
      const auto begin = std::chrono::steady_clock::now();
      try {
        events_ = work();
      } catch (const std::exception& error) {
        failure_ = error.what();
      }
      seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      ended_ = true;
    });
  }
  ~Meanwhile() {
    if (thread_.joinable()) thread_.join();
  }
  Meanwhile(const Meanwhile&) = delete;
  Meanwhile& operator=(const Meanwhile&) = delete;

  bool ended() const { return ended_; }
  // Waits, and answers how many events it was about. Throws what it threw.
  std::uint64_t events() {
    if (thread_.joinable()) thread_.join();
    if (!failure_.empty()) throw std::runtime_error(failure_);
    return events_;
  }
  double seconds() const { return seconds_; }

 private:
  std::uint64_t events_ = 0;
  std::string failure_;
  double seconds_ = 0;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

std::uint64_t back_up(const Setting& setting, const Server& server) {
  const auto folder = setting.folder / "copy";
  std::filesystem::remove_all(folder);
  const auto output =
      output_of(fmt::format("{}/verbatim backup {} --data {} --with-keys --json",
                            setting.binaries.string(), folder.string(), server.data().string()));
  return nlohmann::json::parse(output).at("studies").at(0).at("position");
}

// The last backup, hashes, events and figures compared.
std::uint64_t restore(const Setting& setting) {
  const auto folder = setting.folder / "restored";
  std::filesystem::remove_all(folder);
  const auto output =
      output_of(fmt::format("{}/verbatim restore {} --data {} --json", setting.binaries.string(),
                            (setting.folder / "copy").string(), folder.string()));
  std::filesystem::remove_all(folder);
  return nlohmann::json::parse(output).at("studies").at(0).at("position");
}

// The study anew from its log, compared with the live one and put in its place.
std::uint64_t rebuild(Server& server, const std::string& token) {
  server.post("/v1/studies/bench/rebuild", token, "application/json", "");
  for (;;) {
    const auto state = nlohmann::json::parse(server.get("/v1/studies/bench/rebuild", token));
    if (state.at("stage") == "failed" ||
        (state.at("stage") == "done" && !state.at("differences").empty()))
      throw std::runtime_error(state.dump());
    if (state.at("stage") == "done") return state.at("position");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace

void measure_backup(const Setting& setting) {
  constexpr double kWindow = 0.5;  // seconds: a load that lies within a backup is one of these
  Server server(setting, "backup");
  const auto owner = server.token("olga", "owner");
  seed(server, owner);
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
    Meanwhile backup([&] { return back_up(setting, server); });
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

  const auto measure = [&](const std::string& what, std::optional<double> aim,
                           const std::function<std::uint64_t()>& work) {
    std::vector<double> quiet, beside, seconds, sizes;
    for (int round = 0; round < setting.rounds; ++round) {
      say(fmt::format("writes beside a {}, round {}", what, round + 1));
      quiet.push_back(write(setting.seconds).per_second);
      std::vector<double> windows;
      Meanwhile meanwhile(work);
      while (!meanwhile.ended()) {
        const auto rate = write(kWindow).per_second;
        if (!meanwhile.ended()) windows.push_back(rate);
      }
      sizes.push_back(static_cast<double>(meanwhile.events()));
      seconds.push_back(meanwhile.seconds());
      double sum = 0;
      for (const auto rate : windows) sum += rate;
      if (windows.empty()) throw std::runtime_error("it was over too soon to be measured");
      beside.push_back(sum / static_cast<double>(windows.size()));
    }
    print({fmt::format("appends_{}_connections_beside_a_{}", kConnections, what),
           median(beside),
           "per second",
           median(quiet),
           "the same alone",
           aim,
           {{"seconds", median(seconds)}, {"events", median(sizes)}}});
  };
  measure("backup", 0.67, [&] { return back_up(setting, server); });
  measure("restore", {}, [&] { return restore(setting); });
  measure("rebuild", {}, [&] { return rebuild(server, owner); });
  std::filesystem::remove_all(setting.folder / "copy");
}

}  // namespace verbatim::bench
