// What the study has agreed on.
#include "coding/rules.hpp"

namespace verbatim::coding {

Decision rule(const Study& study, const SetPolicy& c) {
  const auto& now = study.policy;
  const Policy wanted{c.settled_by.value_or(now.settled_by),
                      c.suppress_below.value_or(now.suppress_below),
                      c.segments_may_overlap.value_or(now.segments_may_overlap),
                      c.erased_counts.value_or(now.erased_counts)};
  if (wanted == now) return Events{};
  return Events{PolicySet{wanted.settled_by, wanted.suppress_below, wanted.segments_may_overlap,
                          wanted.erased_counts}};
}

}  // namespace verbatim::coding
