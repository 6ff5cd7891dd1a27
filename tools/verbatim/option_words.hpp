#pragma once

#include <string>

namespace CLI {
class App;
}

// Fields of the API in the words of the command line.
namespace verbatim::tool {

// The command that was given: of `app` and those below it, the last one that was parsed.
const CLI::App& given_command(const CLI::App& app);

// What a user of the command typed for a field of the API: "--question" for "/about/question",
// "--as-of" for "as_of", "theme" for "/commands/0/theme" where it is a word of its own. The field
// itself where the command has nothing of that name; of "/commands/0/base" then "base", and of
// "/commands/0" nothing.
std::string option_for(const CLI::App& command, const std::string& field);

// The option of the command, or one that holds for all, that was probably meant by a word that is
// none; empty where nothing is near.
std::string nearest_option(const CLI::App& command, const std::string& word);

}  // namespace verbatim::tool
