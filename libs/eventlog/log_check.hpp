#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace verbatim::eventlog {

// Looks at every block and every row of the log in a folder, and changes nothing: each table
// against its checksums, and whether each row can be one of the layout (rocks_layout.hpp): of a
// study that is there, of the right size, positions of events dense, each command's events within
// its study and of no other command. What the events say is not looked at. Answers what is wrong,
// in words, in the order it was found; of many of a kind the first few.
//
// Fails as open_rocks_log() does, where the log cannot be opened at all.
Result<std::vector<std::string>> check_log(const std::string& directory);

}  // namespace verbatim::eventlog
