#pragma once

#include <optional>
#include <vector>

#include "agreement/reliability_data.hpp"
#include "projections/layers.hpp"

// How coders split comments for themselves, as agreement on spans compares it.
namespace verbatim::projections {

struct UnitizingQuery {
  coding::FrameworkIndex framework = 0;
  std::vector<coding::MemberIndex> coders;      // empty: everybody
  std::optional<coding::CommentIndex> comment;  // only this one
};

// One continuum a comment that two coders or more finished splitting, in code points. A unit is a
// span of each of its themes in the framework; one without any is a span of the last category,
// whose name is empty, as no theme's is. `comments` is how many continua there are.
struct Unitizing {
  agreement::ReliabilityData data;
  std::size_t comments = 0;
};

// The layers that are compared: those that are finished, of comments with two of them or more.
std::vector<CommentLayers> compared_layers(const coding::Study& study,
                                           coding::QuestionIndex question,
                                           const UnitizingQuery& query);

// O(layers of the question). Requires question < study.questions.size() and members of the study.
Unitizing unitizing_of(const coding::Study& study, coding::QuestionIndex question,
                       const UnitizingQuery& query);

}  // namespace verbatim::projections
