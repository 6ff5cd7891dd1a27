#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/requests/agreement_query.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "projections/reliability.hpp"

// The reliability data of a question with names, and the forms in which they are given out.
namespace verbatim::api {

// What is noted under the study's lock; all else is made of it later, without it.
struct NotedReliability {
  std::string study, question, framework;
  std::uint64_t position = 0;
  bool suppressed = false;                  // a group too small to be shown: there are no rows then
  nlohmann::ordered_json rules;             // agreement_rules()
  std::vector<std::string> coders;          // as in `found`
  std::vector<std::string> themes, labels;  // as in `found`
  std::vector<std::string> responses;       // as the rows of `found`
  std::vector<std::vector<std::string>> left_out;  // coders, as those of the rows
  projections::Reliability found;
};

// The framework is the study's first where none is asked for. Failures as find_question()'s and
// agreement_query_of()'s.
Result<NotedReliability> note_reliability(const projections::StudyView& view,
                                          const std::string& question, const AskedAgreement& asked);

// {"study", "question", "position", "framework", "rules", "suppressed"}
nlohmann::ordered_json header_json(const NotedReliability& noted);

// The ids of the themes of a set, in the order of `themes`.
nlohmann::ordered_json themes_json(const NotedReliability& noted, std::uint32_t set);

enum class ReliabilityForm { kJson, kCsv, kLines };

// kInvalidValue for another word than json, csv and ndjson in the parameter `format`.
Result<ReliabilityForm> read_reliability_form(const http::Request& request);

// One row a response. JSON is a data set that POST /v1/agreement takes as it is, CSV one that it
// takes with `sets=true`. kInvalidValue where a theme's id cannot stand in CSV.
Result<http::Response> show_reliability(const NotedReliability& noted, ReliabilityForm form);

}  // namespace verbatim::api
