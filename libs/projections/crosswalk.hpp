#pragma once

#include <vector>

#include "projections/study_view.hpp"

namespace verbatim::projections {

// A theme of one framework and one of another.
struct CrosswalkPair {
  coding::ThemeIndex from = 0, to = 0;
  std::uint32_t responses = 0;  // in which both hold
  bool linked = false;          // somebody said that they speak of the same
};

// How the themes of two frameworks meet in a question's responses: every pair in scope that meets
// or is linked, in the order the themes were added. What was merged meets, and is linked, as what
// it was merged into. O(assignments of the question).
// Requires question < study().questions.size() and two frameworks of the study.
std::vector<CrosswalkPair> crosswalk(const StudyView& view, coding::QuestionIndex question,
                                     coding::FrameworkIndex from, coding::FrameworkIndex to,
                                     Basis basis);

}  // namespace verbatim::projections
