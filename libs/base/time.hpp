#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted (as POSIX time).
using Micros = std::int64_t;

// "2026-11-22T23:51:32.000001Z": always UTC, always six digits, so that text order is time order.
std::string to_rfc3339(Micros time);

// Reads an RFC 3339 date-time, with any offset and up to six digits of a second (further digits
// are dropped). Nothing if it is not one.
std::optional<Micros> from_rfc3339(std::string_view text);

// The wall clock: for what is stamped with it, and for what is due. Nothing that is decided or
// counted depends on it; tests/architecture keeps it out of the pure parts.
Micros now();

}  // namespace verbatim
