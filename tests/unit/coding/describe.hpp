#pragma once

#include <ostream>
#include <string>

#include "coding/commands.hpp"
#include "coding/events.hpp"
#include "coding/study.hpp"

// Everything about a study, an event or a command as text, so that tests compare whole states and
// a difference can be read.
namespace verbatim::coding {

// Two studies have the same description if and only if they are in the same state. Looks every id
// up as well: an id that is not found under its own number shows up as "LOST".
std::string describe(const Study& study);

std::string describe(const Event& event);
std::string describe(const Command& command);

// How rapidcheck and GoogleTest show a counterexample.
void showValue(const Command& command, std::ostream& out);
void showValue(const Event& event, std::ostream& out);

}  // namespace verbatim::coding
