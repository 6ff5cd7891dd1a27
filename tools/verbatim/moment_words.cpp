#include "verbatim/moment_words.hpp"

#include "base/time.hpp"

namespace verbatim::tool {
namespace {

constexpr auto kBegin = "T00:00:00Z", kEnd = "T23:59:59.999999Z";

bool is_day(const std::optional<std::string>& moment) {
  return moment && moment->size() == 10 && from_rfc3339(*moment + kBegin);
}

}  // namespace

std::optional<std::string> since(const std::optional<std::string>& moment) {
  return is_day(moment) ? *moment + kBegin : moment;
}

std::optional<std::string> until(const std::optional<std::string>& moment) {
  if (!is_day(moment)) return moment;
  const auto today = to_rfc3339(now()).substr(0, moment->size());
  if (*moment == today) return std::nullopt;
  return *moment + kEnd;
}

}  // namespace verbatim::tool
