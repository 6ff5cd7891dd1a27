#pragma once

#include "coding/events.hpp"
#include "coding/study.hpp"

namespace verbatim::coding {

// Whether an event makes an owner, or changes or removes a member who is one in `before`, the study
// as it was before it: whatever command it follows from, it takes an owner.
bool concerns_an_owner(const Study& before, const Event& event);

}  // namespace verbatim::coding
