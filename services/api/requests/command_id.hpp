#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

// The names that clients give their commands, so that a command that is sent twice is done once.
namespace verbatim::api {

bool is_command_id(std::string_view id);
Failure bad_command_id(std::string field);

// 16 bytes that say what was sent under an id: the same id with another fingerprint is not a retry.
// A hash over the parts, each preceded by its length (8 bytes, little-endian), so that no two run
// together.
std::string fingerprint(std::span<const std::string_view> parts);

}  // namespace verbatim::api
