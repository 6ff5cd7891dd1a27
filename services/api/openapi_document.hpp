#pragma once

#include <string_view>

namespace verbatim::api {

// schemas/openapi.yaml, as it was when the server was built.
std::string_view openapi_yaml();
std::string_view openapi_json();

}  // namespace verbatim::api
