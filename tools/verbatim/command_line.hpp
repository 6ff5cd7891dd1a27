#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace CLI {
class App;
}

// What stands on the command line, before its options are read.
namespace verbatim::tool {

using Words = std::vector<std::string>;

// The words behind the program's name with `help counts` as `counts --help`. kInvalidValue where a
// word stands for a command and is none, with the nearest one; kMissingField where a command of a
// group is missing. Options are left to CLI11, also wrong ones.
Result<Words> with_known_commands(const CLI::App& app, Words words);

// "verbatim agreement timeline"
std::string path_of(const CLI::App& app);

}  // namespace verbatim::tool
