#pragma once

#include "verbatim/session.hpp"

namespace CLI {
class App;
}

namespace verbatim::tool {

// verbatim agreement compute, below the command for the figures of a study.
void add_compute_command(CLI::App& agreement, Session& session);

}  // namespace verbatim::tool
