#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "base/failure.hpp"

namespace verbatim::tool {

// What a problem document (RFC 9457) says, for somebody at the command line: what the server
// explains in terms of HTTP, a path or a parameter, is said in commands and options. Everything
// else stays in the server's words.
struct ProblemWords {
  std::string title;  // empty where this is no problem document
  Failure failure;
};
ProblemWords words_of(const nlohmann::ordered_json& problem, bool token_sent);

}  // namespace verbatim::tool
