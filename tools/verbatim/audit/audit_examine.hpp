#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eventlog/event_log.hpp"
#include "merkle/compact_range.hpp"
#include "projections/study_view.hpp"
#include "record/record.hpp"

// Looks at everything that a record says of itself, offline.
namespace verbatim::tool {

// What is wrong, and where: the events from `first` to `last`. 0: with the record as a whole.
struct Finding {
  eventlog::Position first = 0, last = 0;
  std::string reason;

  bool operator==(const Finding&) const = default;
};

// Findings in the order they were made; of many of a kind, the first few and how many more.
class Findings {
 public:
  void add(Finding finding);
  std::vector<Finding> take();

 private:
  static constexpr std::size_t kMax = 100;
  std::vector<Finding> list_;
  std::uint64_t more_ = 0;
};

// Where a record comes from, and what is kept beside its events. read() and what it leads to,
// leaf() and subtree(), are called on a thread of their own.
class RecordSource {
 public:
  virtual ~RecordSource() = default;

  // How many events there should be.
  virtual eventlog::Position size() const = 0;
  // `words`: the event as the API shows it, where that stands beside its bytes; else empty.
  using Visit =
      std::function<bool(eventlog::Position, std::string_view bytes, std::string_view words)>;
  virtual Result<void> read(const Visit& visit) = 0;

  // The leaf hash of the event that was read last: whether it is what is kept beside it.
  virtual void leaf(eventlog::Position position, const merkle::Hash& hash, Findings& findings) = 0;
  // The same of a complete subtree over the events 256^tier n + 1 to 256^tier (n + 1).
  virtual void subtree(unsigned /*tier*/, std::uint64_t /*n*/, const merkle::Hash& /*root*/,
                       Findings& /*findings*/) {}
  // The commit that ends with this event: nothing, or why what is kept beside it is wrong. On the
  // caller's thread.
  virtual std::optional<std::string> commit(const record::Record& /*last*/) { return std::nullopt; }
};

struct Examination {
  std::uint64_t events = 0;                          // that could be read
  double seconds = 0;                                // from the first event to the last
  merkle::CompactRange edge;                         // of the tree over their bytes
  std::map<eventlog::Position, merkle::Hash> roots;  // at the sizes that were asked for
  std::vector<Finding> findings;                     // by position
  std::optional<projections::StudyView> view;        // the state they lead to
};

// Reads a record once and checks, event by event:
//   its form (replay_verify.hpp: form_fault, FormCheck): canonical bytes, dense positions, times
//   that do not go back, whole commits; that the conditions of each commit held, and that what it
//   takes back is a commit; that it follows from the events before it; that the hashes and words
//   kept beside the events are theirs.
// After the first event that cannot be, its form and state are not looked at any more; its hashes
// are. `progress` is told now and then how many events have been looked at.
Examination examine(RecordSource& source, const std::vector<eventlog::Position>& sizes,
                    const std::function<void(std::uint64_t)>& progress);

// Where two trees of the same size differ, by their largest complete subtrees.
std::vector<Finding> differences(const merkle::CompactRange& found,
                                 const merkle::CompactRange& kept, const std::string& reason);

}  // namespace verbatim::tool
