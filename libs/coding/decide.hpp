#pragma once

#include <vector>

#include "base/result.hpp"
#include "coding/commands.hpp"
#include "coding/study.hpp"

namespace verbatim::coding {

using Decision = Result<std::vector<Event>>;

// Chooses what happens. Pure: no clock, no I/O. A command that would change nothing yields no
// events; an accepted command sent again therefore yields none.
Decision decide(const Study& study, const Command& command);

// Whether what the caller saw still stands: kStaleCondition with the present revision where it
// does not, kUnknownQuestion or kUnknownResponse where there is no such thing.
Result<void> check(const Study& study, const Condition& condition);

// Whether something may have this id: UTF-8, 1 to 128 bytes, no control characters. To what is new
// not all of them are given (wording.hpp).
bool valid_id(std::string_view id);

}  // namespace verbatim::coding
