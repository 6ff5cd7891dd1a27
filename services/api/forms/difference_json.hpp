#pragma once

#include <nlohmann/json.hpp>

#include "projections/difference.hpp"

namespace verbatim::api {

// What differs between two moments, in numbers and, under "words", in sentences for people
// (schemas/openapi.yaml: Difference). Of long lists the first are shown, with how many there are.
nlohmann::ordered_json difference_json(const projections::StudyView& before,
                                       const projections::StudyView& after,
                                       const projections::Difference& difference);

}  // namespace verbatim::api
