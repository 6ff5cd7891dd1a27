#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The percent-encoding of paths and queries.
namespace verbatim::http {

// Decodes `encoded` into `out`. False, with `out` unspecified, for a broken escape, a NUL, or
// text that is not UTF-8. `plus_is_space` as HTML forms have it, for queries.
bool percent_decode(std::string_view encoded, bool plus_is_space, std::string& out);

// Everything before the first '?' of a target.
std::string_view path_of(std::string_view target);

// Decodes the target's query ("a=1&b=2") into `query`, whose memory is reused. A name without '='
// has an empty value; empty pieces are skipped. False, with `query` unspecified, if a piece does
// not decode.
bool parse_query(std::string_view target, std::vector<std::pair<std::string, std::string>>& query);

}  // namespace verbatim::http
