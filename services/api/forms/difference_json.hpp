#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "projections/difference.hpp"

namespace verbatim::api {

// What differs between two moments, in numbers and, under "words", in sentences for people
// (schemas/openapi.yaml: Difference). Of long lists the first are shown, with how many there are.
// Memos that are private are told to their authors alone: `caller`.
nlohmann::ordered_json difference_json(const projections::StudyView& before,
                                       const projections::StudyView& after,
                                       const projections::Difference& difference,
                                       std::string_view caller);

}  // namespace verbatim::api
