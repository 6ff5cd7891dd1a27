#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"

// What a request brings beside its body, and what is wrong with it.
namespace verbatim::api {

http::Response json_response(unsigned status, std::string body);

// A request parameter that must be one of a few words, or a number in a range, or an id of the
// study: what is wrong, in the words of a problem.
Failure bad_parameter(std::string_view name, std::string detail, std::string fix = "");

// The parameter as a number from `least` to `most`, `otherwise` where it is not given.
Result<std::uint64_t> number_parameter(const http::Request& request, std::string_view name,
                                       std::uint64_t least, std::uint64_t most,
                                       std::uint64_t otherwise);

// Whether a parameter that is true or false is true; false where it is not given.
Result<bool> flag_parameter(const http::Request& request, std::string_view name);

// The items of a comma-separated list, in order, without the blanks around each; none where the
// parameter is not given.
std::vector<std::string> list_parameter(const http::Request& request, std::string_view name);

// Refuses a body that says it is of another type, compressed, or in another encoding than UTF-8.
Result<void> only_media_type(const http::Request& request, std::string_view type);

// Refuses query parameters that nobody knows, so that a misspelt one does not pass in silence, and
// all but `repeatable` where they are given twice.
Result<void> only_parameters(const http::Request& request,
                             const std::vector<std::string_view>& known,
                             std::string_view repeatable = {});

}  // namespace verbatim::api
