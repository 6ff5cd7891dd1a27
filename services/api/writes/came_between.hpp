#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "api/reads/shown_events.hpp"
#include "coding/commands.hpp"
#include "eventlog/event_log.hpp"

// What is told of a write that is refused because what it was based on has changed: the events that
// came between, so that a client can show its user the difference.
namespace verbatim::api {

// What a caller saw, and how far the study had come then.
struct BasedOn {
  enum class What : std::uint8_t { kCoding, kLayer, kSplit };
  What what = What::kCoding;
  std::string question, place;  // the response; of a layer or a split the comment
  std::string coder;            // nobody's: a split
  eventlog::Position at = 0;
};

BasedOn based_on(const coding::Condition& condition);
// What a command changes, seen at `at`: nothing where it changes no coding, layer or split.
std::optional<BasedOn> based_on(const coding::Command& command, eventlog::Position at);

// A write that was refused.
struct Stale {
  BasedOn seen;
  Failure failure;  // kStaleCondition
};

// The problem documents, in the order of `stale`: each with the positions of the events since that
// changed what was seen (at most 1000) and the first hundred of those events, oldest first; of all
// together no more than a thousand events are shown. Only what is `shown` is told, and nothing of
// what was the caller's own doing. Reads the log once, however many were refused. `status` is
// theirs all.
using IsOwn = std::function<bool(const record::Record&)>;
Result<std::vector<nlohmann::ordered_json>> stale_problems(const eventlog::EventLog& log,
                                                           const std::string& study,
                                                           const std::vector<Stale>& stale,
                                                           const Shown& shown, unsigned status,
                                                           const IsOwn& is_own = {});

}  // namespace verbatim::api
