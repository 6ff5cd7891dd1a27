#pragma once

#include <CLI/CLI.hpp>

#include "verbatim/session.hpp"

namespace verbatim::tool {

// The commands below `verbatim agreement` that ask more of a study: all questions side by side, the
// timeline, why coders differ, the same texts, and the data behind the figures.
void add_agreement_commands(CLI::App& agreement, Session& session);

// Says so where an answer is of a group that is too small to be shown.
bool says_suppressed(Session& session, const Json& answer);

// Says so to the side where `csv`, which has no place for it, has no rows for that reason, as the
// same figures in JSON, at `target`, tell.
void note_if_suppressed(Session& session, const std::string& csv, const Target& target);

}  // namespace verbatim::tool
