#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace verbatim::bench {

// A child process that is stopped when this goes.
class Process {
 public:
  // Starts a program; what it prints goes to `output`.
  Process(const std::vector<std::string>& command, const std::string& output);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // SIGTERM, then waits. The exit code; idempotent.
  int stop();
  // The most memory it ever held, in bytes (VmHWM).
  std::uint64_t peak_memory() const;
  // What it holds now (VmRSS).
  std::uint64_t memory() const;

 private:
  int pid_;
};

// Runs a program to its end and answers what it printed. Throws std::runtime_error if it fails.
std::string output_of(const std::string& command);

// A port on 127.0.0.1 that nobody used a moment ago.
std::uint16_t free_port();

// Waits until something accepts connections there. Throws after ten seconds.
void wait_for_port(std::uint16_t port);

}  // namespace verbatim::bench
