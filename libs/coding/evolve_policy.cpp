// What the study has agreed on.
#include <utility>

#include "coding/folds.hpp"

namespace verbatim::coding {

Result<void> fold(const Step& step, const PolicySet& e) {
  const auto before = std::exchange(
      step.study.policy,
      Policy{e.settled_by, e.suppress_below, e.segments_may_overlap, e.erased_counts});
  return step.done([before](Study& study) { study.policy = before; });
}

}  // namespace verbatim::coding
