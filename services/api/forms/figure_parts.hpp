#pragma once

#include <nlohmann/json.hpp>

#include "projections/counts.hpp"
#include "projections/study_view.hpp"

// What figures have in common in JSON.
namespace verbatim::api {

// {"study", "question", "position"}
nlohmann::ordered_json figure_header(const projections::StudyView& view,
                                     coding::QuestionIndex question);
nlohmann::ordered_json units_json(const projections::Units& units);
// {"group", "label"}; kNone16 is "In no group".
nlohmann::ordered_json group_name(const coding::Study& study, coding::GroupIndex group);
// {"theme", "label", "framework", "parent"}
nlohmann::ordered_json theme_name(const coding::Study& study, coding::ThemeIndex theme);

}  // namespace verbatim::api
