#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "record/record.hpp"
#include "studies/command.hpp"

namespace verbatim::api {

// What an import did, counted from its events alone: the same for a dry run, for the import and
// for its answer given again.
struct ImportSummary {
  std::uint32_t questions = 0, groups = 0, respondents = 0, members = 0, frameworks = 0, themes = 0,
                comments = 0;
  std::uint32_t events = 0;
  std::uint32_t revised = 0, moved = 0, scoped = 0;  // of themes that were there
  std::uint32_t assigned = 0, withdrawn = 0, finished = 0, codings = 0;
  // The first of what was made for want of anything of that name, so that a slip of the pen is
  // seen: new themes; and new comments without a text, by question and id.
  static constexpr std::size_t kNamed = 100;
  std::vector<std::string> new_themes;
  // Those of the new themes that are named or labelled as a theme that was there is, but for case,
  // blanks and the like; with that one. Nothing where there are too many new ones.
  std::optional<std::vector<std::pair<std::string, std::string>>> alike = {{}};
  std::uint32_t without_text = 0;
  std::vector<std::pair<std::string, std::string>> first_without_text;

  void add(const std::vector<record::Record>& records);
  // Fills `alike`, unless there are more new themes than are named. `study`: after the import.
  void compare(const coding::Study& study);
};

// Reads the events of an earlier import from the log.
Result<ImportSummary> summary_from_log(const eventlog::EventLog& log, const std::string& study,
                                       const studies::Outcome& outcome);

// The fields "created", "new_themes", "alike", "changed_themes", "without_text" and "codings" of
// the answer.
std::string summary_json(const ImportSummary& summary);

}  // namespace verbatim::api
