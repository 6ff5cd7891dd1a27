#pragma once

#include <string>
#include <string_view>

#include "record/record.hpp"

namespace verbatim::api {

// One event as the API shows it, on one line. A comment's text is never in it: what is sealed
// shows as "has_text".
std::string event_json(const record::Record& record);

}  // namespace verbatim::api
