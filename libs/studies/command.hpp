#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "coding/commands.hpp"
#include "coding/study.hpp"
#include "eventlog/event_log.hpp"
#include "projections/study_view.hpp"
#include "record/record.hpp"

namespace verbatim::studies {

// Who gives a command. A member-to-be is enrolled with this role by the first command of theirs
// that changes anything.
struct Actor {
  std::string name;
  coding::Role role = coding::Role::kViewer;
};

// Commands that are made one by one: a million of them at once would fill the memory.
struct CommandSource {
  std::size_t size = 0;
  std::function<coding::Command(std::size_t)> at;  // called with 0, 1, 2, ... size - 1
  std::string reason = {};  // why, where only the plan could tell; else the request's own
};

// What somebody asks of a study: commands that are carried out in order, all or none.
struct Request {
  std::string study;
  Actor actor;
  std::optional<eventlog::CommandKey> command;
  std::vector<coding::Condition> conditions;
  std::vector<coding::Command> commands;
  std::uint64_t undoes = 0;  // the first position of the commit that is taken back; 0: none
  std::string reason = {};   // why, as the actor says
  std::string client = {};   // the program that sent it, as it names itself
  // Where the commands depend on what is there (an import adds what is missing): makes them, in
  // place of `commands`, from the state they will be decided on, on the writer thread.
  std::function<Result<CommandSource>(const coding::Study&)> plan;
  // Told what was decided, before it is written, on the writer thread: the study with it applied,
  // and its records (none: nothing changes). Not called for a request that was answered before.
  std::function<void(const projections::StudyView&, const std::vector<record::Record>&)> on_decided;
  bool dry_run = false;  // nothing is written, and the study stays as it was
  // Says where in the caller's own words a refused command stands: given the failure and the
  // command's number, counted from 0.
  std::function<Failure(Failure, std::size_t)> locate;
};

// What a request came to. `events` are those it wrote, the last of them at `position`; with 0,
// `position` is the study's at the time.
struct Outcome {
  eventlog::Position position = 0;
  std::uint32_t events = 0;
  bool replayed = false;  // the answer of an earlier request with the same command id
};

// Decides the request and applies what follows to `view`; answers the records to be written. On
// failure, and in a dry run (which answers none), the view is as it was. `time` is the present;
// records never go back in time behind the study's last event. `accept` is told the records before
// they are kept: where it throws, the view is as it was.
using Accept = std::function<void(const std::vector<record::Record>&)>;
Result<std::vector<record::Record>> carry_out(projections::StudyView& view, const Request& request,
                                              Micros time, const Accept& accept = {});

}  // namespace verbatim::studies
