#pragma once

#include <optional>
#include <vector>

#include "projections/study_view.hpp"

// What is to be decided again because the codebook changed since.
namespace verbatim::projections {

enum class StaleBecause : std::uint8_t {
  kRevised,  // all the coder's assignments for the theme were made when it meant something else
  kSplit,    // the theme was split: its successors are to be chosen between
};

// One coder's word for one theme, as it counts today; or the team's, where the response was settled
// with a theme that was split.
struct StaleTheme {
  coding::MemberIndex coder = 0;  // kNone16: it is the settlement
  coding::ThemeIndex theme = 0;
  coding::Revision coded_at = 0;  // the latest revision it was assigned under; 0 of a settlement
  StaleBecause because = StaleBecause::kRevised;
  bool operator==(const StaleTheme&) const = default;
};

struct StaleResponse {
  coding::ResponseIndex response = 0;
  std::vector<StaleTheme> themes;  // by coder, then theme; the settlement last
};

struct StaleQuery {
  std::optional<coding::MemberIndex> coder;  // only theirs, and no settlement
  std::size_t first = 0;                     // the number in its question of the first to look at
  std::size_t most = 100;                    // responses
};

// The question's responses with something stale, in their order. Looks at those alone that bear a
// theme which was ever revised or split, and at the settlements once a theme was split. Requires
// question < study().questions.size().
std::vector<StaleResponse> stale(const StudyView& view, coding::QuestionIndex question,
                                 const StaleQuery& query);

}  // namespace verbatim::projections
