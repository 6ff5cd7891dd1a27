#pragma once

#include <string>

namespace verbatim::api {

// The page at "/": what this server is and where to go from here. Shows no study's content.
std::string landing_page(std::size_t studies, bool accepts_writes);

}  // namespace verbatim::api
