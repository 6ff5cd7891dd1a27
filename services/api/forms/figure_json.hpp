#pragma once

#include <string>

#include "api/forms/permalink.hpp"
#include "coding/blindness.hpp"
#include "projections/study_view.hpp"

// Figures as the API shows them (schemas/openapi.yaml: Progress).
namespace verbatim::api {

// Of the questions that the viewpoint is blind to, its member's own row alone.
std::string progress_json(const projections::StudyView& view, coding::QuestionIndex question,
                          const coding::Viewpoint& viewpoint, const Permalink& link);
std::string study_progress_json(const projections::StudyView& view,
                                const coding::Viewpoint& viewpoint, const Permalink& link);

// The word with which an answer says that it shows one coder's own part of a blind round.
inline constexpr const char* kInBlindRound = "blind_round";

}  // namespace verbatim::api
