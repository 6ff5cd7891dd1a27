#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "http/message.hpp"
#include "projections/reading.hpp"

// The responses to a question as a table, which is what people take along to other programs.
namespace verbatim::api {

// The themes that stand for the team on one response; nothing where nobody has seen it, and it is
// not settled where that is the basis.
using TeamThemes = std::optional<std::vector<std::string>>;
TeamThemes team_themes(const coding::Study& study, coding::ResponseIndex response,
                       projections::Basis basis);

// One row a response, of `responses` as response_json() has them: a column for each of `coders`
// or, where it is given, one of what stands for the team on each response. kInvalidValue where an
// id cannot stand in a list.
Result<http::Response> responses_table(const std::string& question,
                                       const std::vector<nlohmann::ordered_json>& responses,
                                       const std::vector<std::string>& coders,
                                       const std::optional<std::vector<TeamThemes>>& team);

}  // namespace verbatim::api
