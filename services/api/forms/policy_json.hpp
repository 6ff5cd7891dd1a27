#pragma once

#include <nlohmann/json.hpp>

#include "api/forms/domain_words.hpp"
#include "coding/study.hpp"

namespace verbatim::api {

// How a study counts and what it shows.
inline nlohmann::ordered_json policy_json(const coding::Policy& policy) {
  return {{"settled_by", word_of(policy.settled_by)},
          {"suppress_below", policy.suppress_below},
          {"segments_may_overlap", policy.segments_may_overlap},
          {"erased_counts", word_of(policy.erased_counts)}};
}

}  // namespace verbatim::api
