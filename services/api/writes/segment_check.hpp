#pragma once

#include <string>
#include <vector>

#include "api/app.hpp"
#include "api/requests/command_json.hpp"

namespace verbatim::api {

// Refuses segments and units that would tear what a reader sees as one character, such as a letter
// with its accent (kInvalidValue, with their place below `pointer`). The domain cannot: it never
// sees a text. A comment whose text was not given, or is erased, may be split anywhere. Reads
// texts: not for an I/O thread.
//
// Of the command `sent[i]`: the comment's text may come with one before it.
Result<void> check_graphemes(App& app, const std::string& study,
                             const std::vector<SentCommand>& sent, std::size_t i,
                             const std::string& pointer);

// Of all of them, each at "/commands/i".
Result<void> check_graphemes(App& app, const std::string& study,
                             const std::vector<SentCommand>& sent);

}  // namespace verbatim::api
