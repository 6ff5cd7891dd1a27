#pragma once

#include <optional>
#include <string>

#include "verbatim/demo/demo_check.hpp"
#include "verbatim/session.hpp"

namespace verbatim::tool {

// Asks the server for everything the check compares, all of it as of one position. Nothing where a
// call failed, which the session has then said.
std::optional<DemoAnswers> ask_for_demo(Session& session, const std::string& study);

// The parts of that which only read JSON.

// From the counts of a question, by group, as it is settled.
DemoAnswers::Question read_counts(const Json& counts);
// The number of comments with a response on which a theme of the framework stands for the team,
// from all responses of the question, whose themes are those in `counts`.
// `settled` has the themes of those that were adjudicated, by response.
std::uint64_t count_aligned(const Json& counts, const Json& responses, const Json& settled,
                            const std::string& framework);

}  // namespace verbatim::tool
