#include "api/feed/presence.hpp"

namespace verbatim::api {

void Presence::say(const std::string& study, const std::string& member, const std::string& question,
                   Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(said_, [&](const auto& entry) { return now - entry.second.at > kStays; });
  said_[{study, member}] = {question, now};
}

void Presence::leave(const std::string& study, const std::string& member) {
  const std::lock_guard lock(mutex_);
  said_.erase({study, member});
}

std::vector<Presence::Seen> Presence::in(const std::string& study, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::vector<Seen> there;
  for (auto at = said_.lower_bound({study, ""}); at != said_.end() && at->first.first == study;
       ++at)
    if (now - at->second.at <= kStays)
      there.push_back({at->first.second, at->second.question,
                       std::chrono::duration_cast<std::chrono::seconds>(now - at->second.at)});
  return there;
}

}  // namespace verbatim::api
