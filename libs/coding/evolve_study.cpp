// What a study is about and who takes part: itself, questions, members, groups, respondents.
#include "coding/folds.hpp"

namespace verbatim::coding {

Result<void> fold(const Step& step, const StudyOpened& e) {
  step.study.id = e.study;
  step.study.title = e.title;
  return step.done([](Study& study) {
    study.id.clear();
    study.title.clear();
  });
}

Result<void> fold(const Step& step, const QuestionAdded& e) {
  auto& study = step.study;
  if (study.question_ids.find(e.question)) return twice(step, "question", e.question);
  study.question_ids.add(e.question);
  study.questions.emplace_back().text = e.text;
  return step.done([](Study& s) {
    s.question_ids.pop();
    s.questions.pop_back();
  });
}

Result<void> fold(const Step& step, const MemberAdded& e) {
  auto& study = step.study;
  if (study.member_ids.find(e.member)) return twice(step, "member", e.member);
  study.member_ids.add(e.member);
  study.members.push_back({e.role});
  return step.done([](Study& s) {
    s.member_ids.pop();
    s.members.pop_back();
  });
}

Result<void> fold(const Step& step, const GroupAdded& e) {
  auto& study = step.study;
  if (study.group_ids.find(e.group)) return twice(step, "group", e.group);
  study.group_ids.add(e.group);
  study.groups.push_back({e.label});
  return step.done([](Study& s) {
    s.group_ids.pop();
    s.groups.pop_back();
  });
}

Result<void> fold(const Step& step, const RespondentAdded& e) {
  auto& study = step.study;
  if (study.respondent_ids.find(e.respondent)) return twice(step, "respondent", e.respondent);
  Respondent respondent;
  if (!e.group.empty()) {
    const auto group = study.group_ids.find(e.group);
    if (!group) return missing(step, "group", e.group);
    respondent.group = static_cast<GroupIndex>(*group);
  }
  study.respondent_ids.add(e.respondent);
  study.respondents.push_back(respondent);
  return step.done([](Study& s) {
    s.respondent_ids.pop();
    s.respondents.pop_back();
  });
}

}  // namespace verbatim::coding
