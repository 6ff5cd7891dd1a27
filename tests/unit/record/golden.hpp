#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.hpp"

namespace verbatim::record {

// A record, its stored bytes, and what a public tool makes of these: diagnostic notation, RFC 8949
// section 8. The bytes were not made by our encoder. They never change: logs are full of them.
struct Golden {
  const char* fact;
  Record record;
  std::string diagnostic;
  std::string bytes;
};

// At least one of every type of event.
const std::vector<Golden>& goldens();

std::string hex(std::string_view bytes);
std::string unhex(std::string_view digits);

}  // namespace verbatim::record
