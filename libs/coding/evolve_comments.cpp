// What respondents wrote, and the responses it is split into.
#include <algorithm>
#include <set>

#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

ResponseIndex add_response(Study& study, Question& asked, CommentIndex comment, std::string_view id,
                           std::uint32_t begin, std::uint32_t end) {
  const auto index = static_cast<ResponseIndex>(study.responses.size());
  Response response;
  response.comment = comment;
  response.number = asked.response_ids.add(id);
  response.begin = begin;
  response.end = end;
  asked.responses.push_back(index);
  study.responses.push_back(std::move(response));
  return index;
}

void pop_response(Study& study, Question& asked) {
  asked.response_ids.pop();
  asked.responses.pop_back();
  study.responses.pop_back();
}

}  // namespace

Result<void> fold(const Step& step, const CommentAdded& e) {
  auto& study = step.study;
  const auto question = study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  const auto respondent = study.respondent_ids.find(e.respondent);
  if (!respondent) return missing(step, "respondent", e.respondent);
  auto& asked = study.questions[*question];
  if (asked.comment_ids.find(e.comment)) return twice(step, "comment", e.comment);
  if (asked.response_ids.find(e.comment)) return twice(step, "response", e.comment);
  Comment comment;
  const auto& mark = e.text_mark.bytes;
  if (!mark.empty() && mark.size() != comment.mark.size())
    return Failure{Fault::kCorruptStore, "Event " + std::to_string(step.position) +
                                             " has a mark of " + std::to_string(mark.size()) +
                                             " bytes."};
  std::copy(mark.begin(), mark.end(), comment.mark.begin());
  comment.position = step.position;
  comment.respondent = *respondent;
  comment.number = asked.comment_ids.add(e.comment);
  comment.code_points = e.code_points;
  comment.question = static_cast<QuestionIndex>(*question);
  comment.first_response = static_cast<ResponseIndex>(study.responses.size());
  const auto index = static_cast<CommentIndex>(study.comments.size());
  asked.comments.push_back(index);
  study.comments.push_back(comment);
  add_response(study, asked, index, e.comment, 0, e.code_points);
  return step.done([](Study& s) {
    auto& of = s.questions[s.comments.back().question];
    pop_response(s, of);
    of.comment_ids.pop();
    of.comments.pop_back();
    s.comments.pop_back();
  });
}

Result<void> fold(const Step& step, const CommentSegmented& e) {
  auto& study = step.study;
  const auto question = study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  const auto index = study.find_comment(static_cast<QuestionIndex>(*question), e.comment);
  if (!index) return missing(step, "comment", e.comment);
  auto& comment = study.comments[*index];
  auto& asked = study.questions[*question];
  if (e.segments.empty() || comment.response_count != 1)
    return twice(step, "the segmentation of comment", e.comment);
  std::set<std::string_view> ids;
  for (std::size_t i = 1; i < e.segments.size(); ++i) {
    const auto& id = e.segments[i].response;
    if (asked.response_ids.find(id) || !ids.insert(id).second) return twice(step, "response", id);
  }
  auto& first = study.responses[comment.first_response];
  const auto begin = first.begin, end = first.end;
  first.begin = e.segments[0].begin;
  first.end = e.segments[0].end;
  ResponseIndex previous = comment.first_response;
  for (std::size_t i = 1; i < e.segments.size(); ++i) {
    const auto& segment = e.segments[i];
    const auto added =
        add_response(study, asked, *index, segment.response, segment.begin, segment.end);
    study.responses[previous].next_in_comment = added;
    previous = added;
  }
  comment.response_count = static_cast<std::uint16_t>(e.segments.size());
  return step.done([at = *index, begin, end](Study& s) {
    auto& whole = s.comments[at];
    for (; whole.response_count > 1; --whole.response_count)
      pop_response(s, s.questions[whole.question]);
    auto& one = s.responses[whole.first_response];
    one.begin = begin;
    one.end = end;
    one.next_in_comment = kNone32;
  });
}

}  // namespace verbatim::coding
