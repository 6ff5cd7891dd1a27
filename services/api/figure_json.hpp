#pragma once

#include <string>

#include "projections/agreement_figures.hpp"
#include "projections/counts.hpp"
#include "projections/study_view.hpp"

// Figures as the API shows them (schemas/openapi.yaml: Counts, Agreement, Progress).
namespace verbatim::api {

std::string counts_json(const projections::StudyView& view, coding::QuestionIndex question,
                        const projections::CountsQuery& query, std::string_view basis);

std::string agreement_json(const projections::StudyView& view, coding::QuestionIndex question,
                           const projections::AgreementFigures& figures);

std::string progress_json(const projections::StudyView& view, coding::QuestionIndex question);
std::string study_progress_json(const projections::StudyView& view);

}  // namespace verbatim::api
