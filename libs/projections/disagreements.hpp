#pragma once

#include <cstdint>
#include <vector>

#include "projections/study_view.hpp"

namespace verbatim::projections {

// Where finished coders differ on one response: the queue of adjudication.
struct Disagreement {
  coding::ResponseIndex response = 0;
  std::vector<coding::MemberIndex> coders;  // who finished it
  struct Dispute {
    coding::ThemeIndex theme = 0;
    std::uint32_t applying = 0;  // of the coders; at least one, and not all
  };
  std::vector<Dispute> themes;
  double distance = 0;  // the mean Jaccard distance over all pairs of coders: 0 < distance <= 1
  bool settled = false;
};

struct DisagreementsQuery {
  std::optional<coding::FrameworkIndex> framework;  // only its themes
  std::optional<bool> settled;                      // only those that are, or are not
  bool most_different_first = true;                 // else in the question's order
};

// The responses of the question that at least two coders finished with different sets of themes.
// Looks at every coding of the question. Requires question < study().questions.size().
std::vector<Disagreement> disagreements(const StudyView& view, coding::QuestionIndex question,
                                        const DisagreementsQuery& query);

}  // namespace verbatim::projections
