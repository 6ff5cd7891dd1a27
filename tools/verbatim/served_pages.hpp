#pragma once

#include "verbatim/session.hpp"

namespace verbatim::tool {

// Prints what is there as it is served, page by page as the answers' Link says, or one of them
// where a limit is asked for. Of CSV the line that names the columns comes once.
void print_all_as_served(Session& session, const Target& first, bool is_csv, bool one_page);

// The answer with what all pages have in its field `list`; its "next" is null. What comes after the
// first page is of the moment that it shows, unless `first` says of which. Nothing where an answer
// was a problem, which was said.
std::optional<Json> all_pages(Session& session, const Target& first, const char* list);

}  // namespace verbatim::tool
