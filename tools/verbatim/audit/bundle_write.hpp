#pragma once

#include <optional>
#include <string>

#include "verbatim/session.hpp"

namespace verbatim::tool {

// Asks the server for everything that belongs into an audit bundle and writes it to `out`. What the
// server says is compared with what follows from the record on the way: a bundle that would not
// verify is not written.
void write_bundle(Session& session, const std::string& study, const std::optional<std::string>& at,
                  const std::string& out);

}  // namespace verbatim::tool
