#pragma once

#include <memory>

#include "verbatim/session.hpp"

namespace CLI {
class App;
}

namespace verbatim::tool {

// `verbatim comment segment` and `verbatim response split`, `join` and `move`: how a comment is
// split into the responses that all share.
void add_comment_segment(CLI::App& comment, Session& session);
void add_response_segments(CLI::App& response, Session& session);

}  // namespace verbatim::tool
