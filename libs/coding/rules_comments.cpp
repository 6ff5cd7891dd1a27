// What respondents wrote, and the responses it is split into.
#include <set>

#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
namespace {

std::vector<Segment> segments_of(const Study& study, const Comment& comment) {
  std::vector<Segment> segments;
  for (auto r = comment.first_response; r != kNone32; r = study.responses[r].next_in_comment) {
    const auto& response = study.responses[r];
    segments.push_back({std::string(study.id_of(response)), response.begin, response.end});
  }
  return segments;
}

// Segments stand in the order of the text, do not overlap, are not empty, have ids of their own,
// and the first keeps the comment's id. Gaps are allowed: not everything that was written
// answers the question.
std::optional<Failure> wrong_segments(const SegmentComment& c, std::uint32_t length) {
  const auto wrong = [](std::size_t i, std::string detail) {
    return Failure{Fault::kInvalidValue, std::move(detail), "segments/" + std::to_string(i), ""};
  };
  if (c.segments.empty() || c.segments.size() > kSegmentsMax)
    return Failure{Fault::kInvalidValue,
                   "A comment is split into 1 to " + std::to_string(kSegmentsMax) + " responses.",
                   "segments", ""};
  if (c.segments[0].response != c.comment)
    return wrong(0, "The first response keeps the comment's id, " + quoted(c.comment) + ".");
  std::set<std::string_view> ids;
  std::uint32_t free = 0;
  for (std::size_t i = 0; i < c.segments.size(); ++i) {
    const auto& segment = c.segments[i];
    if (!valid_id(segment.response)) return bad_id("segments/" + std::to_string(i));
    if (!ids.insert(segment.response).second)
      return wrong(i, "Response " + quoted(segment.response) + " is given twice.");
    if (segment.begin < free || segment.end <= segment.begin || segment.end > length)
      return wrong(i, "Segments must be in order, not empty, not overlap and end within the " +
                          std::to_string(length) + " code points of the comment.");
    free = segment.end;
  }
  return std::nullopt;
}

}  // namespace

Decision rule(const Study& study, const AddComment& c) {
  const auto question = study.question_ids.find(c.question);
  if (!question) return unknown(Fault::kUnknownQuestion, "question", c.question, "question");
  const auto respondent = study.respondent_ids.find(c.respondent);
  if (!respondent)
    return unknown(Fault::kUnknownRespondent, "respondent", c.respondent, "respondent");
  const auto q = static_cast<QuestionIndex>(*question);
  if (const auto known = study.find_comment(q, c.comment)) {
    // The sealed text differs at every sealing; its mark and its length do not.
    const auto& there = study.comments[*known];
    if (there.respondent != *respondent) return exists("comment", c.comment, "comment");
    if (there.code_points != c.code_points || !there.has_mark(c.text_mark))
      return exists("comment", c.comment, "text");
    return Events{};
  }
  if (!valid_id(c.comment)) return bad_id("comment");
  if (study.questions[q].response_ids.find(c.comment))
    return exists("response", c.comment, "comment");
  return Events{
      CommentAdded{c.question, c.comment, c.respondent, c.sealed_text, c.code_points, c.text_mark}};
}

Decision rule(const Study& study, const SegmentComment& c) {
  const auto question = study.question_ids.find(c.question);
  if (!question) return unknown(Fault::kUnknownQuestion, "question", c.question, "question");
  const auto q = static_cast<QuestionIndex>(*question);
  const auto index = study.find_comment(q, c.comment);
  if (!index) return unknown(Fault::kUnknownComment, "comment", c.comment, "comment");
  const auto& comment = study.comments[*index];
  if (auto wrong = wrong_segments(c, comment.code_points)) return std::move(*wrong);
  if (segments_of(study, comment) == c.segments) return Events{};
  if (comment.response_count != 1)
    return Failure{Fault::kNotAllowedNow,
                   "Comment " + quoted(c.comment) + " is split into responses already.", "segments",
                   ""};
  if (!study.responses[comment.first_response].codings.codings().empty())
    return Failure{Fault::kNotAllowedNow,
                   "Comment " + quoted(c.comment) +
                       " has been coded, so splitting it would "
                       "change what was coded.",
                   "segments", "Withdraw the codings of its response first."};
  for (std::size_t i = 1; i < c.segments.size(); ++i)
    if (study.questions[q].response_ids.find(c.segments[i].response))
      return exists("response", c.segments[i].response, "segments");
  return Events{CommentSegmented{c.question, c.comment, c.segments}};
}

}  // namespace verbatim::coding
