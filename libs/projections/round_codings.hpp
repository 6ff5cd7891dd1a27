#pragma once

#include <cstdint>
#include <optional>

#include "coding/study.hpp"

namespace verbatim::projections {

// How many finished codings that count in the agreement of a round were not made in it: a response
// that a coder of the round finished before it was opened is not handed out again, and what is
// changed after it was closed counts as it is then.
struct RoundCodings {
  std::uint64_t from_before = 0, changed_since = 0;
};

// In one question, or in all that the round codes. A unitizing round has none: its coders say
// nothing of responses. O(codings). Requires round < study.rounds.size().
RoundCodings round_codings(const coding::Study& study, coding::RoundIndex round,
                           std::optional<coding::QuestionIndex> question);

}  // namespace verbatim::projections
