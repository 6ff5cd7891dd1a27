#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "coding/study.hpp"

// The life of an erasure: requested, reviewed case by case, granted or refused, executed. Until it
// is executed each step can be taken back; what was executed is for good.
namespace verbatim::coding {

enum class ErasureStatus : std::uint8_t {
  kRequested = 0,
  kReviewed,
  kGranted,
  kRefused,
  kExecuted
};

ErasureStatus status_of(const Erasure& erasure);

// Whether the finding of a review is a ground for erasing (Art. 17(1)), not an exemption from it.
bool is_ground(ErasureGround finding);

// The last day for an answer to a request that came in on `received_on` ("2026-01-31", Gregorian):
// the same day of the next month or, where that has none, its last day (UK GDPR Art. 12(3) as the
// ICO counts it). Nothing where `received_on` is no such date.
std::optional<std::string> due_on(std::string_view received_on);

// The position at which somebody's texts or name were last destroyed; 0: never. What the study
// shows of an earlier moment is less from then on.
std::uint64_t forgotten_at(const Study& study);

}  // namespace verbatim::coding
