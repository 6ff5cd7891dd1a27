#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "process.hpp"

namespace verbatim::bench {

// Where and how long to measure.
struct Setting {
  std::filesystem::path folder;    // for data; removed at the end
  std::filesystem::path binaries;  // build/release/bin
  double seconds = 3;              // of each run under load
  int rounds = 3;                  // baseline and product in turn; medians count
};

// One figure as one JSON line on standard output. `ratio` is value / baseline.
struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  std::optional<double> baseline;
  std::string baseline_is;
  std::optional<double> aim;  // for the ratio or, without a baseline, for the value
  std::vector<std::pair<std::string, double>> more;
};
void print(const Figure& figure);

double median(std::vector<double> values);

// What is going on, on standard error.
void say(std::string_view what);

// A verbatimd on a data folder of its own, with an owner's and coders' tokens.
class Server {
 public:
  // `options` are more of verbatimd's.
  Server(const Setting& setting, const std::string& name,
         const std::vector<std::string>& options = {});

  std::uint16_t port() const { return port_; }
  std::string token(const std::string& member, const std::string& role);
  // Sends a body and answers what came back. Throws where the server refuses.
  std::string post(const std::string& path, const std::string& token, const std::string& type,
                   const std::string& body);
  std::string get(const std::string& path, const std::string& token);
  std::uint64_t peak_memory() const { return process_->peak_memory(); }
  std::uint64_t memory() const { return process_->memory(); }
  std::filesystem::path data() const { return data_; }
  void stop() { process_.reset(); }

 private:
  const Setting& setting_;
  std::filesystem::path data_;
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

// A whole HTTP/1.1 request, kept alive.
std::string http_request(std::string_view method, std::string_view target, std::string_view token);

// Answers the appends a second at 1, 16 and 64 connections.
std::vector<double> measure_http(const Setting& setting);
void measure_agreement(const Setting& setting);
void measure_agreement_lib(const Setting& setting);
void measure_audit(const Setting& setting);
void measure_backup(const Setting& setting);
void measure_log(const Setting& setting);
void measure_memory(const Setting& setting);
void measure_travel(const Setting& setting);
void measure_national(const Setting& setting);
void measure_rounds();
void measure_postgres(const Setting& setting, const std::vector<double>& appends_per_second);

// verbatim_bench --load PORT CONNECTIONS SECONDS TOKEN: the appends of measure_http() alone, on a
// server with its study; for a profiler beside it.
int load_appends(std::uint16_t port, std::size_t connections, double seconds,
                 const std::string& token);

// verbatim_bench --constant PORT BYTES: the product's HTTP engine and nothing behind it.
int serve_constant(std::uint16_t port, std::size_t body_bytes);

}  // namespace verbatim::bench
