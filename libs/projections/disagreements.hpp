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
  std::size_t first = 0;                            // of the queue, the place of the first
  std::size_t most = static_cast<std::size_t>(-1);  // how many
};

struct Disagreements {
  std::size_t total = 0;           // in the queue
  std::vector<Disagreement> page;  // of it, from `first` on
};

// The responses of the question that at least two coders finished with different sets of themes.
// How far they are apart is kept up with every event: O(responses), and the page's codings.
// Requires question < study().questions.size().
Disagreements disagreements(const StudyView& view, coding::QuestionIndex question,
                            const DisagreementsQuery& query);

}  // namespace verbatim::projections
