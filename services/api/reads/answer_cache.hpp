#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace verbatim::api {

// What an answer was computed from: the study at a position, as it was made in a generation
// (studies::LiveStudy::generation), without what was forgotten since.
struct Version {
  std::uint64_t position = 0, generation = 0;
  std::uint64_t forgotten_at = 0;  // beyond the position, or 0: coding::forgotten_at()

  bool operator==(const Version&) const = default;
};

// Answers that were computed from a version, so that many dashboards that ask the same cost one
// computation per change. Holds figures only, never a comment's text. Thread-safe.
class AnswerCache {
 public:
  // Of all answers with their questions; one of more than a sixteenth is not kept.
  explicit AnswerCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // The answer to `question` from exactly this version; null if it is not here.
  std::shared_ptr<const std::string> find(const std::string& question, const Version& version);
  void keep(const std::string& question, const Version& version,
            std::shared_ptr<const std::string> answer);

 private:
  struct Entry {
    Version version;
    std::shared_ptr<const std::string> answer;
    std::list<std::string>::iterator place;
  };
  void drop(const std::string& question);

  const std::size_t bytes_max_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<std::string> recent_;  // the last used first
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace verbatim::api
