#pragma once

#include <vector>

#include <rapidcheck.h>

#include "coding/commands.hpp"
#include "coding/events.hpp"
#include "coding/study.hpp"
#include "unit/coding/describe.hpp"

// Random histories of a small study: few enough names that commands meet each other.
namespace verbatim::coding {

// Opens the study "s" and adds members, questions, groups, respondents, themes in two frameworks
// (some of them sub-themes, one with a scope) and comments: several of one respondent to one
// question among them, one of them split. Every command is accepted.
std::vector<Command> first_commands();

// Any command on names that may or may not be there: most are accepted after first_commands(),
// some are refused, some change nothing. Codings are the most frequent.
rc::Gen<Command> any_command();

// The same, but for those that destroy a key: nobody can take them back.
rc::Gen<Command> any_reversible_command();

// first_commands() and then any commands.
rc::Gen<std::vector<Command>> any_commands();
rc::Gen<std::vector<Command>> any_reversible_commands();

// first_commands(), then a respondent with coded responses is erased and, by the study's policy,
// counts no more; then mostly codings and settlements, of theirs too, while the policy goes to and
// fro.
rc::Gen<std::vector<Command>> commands_after_an_erasure();

// Any event with names that may or may not be there, whether decide() would ever choose it or not.
rc::Gen<Event> any_event();

// What follows from the commands, those that are refused left out.
std::vector<Event> decided(const std::vector<Command>& commands);

}  // namespace verbatim::coding
