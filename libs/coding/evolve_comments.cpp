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
  ResponseIndex index = kNone32;
  std::optional<Response> before;
};

PutResponse put_response(Study& study, QuestionIndex question, CommentIndex comment,
                         std::string_view id, std::uint32_t begin, std::uint32_t end) {
  auto& asked = study.questions[question];
  const auto known = asked.response_ids.find_ever(id);
  Response response;
  response.comment = comment;
  response.number = known.value_or(asked.response_ids.size());
  response.begin = begin;
  response.end = end;
  PutResponse put{static_cast<ResponseIndex>(study.responses.size()), std::nullopt};
  change_in_pool(study, question, Numbers::kResponses, response.number, [&] {
    if (known) {
      asked.response_ids.bring_back(*known);
      put.index = asked.responses[*known];
      put.before = std::exchange(study.responses[put.index], std::move(response));
    } else {
      asked.response_ids.add(id);
      asked.responses.push_back(put.index);
      study.responses.push_back(std::move(response));
    }
  });
  return put;
}

// The last first: what was new is taken off the end.
void take_back(Study& study, QuestionIndex question, const PutResponse& put) {
  auto& asked = study.questions[question];
  change_in_pool(study, question, Numbers::kResponses, study.responses[put.index].number, [&] {
    if (put.before) {
      asked.response_ids.take_away(put.before->number);
      study.responses[put.index] = *put.before;
    } else {
      asked.response_ids.pop();
      asked.responses.pop_back();
      study.responses.pop_back();
    }
  });
}

// One response of a comment, as it stands in the text.
struct Stand {
  ResponseIndex index;
  std::uint32_t begin, end;
  ResponseIndex next;
};

std::vector<Stand> stands_of(const Study& study, const Comment& comment) {
  std::vector<Stand> stands;
  for (auto r = comment.first_response; r != kNone32; r = study.responses[r].next_in_comment) {
    const auto& response = study.responses[r];
    stands.push_back({r, response.begin, response.end, response.next_in_comment});
  }
  return stands;
}

}  // namespace

void take_response_away(Study& study, QuestionIndex question, std::uint32_t number) {
  change_in_pool(study, question, Numbers::kResponses, number,
                 [&] { study.questions[question].response_ids.take_away(number); });
}

void bring_response_back(Study& study, QuestionIndex question, std::uint32_t number) {
  change_in_pool(study, question, Numbers::kResponses, number,
                 [&] { study.questions[question].response_ids.bring_back(number); });
}

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
    const auto before = study.comments[index];
    PutResponse put;
    change_in_pool(study, comment.question, Numbers::kComments, comment.number, [&] {
      asked.comment_ids.bring_back(*known);
      put = put_response(study, comment.question, index, e.comment, 0, e.code_points);
      comment.first_response = put.index;
      study.comments[index] = comment;
    });
    return step.done([index, before, put = std::move(put)](Study& s) {
      change_in_pool(s, before.question, Numbers::kComments, before.number, [&] {
        take_back(s, before.question, put);
        s.questions[before.question].comment_ids.take_away(before.number);
        s.comments[index] = before;
      });
    });
  }
  const auto index = static_cast<CommentIndex>(study.comments.size());
  comment.number = asked.comment_ids.size();
  PutResponse put;
  change_in_pool(study, comment.question, Numbers::kComments, comment.number, [&] {
    asked.comment_ids.add(e.comment);
    put = put_response(study, comment.question, index, e.comment, 0, e.code_points);
    comment.first_response = put.index;
    asked.comments.push_back(index);
    study.comments.push_back(comment);
  });
  return step.done([put = std::move(put)](Study& s) {
    const auto was = s.comments.back();
    change_in_pool(s, was.question, Numbers::kComments, was.number, [&] {
      take_back(s, was.question, put);
      auto& of = s.questions[was.question];
      of.comment_ids.pop();
      of.comments.pop_back();
      s.comments.pop_back();
    });
  });
}

// Responses that are named again keep their place in the study, others are new, and those that are
// not named go: nothing may be said of them any more.
Result<void> fold(const Step& step, const CommentSegmented& e) {
  auto& study = step.study;
  const auto question = study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  const auto index = study.find_comment(static_cast<QuestionIndex>(*question), e.comment);
  if (!index) return missing(step, "comment", e.comment);
  auto& comment = study.comments[*index];
  if (e.segments.empty()) return missing(step, "a segment of comment", e.comment);
  const auto before = stands_of(study, comment);
  std::set<ResponseIndex> kept = {comment.first_response};
  std::set<std::string_view> ids;
  for (std::size_t i = 1; i < e.segments.size(); ++i) {
    const auto& id = e.segments[i].response;
    const auto there = study.find_response(static_cast<QuestionIndex>(*question), id);
    if (there && (study.responses[*there].comment != *index || !kept.insert(*there).second))
      return twice(step, "response", id);
    if (!ids.insert(id).second) return twice(step, "response", id);
  }
  std::vector<std::uint32_t> gone;
  for (const auto& stand : before) {
    const auto& response = study.responses[stand.index];
    if (kept.count(stand.index) > 0) continue;
    if (!response.codings.codings().empty() || response.settled)
      return in_use(step, "response", study.id_of(response));
    gone.push_back(response.number);
  }
  for (const auto number : gone) take_response_away(study, comment.question, number);
  std::vector<PutResponse> added;
  ResponseIndex previous = kNone32;
  for (std::size_t i = 0; i < e.segments.size(); ++i) {
    const auto& segment = e.segments[i];
    auto at = i == 0 ? std::optional(comment.first_response)
                     : study.find_response(static_cast<QuestionIndex>(*question), segment.response);
    if (!at) {
      added.push_back(put_response(study, comment.question, *index, segment.response, segment.begin,
                                   segment.end));
      at = added.back().index;
    }
    auto& response = study.responses[*at];
    response.begin = segment.begin;
    response.end = segment.end;
    response.next_in_comment = kNone32;
    if (previous != kNone32) study.responses[previous].next_in_comment = *at;
    previous = *at;
  }
  const auto count =
      std::exchange(comment.response_count, static_cast<std::uint16_t>(e.segments.size()));
  const auto segmented_at = std::exchange(comment.segmented_at, step.position);
  return step.done([at = *index, count, segmented_at, before, gone = std::move(gone),
                    added = std::move(added)](Study& s) {
    auto& whole = s.comments[at];
    for (auto put = added.rbegin(); put != added.rend(); ++put) take_back(s, whole.question, *put);
    for (const auto number : gone) bring_response_back(s, whole.question, number);
    for (const auto& stand : before) {
      auto& response = s.responses[stand.index];
      response.begin = stand.begin;
      response.end = stand.end;
      response.next_in_comment = stand.next;
    }
    whole.response_count = count;
    whole.segmented_at = segmented_at;
  });
}

}  // namespace verbatim::coding
