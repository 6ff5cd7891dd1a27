#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "merkle/compact_range.hpp"

namespace verbatim::eventlog {

// The number of an event in its study's log: 1, 2, 3, ... dense, never given twice. 0 is "before
// the first event".
using Position = std::uint64_t;

// The id a client gave its command, and a hash over everything the command says, so that the same
// id with another content is told apart from a retry.
struct CommandKey {
  std::string id;           // 1 to 128 bytes
  std::string fingerprint;  // 16 bytes

  bool operator==(const CommandKey&) const = default;
};

// What one accepted command did: the events (position - events, position]. events may be 0, for a
// command that changed nothing.
struct Receipt {
  Position position = 0;
  std::uint32_t events = 0;

  bool operator==(const Receipt&) const = default;
};

// Events that are written together or not at all. `expected` is the last position of the study at
// the moment the events were decided; 0 opens the study. The bytes are opaque to the log.
struct Commit {
  std::string study;
  Position expected = 0;
  std::optional<CommandKey> command;
  std::vector<std::string> events;
};

struct StoredCommand {
  CommandKey key;
  Receipt receipt;
};

// The ordered history of every study.
//
// When append() has answered with receipts, each commit is on disk, whole, and its positions are
// never given to other events. If the process dies before it answers, a later read finds, of the
// whole group, all of it or none.
// After kStorageFailed the log takes no more writes until it is reopened; reads go on and see the
// last state that is known to be durable.
//
// Reads are thread-safe, see a finished prefix and never wait for writes. append() belongs to one
// thread: the writer's.
class EventLog {
 public:
  virtual ~EventLog() = default;

  // Writes all commits in one atomic, synced batch, in order. Fails as a whole:
  //   kStaleCondition   a commit's `expected` is not its study's last position (nothing written)
  //   kStorageFailed    the disk refused
  // Requires, in every commit: events or a command key, and a command id that its study has not
  // seen (find_command() and the group at hand say so; it is not looked up again here).
  virtual Result<std::vector<Receipt>> append(std::span<const Commit> commits) = 0;

  // Calls visit(position, bytes) for events after `after`, in order, until it answers false or the
  // log (as of the call) ends. The bytes live as long as the call. kCorruptStore where an event is
  // missing or unreadable, kUnknownStudy where there is none.
  using Visit = std::function<bool(Position, std::string_view)>;
  virtual Result<void> read(std::string_view study, Position after, const Visit& visit) const = 0;

  // The event at `position`; kUnknownStudy, or kFutureMoment where there is none yet (and for 0).
  virtual Result<std::string> read_one(std::string_view study, Position position) const = 0;

  // What the command with this id did, if the study has seen it. Command ids are kept for ever.
  virtual Result<std::optional<StoredCommand>> find_command(std::string_view study,
                                                            std::string_view id) const = 0;

  // Every study that has an event, in byte order of ids.
  virtual std::vector<std::string> studies() const = 0;
  // The study's last position; 0 where there is no such study.
  virtual Position last_position(std::string_view study) const = 0;

  // Nothing, or why the log takes no writes.
  virtual std::optional<Failure> write_failure() const = 0;

  // The Merkle tree of a study has its events as leaves, in order: that of position p has the index
  // p - 1 (merkle/). A log that keeps hashes wrote them with the events they are of, and reads
  // them back as they stand; otherwise, as here, they are computed from the events. kCorruptStore
  // where one that should be kept is missing.

  // The roots of `count` complete subtrees of 256^tier events each, from subtree `first` on: what a
  // merkle::Source answers. kFutureMoment where they go beyond last_position().
  virtual Result<std::vector<merkle::Hash>> tree_hashes(std::string_view study, unsigned tier,
                                                        std::uint64_t first,
                                                        std::uint64_t count) const;
  // The right edge of the tree after the last group of commits.
  virtual Result<merkle::CompactRange> tree_edge(std::string_view study) const;

  // What names this log among all others, for ever: 32 hexadecimal digits. Zeros where it does not
  // outlive the process.
  virtual std::string store_id() const;
};

}  // namespace verbatim::eventlog
