#pragma once

#include "http/message.hpp"

namespace verbatim::http {

// A problem document (RFC 9457) of type about:blank, for the places that have no wording of the
// application at hand.
Response bare_problem(unsigned status);

}  // namespace verbatim::http
