#pragma once

#include <string_view>

namespace verbatim::tool {

// rapid-insight.json, as it was when the program was built.
std::string_view demo_json();

}  // namespace verbatim::tool
