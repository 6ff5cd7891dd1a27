#pragma once

#include "base/failure.hpp"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace verbatim::tool {

// What CLI11 found wrong with a command line, in the words in which everything else is refused:
// what is wrong, at which option, and what to do. `app` is the whole command line.
Failure usage_failure(const CLI::App& app, const CLI::ParseError& error);

}  // namespace verbatim::tool
