#pragma once

#include <string>
#include <vector>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"

namespace verbatim::studies {

// Takes back the commit that a position of study "s" belongs to.
Answer take_back(Desk& desk, eventlog::Position position, std::string who = "ada",
                 coding::Role role = coding::Role::kOwner);

// The first positions of the commits that these commands become, each on its own; those that do
// nothing or are refused have none.
std::vector<eventlog::Position> commit(Desk& desk, const std::vector<Command>& commands);

// All that is there in study "s", by name: what was taken away leaves no trace in it. Members are
// left out: whoever wrote something stays one.
std::string contents(Desk& desk);
// The same with the members.
std::string listing(Desk& desk);

// The study as the log alone has it.
std::string replayed(const eventlog::MemoryLog& log);

}  // namespace verbatim::studies
