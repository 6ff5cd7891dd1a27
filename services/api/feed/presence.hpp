#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace verbatim::api {

// Who looks at which question at this moment, as they say themselves every now and then. It is
// nobody's history: kept in memory, never in the log, and forgotten when it is not said again.
//
// Thread-safe.
class Presence {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kStays{60};

  struct Seen {
    std::string member, question;  // question empty: the study as a whole
    std::chrono::seconds ago{0};
    bool operator==(const Seen&) const = default;
  };

  void say(const std::string& study, const std::string& member, const std::string& question,
           Clock::time_point now = Clock::now());
  void leave(const std::string& study, const std::string& member);
  // Those who are there, by name.
  std::vector<Seen> in(const std::string& study, Clock::time_point now = Clock::now());

 private:
  struct Said {
    std::string question;
    Clock::time_point at;
  };
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Said> said_;  // by study and member
};

}  // namespace verbatim::api
