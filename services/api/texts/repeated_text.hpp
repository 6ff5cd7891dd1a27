#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/texts/sealed_notes.hpp"
#include "base/result.hpp"
#include "coding/study.hpp"
#include "eventlog/event_log.hpp"
#include "record/record.hpp"
#include "vault/vault.hpp"

namespace verbatim::api {

// What a field that is not sealed repeats of what one respondent wrote (in a theme's example, a
// reason, a statement): kRepeatedBytes of it in a row, or a whole comment that is shorter, whatever
// its capitals (of ASCII), marks and blanks. And the notes that do so or are about the respondent,
// sealed with a key that stays (as those about other notes once were). What is erased cannot be
// erased there.
//
// Made on a worker, for it reads the whole log once; then finished on the writer thread with what
// has come in between, so that nothing is missed.
constexpr std::size_t kRepeatedBytes = 24, kRepeatedBytesLeast = 8;
class RepeatedText {
 public:
  // Where the texts of one respondent stand.
  struct Written {
    std::string question, comment;
    eventlog::Position position = 0;
    bool operator==(const Written&) const = default;
  };
  // Empty where there is no such respondent.
  static std::vector<Written> written_by(const coding::Study& study, const std::string& respondent);

  // As far as the log goes now. kStorageFailed, kCorruptStore.
  static Result<std::shared_ptr<RepeatedText>> read(const eventlog::EventLog& log,
                                                    const vault::Vault& vault,
                                                    const std::string& study,
                                                    const std::string& respondent,
                                                    const std::vector<Written>& written);
  ~RepeatedText();

  // The last event that was looked at.
  eventlog::Position seen() const { return seen_; }
  // What happened next.
  void go_on(const record::Record& record);
  // By which keys the notes among it may be sealed, which the study tells; and then what they say.
  // Only after both are they among the positions. kStorageFailed, kCorruptStore.
  void know_notes(const coding::Study& now);
  Result<void> open_notes(const vault::Vault& vault, const std::string& study);
  // The positions of the events that repeat any of it.
  const std::set<eventlog::Position>& positions() const { return positions_; }

 private:
  class Pieces;
  explicit RepeatedText(std::string respondent);

  std::string respondent_;
  std::unique_ptr<Pieces> pieces_;
  eventlog::Position seen_ = 0;
  std::vector<std::pair<eventlog::Position, coding::Event>> notes_;
  std::vector<std::pair<eventlog::Position, SealedNote>> sealed_;
  std::set<eventlog::Position> positions_;
};

}  // namespace verbatim::api
