#pragma once

#include <string>

namespace verbatim::http {

// What the exception in flight says, for a log line. Only inside a catch block.
std::string current_exception_text();

}  // namespace verbatim::http
