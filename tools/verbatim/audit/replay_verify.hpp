#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "coding/study.hpp"
#include "eventlog/event_log.hpp"
#include "record/record.hpp"

// Proves that a study is what its log says.
namespace verbatim::tool {

struct Flaw {
  eventlog::Position position = 0;  // the first event that is wrong, or the last where figures are
  std::string reason;
};

struct Verdict {
  std::string study;
  std::uint64_t events = 0;
  std::uint64_t figures = 0;    // compared
  std::uint64_t snapshots = 0;  // compared
  double rebuild_seconds = 0;   // from the first event to all projections
  std::optional<Flaw> flaw;     // the first one found; nothing: all is well
};

// What holds of each event by itself: the bytes are an event, which says that it is at `position`,
// and writing it again gives the same bytes. Nothing, or why not. `record` is that event then; its
// memory is used again.
std::optional<std::string> form_fault(eventlog::Position position, std::string_view bytes,
                                      record::Record& record);

// What holds between the events of one log, looked at in order:
//   positions are 1, 2, 3, ...;
//   each has its form (form_fault);
//   time never goes back;
//   the events of a commit are together, all there, and of one time, actor and command.
class FormCheck {
 public:
  // Nothing, or why this cannot be the event at `position`; `fault` is what form_fault said of it.
  // Leaves an older event in `record`.
  std::optional<std::string> next(eventlog::Position position, record::Record& record,
                                  std::optional<std::string> fault);
  // Nothing, or why the log cannot end here.
  std::optional<std::string> end() const;

  // The event looked at last.
  const record::Record& record() const { return now_; }
  bool commit_is_whole() const { return now_.commit_offset + 1 == now_.commit_count; }

 private:
  std::optional<std::string> commit_fault() const;

  record::Record now_, before_;
  eventlog::Position position_ = 0;
};

// Verifies one study, at the position it has now:
//   the form of its log, and that every command id in it is in the index of commands with the
//   answer that follows from the log;
//   that each event follows from those before it;
//   that every figure is the same in a rebuild from the first event, in a rebuild of an earlier
//   moment kept up event by event since then, and counted anew from the state.
// `progress` is told now and then how many events have been looked at; the rebuilds come after.
using VerifyProgress = std::function<void(std::uint64_t events)>;
// Every snapshot in the folder `snapshots` (empty: they are not looked at) is what a replay up to
// its position gives, bit for bit. One that is damaged or of another version is no flaw: the server
// passes it over.
Verdict verify(const eventlog::EventLog& log, const std::string& study,
               const VerifyProgress& progress = {}, const std::string& snapshots = "");

}  // namespace verbatim::tool
