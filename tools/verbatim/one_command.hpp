#pragma once

#include <string>

#include "verbatim/session.hpp"

namespace CLI {
class App;
}

// What commands that change one thing in a study have in common.
namespace verbatim::tool {

// Sends the command, and says `done` if anything changed by it. `reason`: kept with the events;
// empty: none is given.
void send_command(Session& session, const std::string& study, const Json& command,
                  const std::string& reason, const std::string& done = "Done");

// Takes back what stands at `target`.
void send_removal(Session& session, const Target& target, const std::string& done);

// --reason, which may be left out.
void add_reason_option(CLI::App& command, std::string& reason);

}  // namespace verbatim::tool
