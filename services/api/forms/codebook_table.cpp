#include "api/forms/codebook_table.hpp"

#include <fmt/format.h>

#include "api/forms/csv_table.hpp"
#include "api/requests/parameters.hpp"

namespace verbatim::api {
namespace {

// One a line.
Result<std::string> examples_in_cell(const coding::Study& study, coding::ThemeIndex index) {
  std::string cell;
  for (const auto& example : study.themes[index].wording.examples) {
    if (example.empty() || example.find('\n') != std::string::npos || example.ends_with('\r'))
      return bad_parameter("format",
                           fmt::format("An example of theme '{}' is empty or has several lines, "
                                       "and in CSV each line is one: ask for another format.",
                                       study.theme_ids.id(index)));
    cell.append(cell.empty() ? "" : "\n").append(example);
  }
  return cell;
}

Result<std::string> questions_in_cell(const coding::Study& study, const coding::Theme& theme) {
  std::vector<std::string> questions;
  for (const auto question : theme.questions)
    questions.emplace_back(study.question_ids.id(question));
  return ids_in_cell(questions, "question");
}

Result<void> put(CsvTable& table, const coding::Study& study, coding::ThemeIndex index) {
  const auto& theme = study.themes[index];
  auto examples = examples_in_cell(study, index);
  if (!examples) return std::move(examples).error();
  auto questions = questions_in_cell(study, theme);
  if (!questions) return std::move(questions).error();
  table.cell(study.theme_ids.id(index))
      .cell(theme.wording.label)
      .cell(study.framework_ids.id(theme.framework))
      .cell(theme.parent == coding::kNone16 ? std::string_view{} : study.theme_ids.id(theme.parent))
      .cell(theme.wording.definition)
      .cell(theme.wording.inclusion)
      .cell(theme.wording.exclusion)
      .cell(*examples)
      .cell(theme.wording.colour)
      .cell(*questions)
      .end_row();
  return {};
}

}  // namespace

Result<http::Response> codebook_table(const coding::Study& study,
                                      std::optional<coding::FrameworkIndex> framework,
                                      std::optional<coding::QuestionIndex> question) {
  CsvTable table({"theme", "label", "framework", "parent", "definition", "inclusion", "exclusion",
                  "examples", "colour", "questions"});
  for (std::size_t f = 0; f < study.frameworks.size(); ++f) {
    if (framework && f != *framework) continue;
    for (const auto theme : study.frameworks[f].order) {
      const auto& of_study = study.themes[theme];
      if (of_study.status != coding::ThemeStatus::kInUse) continue;
      if (question && !of_study.in_scope(*question)) continue;
      if (auto done = put(table, study, theme); !done) return std::move(done).error();
    }
  }
  return table.answer("codebook");
}

}  // namespace verbatim::api
