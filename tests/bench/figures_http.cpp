#include <chrono>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "appends.hpp"
#include "load.hpp"
#include "setting.hpp"

// Through the whole product: HTTP in, durable, HTTP out; against the same engine with nothing
// behind it, and against the disk alone.
namespace verbatim::bench {
namespace {

// How often the disk makes one more record of an appended file durable, in one second.
double fsync_rate(const Setting& setting) {
  const auto path = setting.folder / "fsync";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);
  const std::string record(200, 'x');
  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t count = 0;
  double seconds = 0;
  while (seconds < setting.seconds) {
    if (::write(file, record.data(), record.size()) < 0 || ::fdatasync(file) != 0) break;
    ++count;
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  ::close(file);
  std::filesystem::remove(path);
  return static_cast<double>(count) / seconds;
}

auto counts(const std::string& token) {
  const auto request = http_request("GET", "/v1/studies/bench/questions/q1/counts", token);
  return [request](std::size_t, std::uint64_t) { return request; };
}

struct Pair {
  LoadResult ours, constant;
};

class Constant {
 public:
  Constant(const Setting& setting, std::size_t bytes)
      : port_(free_port()),
        process_({"/proc/self/exe", "--constant", std::to_string(port_), std::to_string(bytes)},
                 (setting.folder / "constant.log").string()) {
    wait_for_port(port_);
  }
  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_;
  Process process_;
};

template <class Next>
void compare(const Setting& setting, const std::string& name, std::size_t connections,
             std::uint16_t ours, std::uint16_t constant, Next next, std::optional<double> aim,
             std::vector<double>* kept = nullptr) {
  say(fmt::format("{} at {} connections", name, connections));
  std::vector<double> our_rates, constant_rates, p50, p99;
  double unexpected = 0;
  for (int round = 0; round < setting.rounds; ++round) {
    constant_rates.push_back(run({constant, connections, setting.seconds, next}).per_second);
    const auto result = run({ours, connections, setting.seconds, next});
    our_rates.push_back(result.per_second);
    p50.push_back(result.p50_ms);
    p99.push_back(result.p99_ms);
    unexpected += static_cast<double>(result.unexpected);
  }
  if (kept != nullptr) kept->push_back(median(our_rates));
  print({fmt::format("{}_{}_connections", name, connections),
         median(our_rates),
         "per second",
         median(constant_rates),
         "the same HTTP engine answering a constant",
         aim,
         {{"p50_ms", median(p50)}, {"p99_ms", median(p99)}, {"unexpected_answers", unexpected}}});
}

}  // namespace

int load_appends(std::uint16_t port, std::size_t connections, double seconds,
                 const std::string& token) {
  const auto result = run({port, connections, seconds, toggles(token)});
  print({fmt::format("appends_{}_connections", connections),
         result.per_second,
         "per second",
         {},
         "",
         {},
         {{"p50_ms", result.p50_ms}, {"p99_ms", result.p99_ms}}});
  return result.unexpected == 0 ? 0 : 1;
}

std::vector<double> measure_http(const Setting& setting) {
  Server server(setting, "http");
  const auto owner = server.token("olga", "owner");
  const auto coder = server.token("ada", "coder");
  seed(server, owner);

  std::vector<double> appends;
  {
    Constant constant(setting, 44);
    std::vector<double> alone, disk;
    run({server.port(), 1, 1, toggles(coder)});  // warms up
    for (int round = 0; round < setting.rounds; ++round) {
      disk.push_back(fsync_rate(setting));
      alone.push_back(run({server.port(), 1, setting.seconds, toggles(coder)}).per_second);
    }
    print({"appends_1_connection_to_disk",
           median(alone),
           "per second",
           median(disk),
           "fdatasync of an appended file, the disk alone",
           0.6,
           {}});
    compare(setting, "appends", 1, server.port(), constant.port(), toggles(coder), {}, &appends);
    compare(setting, "appends", 16, server.port(), constant.port(), toggles(coder), {}, &appends);
    compare(setting, "appends", 64, server.port(), constant.port(), toggles(coder), 0.6, &appends);
    compare(setting, "appends", 256, server.port(), constant.port(), toggles(coder), 0.8);
  }
  const auto size = server.get("/v1/studies/bench/questions/q1/counts", coder).size();
  Constant constant(setting, size);
  compare(setting, "counts_reads", 64, server.port(), constant.port(), counts(coder), 0.8);
  return appends;
}

}  // namespace verbatim::bench
