#pragma once

#include <optional>

#include <nlohmann/json.hpp>

#include "coding/study.hpp"

// The codebook as the API shows it (schemas/openapi.yaml: Theme, ThemeList).
namespace verbatim::api {

// All that there is to say of a theme.
nlohmann::ordered_json theme_json(const coding::Study& study, coding::ThemeIndex theme);

// {"framework", "label", "revision", "frozen", "themes"}: how many themes it has.
nlohmann::ordered_json framework_json(const coding::Study& study, coding::FrameworkIndex framework);

// {"study", "position", "themes"}: all themes, or those of a framework, or in scope of a question.
nlohmann::ordered_json themes_json(const coding::Study& study,
                                   std::optional<coding::FrameworkIndex> framework,
                                   std::optional<coding::QuestionIndex> question);

// The ids of some themes.
nlohmann::ordered_json theme_ids_json(const coding::Study& study,
                                      const std::vector<coding::ThemeIndex>& themes);

}  // namespace verbatim::api
