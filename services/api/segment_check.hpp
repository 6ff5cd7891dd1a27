#pragma once

#include <string>
#include <vector>

#include "api/app.hpp"
#include "api/command_json.hpp"

namespace verbatim::api {

// Refuses segments that would tear what a reader sees as one character, such as a letter with its
// accent (kInvalidValue, with the command's place in the request). The domain cannot: it never sees
// a text. A comment whose text was not given, or is erased, may be split anywhere. Reads texts: not
// for an I/O thread.
Result<void> check_graphemes(App& app, const std::string& study,
                             const std::vector<SentCommand>& sent);

}  // namespace verbatim::api
