#pragma once

#include "verbatim/session.hpp"

namespace verbatim::tool {

// Prints what is there as it is served, page by page as the answers' Link says, or one of them
// where a limit is asked for. Of CSV the line that names the columns comes once.
void print_all_as_served(Session& session, const Target& first, bool is_csv, bool one_page);

}  // namespace verbatim::tool
