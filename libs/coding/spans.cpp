#include "coding/spans.hpp"

#include <algorithm>

namespace verbatim::coding {

std::optional<Failure> wrong_spans(const std::vector<Span>& spans, std::uint32_t length,
                                   bool may_overlap, const std::string& field,
                                   const std::string& what) {
  const auto wrong = [&](std::size_t i, std::string detail, std::string fix = "") {
    return Failure{Fault::kInvalidValue, std::move(detail), field + "/" + std::to_string(i),
                   std::move(fix)};
  };
  std::uint32_t free = 0, begun = 0;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto& span = spans[i];
    if (span.begin < begun || span.end <= span.begin || span.end > length)
      return wrong(i, what + " must be in order, not empty, and end within the " +
                          std::to_string(length) + " code points of the comment.");
    if (span.begin < free && !may_overlap)
      return wrong(i, what + " must not overlap: this one begins before the last one ends.",
                   "Or let them, by the study's policy (set_policy, segments_may_overlap).");
    free = std::max(free, span.end);
    begun = span.begin;
  }
  return std::nullopt;
}

}  // namespace verbatim::coding
