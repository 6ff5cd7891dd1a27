#pragma once

#include <memory>
#include <vector>

#include "coding/events.hpp"
#include "projections/study_view.hpp"

namespace verbatim::projections {

// The view after just these events, kept up one by one; the time of an event is its position.
// Requires that they follow from each other.
StudyView live(const std::vector<coding::Event>& events);

// The same state, every figure counted from scratch.
StudyView rebuilt(const std::vector<coding::Event>& events);

// The number of a theme, a question, a member, a group of the study. Requires that it is there.
coding::ThemeIndex theme(const StudyView& view, const char* id);
coding::QuestionIndex question(const StudyView& view, const char* id);
coding::MemberIndex member(const StudyView& view, const char* id);
coding::GroupIndex group(const StudyView& view, const char* id);

}  // namespace verbatim::projections
