#pragma once

#include <optional>
#include <string>

// Days where the API takes moments: "2026-11-22" is that day in UTC. Anything else stays as it is.
namespace verbatim::tool {

// The moment at which a day begins.
std::optional<std::string> since(const std::optional<std::string>& moment);
// The last moment of a day; of today, nothing: that is now. One that is to come stays a day to
// come.
std::optional<std::string> until(const std::optional<std::string>& moment);

}  // namespace verbatim::tool
