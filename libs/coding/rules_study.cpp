// What a study is about: itself and its questions.
#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {

Decision rule(const Study& study, const OpenStudy& c) {
  if (!valid_id(c.study)) return bad_id("study");
  if (study.position == 0) return Events{StudyOpened{c.study, c.title}};
  if (study.title != c.title) return exists("study", c.study, "study");
  return Events{};
}

Decision rule(const Study& study, const AddQuestion& c) {
  if (const auto known = study.question_ids.find(c.question)) {
    if (study.questions[*known].text != c.text) return exists("question", c.question, "question");
    return Events{};
  }
  if (!valid_id(c.question)) return bad_id("question");
  if (study.questions.size() >= kQuestionsMax) return full("questions", kQuestionsMax);
  return Events{QuestionAdded{c.question, c.text}};
}

}  // namespace verbatim::coding
