#pragma once

#include <optional>
#include <vector>

#include "projections/study_view.hpp"

namespace verbatim::projections {

// Two themes that stand in the same responses: the connections of a theme map. Themes of two
// frameworks make a crosswalk.
struct Connection {
  coding::ThemeIndex first = 0, second = 0;
  std::uint32_t both = 0;                       // responses in which both stand
  std::uint32_t first_all = 0, second_all = 0;  // responses in which each does
  bool linked = false;                          // somebody said that they speak of the same

  // both / (first + second - both), 0 to 1: how far the two are one (Jaccard 1912).
  // 0 of none.
  double overlap() const {
    const auto either = first_all + second_all - both;
    return either == 0 ? 0 : static_cast<double>(both) / either;
  }
};

struct ConnectionsQuery {
  Basis basis = Basis::kSettled;
  std::optional<coding::FrameworkIndex> from;  // of the first theme; nothing: of any
  std::optional<coding::FrameworkIndex> to;    // of the second; nothing: that of the first
  std::optional<coding::GroupIndex> group;     // only responses of this group (kNone16: of none)
};

// Every pair in scope that stands together at least once or, between two frameworks, is linked (as
// what it was merged into, where it was), the more frequent first, then in the order the themes
// were added. Each pair once: within one framework `first` was added before `second`. O(themes^2 x
// responses / 64). Requires question < study().questions.size().
std::vector<Connection> connections(const StudyView& view, coding::QuestionIndex question,
                                    const ConnectionsQuery& query);

// The responses of a question by respondents of one group (kNone16: of none), one bit each.
Words responses_of_group(const coding::Study& study, coding::QuestionIndex question,
                         coding::GroupIndex group);

}  // namespace verbatim::projections
