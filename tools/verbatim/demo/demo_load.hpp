#pragma once

#include <string>
#include <vector>

#include "verbatim/demo/demo_plan.hpp"
#include "verbatim/session.hpp"

namespace verbatim::tool {

// The plan as commands of the API: everything but the codings, and the codings of one coder.
std::vector<Json> setup_commands(const DemoFacts& facts, const DemoPlan& plan);
std::vector<Json> coding_commands(const DemoPlan::Coder& coder);

// Loads the demo into `study` through the API. Nobody may write another's coding, so each coder's
// are sent under a token of their own, which is made in the server's data folder, is for this study
// alone and is revoked again. Loading again changes nothing. False where a step failed, which the
// session has then said.
bool load_demo(Session& session, const std::string& study, const std::string& data);

}  // namespace verbatim::tool
