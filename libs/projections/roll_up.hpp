#pragma once

#include "coding/study.hpp"

namespace verbatim::projections {

// Calls `visit` for the theme and, if it is in scope of the question, for each theme above it: all
// that counts, rolled up, where the theme does.
template <class Visit>
void each_rolled_up(const coding::Study& study, coding::QuestionIndex question,
                    coding::ThemeIndex theme, Visit visit) {
  visit(theme);
  if (!study.themes[theme].in_scope(question)) return;
  for (auto above = study.themes[theme].parent; above != coding::kNone16;
       above = study.themes[above].parent)
    visit(above);
}

}  // namespace verbatim::projections
