#pragma once

#include <nlohmann/json.hpp>

#include "verbatim/output/table.hpp"

namespace verbatim::tool {

// One thing of the API, a line a field that says something:
//
//   Theme       pay
//   Questions   q1, q2
//
// Where the answer comes from (study, position) is left out. The first field is the title.
Table fields_of(const nlohmann::ordered_json& object);

}  // namespace verbatim::tool
