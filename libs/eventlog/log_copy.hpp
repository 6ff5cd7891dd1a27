#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"

namespace verbatim::eventlog {

struct LogCopy {
  std::string from, to;
  // The last position to go along, of studies that are not copied whole; with 0, nothing of the
  // study does. It must be the last of a commit.
  std::map<std::string, Position> until = {};
  // Told now and then how many events have been copied.
  std::function<void(std::uint64_t events)> progress = {};
};

// Copies the log in `from`, as it is at this moment, into the folder `to`, which must be empty or
// missing: a log of the same id with the same events, command ids and trees. Takes no lock and
// changes nothing in `from`; a server may go on writing there meanwhile, and everything that was
// acknowledged before the call is in the copy. Where studies are cut, the trees are left out; the
// log makes them when it is opened for writing.
//
// On disk when this answers. On failure, `to` is to be thrown away:
//   kCorruptStore   something that goes along is damaged
//   kForeignStore, kNewerStore, kStorageFailed   as open_rocks_log()
Result<void> copy_log(const LogCopy& copy);

}  // namespace verbatim::eventlog
