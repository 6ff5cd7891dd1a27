#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "eventlog/event_log.hpp"
#include "record/record.hpp"
#include "studies/command.hpp"

namespace verbatim::test {

// A log of one study that says whatever it is told to say, right or wrong. It takes no writes.
class GivenLog final : public eventlog::EventLog {
 public:
  std::vector<std::pair<eventlog::Position, std::string>> events;
  std::map<std::string, eventlog::Receipt> commands;  // by command id

  // What a correct log of these records would say.
  static GivenLog of(const std::vector<record::Record>& records);

  Result<std::vector<eventlog::Receipt>> append(std::span<const eventlog::Commit>) override;
  Result<void> read(std::string_view study, eventlog::Position after,
                    const Visit& visit) const override;
  Result<std::string> read_one(std::string_view study, eventlog::Position position) const override;
  Result<std::optional<eventlog::StoredCommand>> find_command(std::string_view study,
                                                              std::string_view id) const override;
  std::vector<std::string> studies() const override;
  eventlog::Position last_position(std::string_view study) const override;
  std::optional<Failure> write_failure() const override;
};

// Commands given to a study, commit by commit, a second apart; the first opens it.
class GivenStudy {
 public:
  // Requires that the commands are accepted. `key` is their command id, if any.
  void commit(const std::string& actor, std::vector<coding::Command> commands,
              const std::string& key = {});

  const std::vector<record::Record>& records() const { return records_; }
  const projections::StudyView& view() const { return view_; }

 private:
  projections::StudyView view_;
  std::vector<record::Record> records_;
};

// Two questions, a group and somebody in none, comments in parts, three coders, one of them not
// finished, a theme out of scope: 3 commits, the second with the command id "setup".
GivenStudy small_study();

}  // namespace verbatim::test
