#pragma once

#include <CLI/CLI.hpp>

#include "verbatim/session.hpp"

namespace verbatim::tool {

// The commands below `verbatim agreement` that ask more of a study: all questions side by side, the
// timeline, why coders differ, the same texts, and the data behind the figures.
void add_agreement_commands(CLI::App& agreement, Session& session);

// Says so where an answer is of a group that is too small to be shown.
bool says_suppressed(Session& session, const Json& answer);

}  // namespace verbatim::tool
