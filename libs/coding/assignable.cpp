#include "coding/assignable.hpp"

#include <algorithm>

#include "coding/codebook.hpp"
#include "coding/refusals.hpp"

namespace verbatim::coding {
namespace {

// `standing` is what one coder says, sorted by theme.
bool stands(std::span<const Assignment> standing, ThemeIndex theme) {
  return std::binary_search(standing.begin(), standing.end(), Assignment{0, theme, 0},
                            [](const auto& a, const auto& b) { return a.theme < b.theme; });
}

}  // namespace

Result<ThemeIndex> assignable(const Study& study, std::string_view id, QuestionIndex question,
                              std::span<const Assignment> standing, std::string_view field) {
  const auto found = study.theme_ids.find(id);
  if (!found) return unknown(Fault::kUnknownTheme, "theme", id, field);
  const auto theme = static_cast<ThemeIndex>(*found);
  if (stands(standing, theme)) return theme;
  if (study.themes[theme].status != ThemeStatus::kInUse) return out_of_use(study, theme, field);
  if (!study.themes[theme].in_scope(question) && !counts_for(study, standing, theme))
    return Failure{Fault::kNotAllowedNow,
                   "Theme " + quoted(id) + " is not in scope for question " +
                       quoted(study.question_ids.id(question)) + ".",
                   std::string(field), "Widen the theme's scope first (scope_theme)."};
  return theme;
}

bool says_now(const Study& study, std::span<const Assignment> standing, ThemeIndex theme) {
  const auto status = study.themes[theme].status;
  if ((status == ThemeStatus::kMerged || status == ThemeStatus::kSplit) && stands(standing, theme))
    return true;
  return std::any_of(standing.begin(), standing.end(), [&](const Assignment& assignment) {
    return study.counts_as[assignment.theme] == theme && !is_stale(study, assignment);
  });
}

Revision revision_now(const Study& study, ThemeIndex theme) {
  return study.frameworks[study.themes[theme].framework].revision;
}

}  // namespace verbatim::coding
