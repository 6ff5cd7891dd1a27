#include "coding/study.hpp"

#include <algorithm>

namespace verbatim::coding {

bool Theme::in_scope(QuestionIndex question) const {
  return questions.empty() || std::binary_search(questions.begin(), questions.end(), question);
}

bool Comment::has_mark(const TextMark& of_text) const {
  return of_text.empty() ? mark == decltype(mark){}
                         : of_text.bytes == std::string_view(mark.data(), mark.size());
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

std::size_t Study::comments_present() const {
  std::size_t count = 0;
  for (const auto& question : questions) count += question.comment_ids.present();
  return count;
}

std::size_t Study::responses_present() const {
  std::size_t count = 0;
  for (const auto& question : questions) count += question.response_ids.present();
  return count;
}

}  // namespace verbatim::coding
