// What respondents wrote, and the responses it is split into.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

// A response put under an id that is not there, and what stood under its number before it was
// taken away.
struct PutResponse {
  ResponseIndex index;
  std::optional<Response> before;
};

PutResponse put_response(Study& study, Question& asked, CommentIndex comment, std::string_view id,
                         std::uint32_t begin, std::uint32_t end) {
  Response response;
  response.comment = comment;
  response.begin = begin;
  response.end = end;
  if (const auto known = asked.response_ids.find_ever(id)) {
    response.number = *known;
    asked.response_ids.bring_back(*known);
    const auto index = asked.responses[*known];
    return {index, std::exchange(study.responses[index], std::move(response))};
  }
  const auto index = static_cast<ResponseIndex>(study.responses.size());
  response.number = asked.response_ids.add(id);
  asked.responses.push_back(index);
  study.responses.push_back(std::move(response));
  return {index, std::nullopt};
}

// The last first: what was new is taken off the end.
void take_back(Study& study, Question& asked, const PutResponse& put) {
  if (put.before) {
    asked.response_ids.take_away(put.before->number);
    study.responses[put.index] = *put.before;
    return;
  }
  asked.response_ids.pop();
  asked.responses.pop_back();
  study.responses.pop_back();
}

// Several responses become one again: the first. Of the others nothing may be said any more.
Result<void> join(const Step& step, const CommentSegmented& e, CommentIndex index) {
  auto& study = step.study;
  auto& comment = study.comments[index];
  auto& first = study.responses[comment.first_response];
  std::vector<std::uint32_t> others;
  for (auto r = first.next_in_comment; r != kNone32; r = study.responses[r].next_in_comment) {
    if (!study.responses[r].codings.codings().empty())
      return in_use(step, "response", study.id_of(study.responses[r]));
    others.push_back(study.responses[r].number);
  }
  for (const auto number : others) study.questions[comment.question].response_ids.take_away(number);
  const auto begin = std::exchange(first.begin, e.segments[0].begin);
  const auto end = std::exchange(first.end, e.segments[0].end);
  const auto next = std::exchange(first.next_in_comment, kNone32);
  const auto count = std::exchange(comment.response_count, std::uint16_t{1});
  return step.done([index, begin, end, next, count, others = std::move(others)](Study& s) {
    auto& whole = s.comments[index];
    auto& one = s.responses[whole.first_response];
    one.begin = begin;
    one.end = end;
    one.next_in_comment = next;
    whole.response_count = count;
    for (const auto number : others) s.questions[whole.question].response_ids.bring_back(number);
  });
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
  comment.code_points = e.code_points;
  comment.question = static_cast<QuestionIndex>(*question);
  if (const auto known = asked.comment_ids.find_ever(e.comment)) {
    const auto index = asked.comments[*known];
    comment.number = *known;
    asked.comment_ids.bring_back(*known);
    auto put = put_response(study, asked, index, e.comment, 0, e.code_points);
    comment.first_response = put.index;
    return step.done([index, before = std::exchange(study.comments[index], comment),
                      put = std::move(put)](Study& s) {
      auto& of = s.questions[before.question];
      take_back(s, of, put);
      of.comment_ids.take_away(before.number);
      s.comments[index] = before;
    });
  }
  const auto index = static_cast<CommentIndex>(study.comments.size());
  comment.number = asked.comment_ids.add(e.comment);
  auto put = put_response(study, asked, index, e.comment, 0, e.code_points);
  comment.first_response = put.index;
  asked.comments.push_back(index);
  study.comments.push_back(comment);
  return step.done([put = std::move(put)](Study& s) {
    auto& of = s.questions[s.comments.back().question];
    take_back(s, of, put);
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
  if (e.segments.size() == 1 && comment.response_count > 1) return join(step, e, *index);
  if (e.segments.empty() || comment.response_count != 1)
    return twice(step, "the segmentation of comment", e.comment);
  std::set<std::string_view> ids;
  for (std::size_t i = 1; i < e.segments.size(); ++i) {
    const auto& id = e.segments[i].response;
    if (asked.response_ids.find(id) || !ids.insert(id).second) return twice(step, "response", id);
  }
  auto& first = study.responses[comment.first_response];
  const auto begin = std::exchange(first.begin, e.segments[0].begin);
  const auto end = std::exchange(first.end, e.segments[0].end);
  std::vector<PutResponse> others;
  ResponseIndex previous = comment.first_response;
  for (std::size_t i = 1; i < e.segments.size(); ++i) {
    const auto& segment = e.segments[i];
    others.push_back(
        put_response(study, asked, *index, segment.response, segment.begin, segment.end));
    study.responses[previous].next_in_comment = others.back().index;
    previous = others.back().index;
  }
  comment.response_count = static_cast<std::uint16_t>(e.segments.size());
  return step.done([at = *index, begin, end, others = std::move(others)](Study& s) {
    auto& whole = s.comments[at];
    for (auto put = others.rbegin(); put != others.rend(); ++put)
      take_back(s, s.questions[whole.question], *put);
    whole.response_count = 1;
    auto& one = s.responses[whole.first_response];
    one.begin = begin;
    one.end = end;
    one.next_in_comment = kNone32;
  });
}

}  // namespace verbatim::coding
