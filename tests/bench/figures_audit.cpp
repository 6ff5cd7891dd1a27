#include <algorithm>
#include <chrono>
#include <random>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "audit/log_tree.hpp"
#include "eventlog/rocks_log.hpp"
#include "history.hpp"
#include "setting.hpp"

// Proving offline that nobody changed a record of a million events, and proofs out of its tree.
namespace verbatim::bench {
namespace {

constexpr std::uint64_t kEvents = 1'000'000;
constexpr int kProofs = 1'000;

double seconds_of(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// The whole command, from its start to its verdict.
double verified_per_second(const std::string& command) {
  std::string said;
  const auto seconds = seconds_of([&] { said = output_of(command); });
  const auto study = nlohmann::json::parse(said).at("studies").at(0);
  if (study.at("events") != kEvents || !study.at("findings").empty())
    throw std::runtime_error("not as it was written: " + said);
  return static_cast<double>(kEvents) / seconds;
}

// One core that reads the bundle and hashes it, and does nothing else.
void measure_bundle(const Setting& setting, const std::string& bundle) {
  say("offline verification of a bundle");
  const auto verbatim = (setting.binaries / "verbatim").string();
  std::vector<double> verified, hashed;
  for (int round = 0; round < setting.rounds; ++round) {
    hashed.push_back(static_cast<double>(kEvents) /
                     seconds_of([&] { output_of("sha256sum " + bundle); }));
    verified.push_back(
        verified_per_second(fmt::format("{} audit verify {} --json", verbatim, bundle)));
  }
  print({"audit_verify",
         median(verified),
         "events per second",
         median(hashed),
         "sha256sum of the bundle, on one core",
         {},
         {{"bundle_bytes_per_event",
           static_cast<double>(std::filesystem::file_size(bundle)) / kEvents}}});
  print({"audit_verify_absolute", median(verified), "events per second", {}, "", 500'000, {}});
}

void measure_folder(const Setting& setting, const std::string& data) {
  say("offline verification of a data folder");
  const auto verbatim = (setting.binaries / "verbatim").string();
  std::vector<double> verified;
  for (int round = 0; round < setting.rounds; ++round)
    verified.push_back(
        verified_per_second(fmt::format("{} audit verify --data {} --json", verbatim, data)));
  print({"audit_verify_folder", median(verified), "events per second", {}, "", 500'000, {}});
}

void measure_proofs(const std::string& data) {
  say("proofs");
  const auto log = eventlog::open_rocks_log({.directory = data + "/log", .read_only = true});
  if (!log) throw std::runtime_error(log.error().detail);
  std::mt19937_64 random(1);
  std::vector<double> proofs;
  for (int i = 0; i < kProofs; ++i) {
    const auto size = random() % (kEvents - 1) + 2, leaf = random() % (size - 1);
    proofs.push_back(1000 * seconds_of([&] {
                       const auto tree = audit::tree_of(**log, "bench", size);
                       if (!tree.root() || !tree.inclusion(leaf) || !tree.consistency(leaf + 1))
                         throw std::runtime_error("no proof");
                     }));
  }
  std::sort(proofs.begin(), proofs.end());
  print({"audit_proofs",
         proofs[proofs.size() / 2],
         "ms for a root, an inclusion and a consistency proof",
         {},
         "",
         {},
         {{"p99", proofs[proofs.size() * 99 / 100]}}});
}

}  // namespace

void measure_audit(const Setting& setting) {
  say("writing a log of a million events");
  const auto data = setting.folder / "audit";
  {
    std::filesystem::create_directories(data);
    const auto log = eventlog::open_rocks_log({.directory = (data / "log").string()});
    if (!log) throw std::runtime_error(log.error().detail);
    write_history(**log, "bench", kEvents);
  }
  const auto bundle = (setting.folder / "bench.tar").string();
  {
    Server server(setting, "audit");
    const auto token = server.token("olga", "owner");
    say("an audit bundle of it");
    const auto seconds = seconds_of([&] {
      output_of(
          fmt::format("{} audit bundle bench --out {} --server http://127.0.0.1:{} --token {}",
                      (setting.binaries / "verbatim").string(), bundle, server.port(), token));
    });
    print({"audit_bundle", kEvents / seconds, "events per second", {}, "", {}, {}});
  }
  measure_bundle(setting, bundle);
  measure_folder(setting, data.string());
  measure_proofs(data.string());
}

}  // namespace verbatim::bench
