#pragma once

#include <string>

#include "projections/agreement_figures.hpp"
#include "projections/study_view.hpp"

// Figures as the API shows them (schemas/openapi.yaml: Agreement, Progress).
namespace verbatim::api {

std::string agreement_json(const projections::StudyView& view, coding::QuestionIndex question,
                           const projections::AgreementFigures& figures);

std::string progress_json(const projections::StudyView& view, coding::QuestionIndex question);
std::string study_progress_json(const projections::StudyView& view);

}  // namespace verbatim::api
