#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace verbatim::tool {

// An event of the API in one line for people: position, time, who, what.
//
//      412  2026-11-22 23:51:32  ana  put theme culture on q1/r7
//      413  2026-11-22 23:51:40  ada for ben  finished q1/r8
std::string line_of(const nlohmann::ordered_json& event);

}  // namespace verbatim::tool
