// How a comment is split into responses, and what becomes of what was said of them.
#include <set>

#include "coding/allocation.hpp"
#include "coding/refusals.hpp"
#include "coding/resegmentation.hpp"
#include "coding/rounds.hpp"
#include "coding/rules.hpp"
#include "coding/spans.hpp"

namespace verbatim::coding {
namespace {

// Segments have ids of their own, and the first keeps the comment's.
std::optional<Failure> wrong_segments(const SegmentComment& c, std::uint32_t length,
                                      bool may_overlap) {
  const auto place = [](std::size_t i) { return "segments/" + std::to_string(i); };
  if (c.segments.empty() || c.segments.size() > kSegmentsMax)
    return invalid("A comment is split into 1 to " + std::to_string(kSegmentsMax) + " responses.",
                   "segments", "");
  if (c.segments[0].response != c.comment)
    return invalid("The first response keeps the comment's id, " + quoted(c.comment) + ".",
                   place(0), "");
  std::set<std::string_view> ids;
  std::vector<Span> spans;
  for (std::size_t i = 0; i < c.segments.size(); ++i) {
    const auto& segment = c.segments[i];
    if (!valid_id(segment.response)) return bad_id(place(i));
    if (!ids.insert(segment.response).second)
      return invalid("Response " + quoted(segment.response) + " is given twice.", place(i), "");
    spans.push_back({segment.begin, segment.end});
  }
  return wrong_spans(spans, length, may_overlap, "segments", "Segments");
}

Failure split_since(const SegmentComment& c, std::uint64_t segmented_at) {
  Failure stale{Fault::kStaleCondition,
                "The responses of comment " + quoted(c.comment) + " are others than at position " +
                    std::to_string(*c.base) + ".",
                "base", "Read them again, look at what changed, and decide anew."};
  stale.position = segmented_at;
  return stale;
}

}  // namespace

Decision rule(const Study& study, const SegmentComment& c) {
  const auto question = study.question_ids.find(c.question);
  if (!question) return unknown(Fault::kUnknownQuestion, "question", c.question, "question");
  const auto q = static_cast<QuestionIndex>(*question);
  const auto index = study.find_comment(q, c.comment);
  if (!index) return unknown(Fault::kUnknownComment, "comment", c.comment, "comment");
  const auto& comment = study.comments[*index];
  if (auto wrong = wrong_segments(c, comment.code_points, study.policy.segments_may_overlap))
    return std::move(*wrong);
  const Resegmentation resegmentation(study, *index, c.segments, c.codings);
  if (resegmentation.keeps_segments()) return Events{};
  if (c.base && *c.base > study.position) return ahead_of_the_study(*c.base, study.position);
  if (c.base && comment.segmented_at > *c.base) return split_since(c, comment.segmented_at);
  if (const auto* task = open_task(study, q); task != nullptr && task->unitizing)
    return unitizing_now(study, q);
  for (std::size_t i = 1; i < c.segments.size(); ++i) {
    const auto there = study.find_response(q, c.segments[i].response);
    if (there && study.responses[*there].comment != *index)
      return exists("response", c.segments[i].response, "segments/" + std::to_string(i));
  }
  if (c.codings == OnResegment::kRefuse)
    if (const auto* coded = resegmentation.first_coded_that_changes()) return would_change(*coded);
  return resegmentation.events();
}

}  // namespace verbatim::coding
