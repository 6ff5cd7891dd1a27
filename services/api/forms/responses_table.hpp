#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "http/message.hpp"
#include "projections/reading.hpp"
#include "projections/study_view.hpp"

// The responses to a question as a table, which is what people take along to other programs.
namespace verbatim::api {

// What the team has come to on one response.
struct TeamSays {
  // Nothing where nobody has seen it, and it is not settled where that is the basis.
  std::optional<std::vector<std::string>> themes;
  bool settled = false;   // by an adjudicator, whatever the basis
  bool disputed = false;  // its coders differ, settled or not: see projections::disagreements()
};
TeamSays team_says(const projections::StudyView& view, coding::ResponseIndex response,
                   projections::Basis basis);

// One row a response, of `responses` as response_json() has them: a column for each of `coders`
// or, where it is given, those of what the team has come to on each response. kInvalidValue where
// an id cannot stand in a list.
Result<http::Response> responses_table(const std::string& question,
                                       const std::vector<nlohmann::ordered_json>& responses,
                                       const std::vector<std::string>& coders,
                                       const std::optional<std::vector<TeamSays>>& team);

}  // namespace verbatim::api
