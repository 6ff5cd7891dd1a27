#pragma once

#include "base/result.hpp"
#include "coding/study.hpp"

// Who may code what while rounds are open.
namespace verbatim::coding {

// In an open round its coders code what is theirs: kNotAllowedNow for others, and for what was not
// drawn or is somebody else's. Who else has a place is not said: it may be a blind round.
Result<void> allocated(const Study& study, const Task& task, std::uint32_t number,
                       MemberIndex coder);

// kNotAllowedNow: the question's comments are split by each coder for themselves, and what they
// share stays as it is. Requires an open unitizing round.
Failure unitizing_now(const Study& study, QuestionIndex question);

}  // namespace verbatim::coding
