#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/record.hpp"

namespace verbatim::tool {

// One line of a bundle's events, in the one form that it has:
// {"position":1,"leaf":"BASE64","cbor":"BASE64","event":{...}}
struct BundleLine {
  std::uint64_t position = 0;
  std::string_view leaf, cbor;  // base64
  std::string_view words;       // the event as the API shows it
};

// Nothing where the line is not of that form. What stands in its parts is not looked at.
std::optional<BundleLine> parse_line(std::string_view line);

// The line of an event, without a line end. `record` is what `bytes` are.
std::string line_for(std::string_view bytes, const record::Record& record);

}  // namespace verbatim::tool
