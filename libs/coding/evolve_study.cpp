// What a study is about and who takes part: itself, questions, members, groups, respondents.
#include <utility>

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
  if (const auto known = study.question_ids.find_ever(e.question)) {
    study.question_ids.bring_back(*known);
    auto before = std::exchange(study.questions[*known].text, e.text);
    return step.done([at = *known, before = std::move(before)](Study& s) {
      s.question_ids.take_away(at);
      s.questions[at].text = before;
    });
  }
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
  Member member;
  if (const auto known = study.member_ids.find_ever(e.member)) member = study.members[*known];
  member.role = e.role;
  return add_thing(step, &Study::member_ids, &Study::members, e.member, std::move(member),
                   members_change(step));
}

namespace {

// Also of one who has left.
template <class Change>
Result<void> change_member(const Step& step, const std::string& id, Change change) {
  auto& study = step.study;
  const auto known = study.member_ids.find_ever(id);
  if (!known) return missing(step, "member", id);
  auto before = study.members[*known];
  change(study.members[*known]);
  return step.done(
      [at = *known, before = std::move(before), taken_back = members_change(step)](Study& s) {
        taken_back(s);
        s.members[at] = before;
      });
}

}  // namespace

Result<void> fold(const Step& step, const MemberNamed& e) {
  return change_member(step, e.member, [&](Member& member) {
    member.named_at = e.sealed_name.empty() ? 0 : step.position;
    member.name_mark = e.name_mark;
  });
}

Result<void> fold(const Step& step, const MemberPseudonymised& e) {
  return change_member(step, e.member,
                       [&](Member& member) { member.pseudonymised_at = step.position; });
}

Result<void> fold(const Step& step, const RoleChanged& e) {
  auto& study = step.study;
  const auto member = study.member_ids.find(e.member);
  if (!member) return missing(step, "member", e.member);
  const auto before = std::exchange(study.members[*member].role, e.role);
  return step.done([at = *member, before, taken_back = members_change(step)](Study& s) {
    taken_back(s);
    s.members[at].role = before;
  });
}

Result<void> fold(const Step& step, const GroupAdded& e) {
  auto& study = step.study;
  if (study.group_ids.find(e.group)) return twice(step, "group", e.group);
  return add_thing(step, &Study::group_ids, &Study::groups, e.group, Group{e.label});
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
  return add_thing(step, &Study::respondent_ids, &Study::respondents, e.respondent, respondent);
}

}  // namespace verbatim::coding
