#include "coding/study.hpp"

#include <algorithm>

namespace verbatim::coding {

bool Theme::in_scope(QuestionIndex question) const {
  return questions.empty() || std::binary_search(questions.begin(), questions.end(), question);
}

std::optional<CommentIndex> Study::find_comment(QuestionIndex question,
                                                std::string_view name) const {
  const auto number = questions[question].comment_ids.find(name);
  if (!number) return std::nullopt;
  return questions[question].comments[*number];
}

std::optional<ResponseIndex> Study::find_response(QuestionIndex question,
                                                  std::string_view name) const {
  const auto number = questions[question].response_ids.find(name);
  if (!number) return std::nullopt;
  return questions[question].responses[*number];
}

}  // namespace verbatim::coding
