#pragma once

#include <nlohmann/json.hpp>

#include "agreement/sets.hpp"
#include "api/forms/reliability_form.hpp"

// Why coders differ, as the API shows it (schemas/openapi.yaml: Diagnosis).
namespace verbatim::api {

// With at most `most` of the responses that cost most agreement. Takes the pairs of codings of each
// response, and a pass over the codings for each theme and each pair of coders.
nlohmann::ordered_json diagnosis_json(const NotedReliability& noted,
                                      agreement::SetDistance distance, std::size_t most);

}  // namespace verbatim::api
