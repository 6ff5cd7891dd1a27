#pragma once

#include <vector>

#include "projections/study_view.hpp"

namespace verbatim::projections {

// How far one coder is in one question.
struct CoderProgress {
  coding::MemberIndex coder = 0;
  CoderTally done;
};

// Every member who may code or has begun to, in the order they joined.
// Requires question < study().questions.size().
std::vector<CoderProgress> progress(const StudyView& view, coding::QuestionIndex question);

}  // namespace verbatim::projections
