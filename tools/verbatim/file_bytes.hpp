#pragma once

#include <optional>
#include <string>

#include "verbatim/session.hpp"

namespace verbatim::tool {

// The bytes of a file, or of standard input for "-"; nothing where it cannot be read, which was
// said.
std::optional<std::string> read_file(Session& session, const std::string& path);

}  // namespace verbatim::tool
