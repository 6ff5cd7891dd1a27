// What respondents wrote.
#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
Decision rule(const Study& study, const AddComment& c) {
  const auto question = study.question_ids.find(c.question);
  if (!question) return unknown(Fault::kUnknownQuestion, "question", c.question, "question");
  const auto respondent = study.respondent_ids.find(c.respondent);
  if (!respondent)
    return unknown(Fault::kUnknownRespondent, "respondent", c.respondent, "respondent");
  const auto q = static_cast<QuestionIndex>(*question);
  // What is there with the same content is no new text; what it says cannot be compared any more.
  const auto erased_by = study.respondents[*respondent].erased_by;
  if (erased_by != kNone32 && !(c.sealed_text.empty() && study.find_comment(q, c.comment)))
    return erased(c.respondent, study.erasure_ids.id(erased_by), "respondent");
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

}  // namespace verbatim::coding
