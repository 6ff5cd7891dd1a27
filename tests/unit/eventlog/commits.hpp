#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "eventlog/event_log.hpp"

namespace verbatim::test {

inline eventlog::CommandKey command(std::string id, char fingerprint = 'f') {
  return {std::move(id), std::string(16, fingerprint)};
}

inline eventlog::Commit commit(std::string study, eventlog::Position expected,
                               std::vector<std::string> events) {
  return {std::move(study), expected, {}, std::move(events)};
}

inline eventlog::Commit commit(std::string study, eventlog::Position expected,
                               std::vector<std::string> events, eventlog::CommandKey key) {
  return {std::move(study), expected, std::move(key), std::move(events)};
}

// All events of a study after `after`; the read must succeed.
inline std::vector<std::string> events_of(const eventlog::EventLog& log, std::string_view study,
                                          eventlog::Position after = 0) {
  std::vector<std::string> events;
  auto next = after;
  const auto done =
      log.read(study, after, [&](eventlog::Position position, std::string_view bytes) {
        if (position != ++next) throw std::logic_error("positions are not dense");
        events.emplace_back(bytes);
        return true;
      });
  if (!done && done.error().fault != Fault::kUnknownStudy) {
    throw std::runtime_error(done.error().detail);
  }
  return events;
}

}  // namespace verbatim::test
