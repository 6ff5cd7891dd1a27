// What is said about things: memos, quotes, member checks, sign-off.
#include <algorithm>
#include <utility>

#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

// Puts a thing under its id, in place of the one that is there.
template <class T>
Result<void> put_thing(const Step& step, IdTable Study::*ids, std::vector<T> Study::*things,
                       std::string_view id, T thing) {
  const auto known = (step.study.*ids).find(id);
  if (!known) return add_thing(step, ids, things, id, std::move(thing));
  std::swap((step.study.*things)[*known], thing);
  return step.done(
      [things, at = *known, before = std::move(thing)](Study& s) { (s.*things)[at] = before; });
}

std::vector<SignOffRecord>::iterator find_sign_off(Study& study, IdTable::Index member,
                                                   std::uint64_t at) {
  return std::find_if(study.sign_offs.begin(), study.sign_offs.end(),
                      [&](const auto& one) { return one.member == member && one.at == at; });
}

// A text with the mark that it had comes back as it was, sealed with the key of then: no other key
// gives the same mark.
RespondentIndex concerned(const Study& study, const MemoWritten& e) {
  const auto known = study.memo_ids.find_ever(e.memo);
  if (known && !e.text_mark.empty() && study.memos[*known].mark == e.text_mark)
    return study.memos[*known].concerns;
  return respondent_concerned(study, e.about).value_or(kNone32);
}

}  // namespace

Result<void> fold(const Step& step, const MemoWritten& e) {
  const auto author = step.study.member_ids.find_ever(e.author);
  if (!author) return missing(step, "member", e.author);
  return put_thing(step, &Study::memo_ids, &Study::memos, e.memo,
                   Memo{static_cast<MemberIndex>(*author), e.about, e.audience, step.position,
                        e.text_mark, concerned(step.study, e)});
}

Result<void> fold(const Step& step, const QuoteChosen& e) {
  const auto& study = step.study;
  const auto question = study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  const auto response = study.find_response(static_cast<QuestionIndex>(*question), e.response);
  if (!response) return missing(step, "response", e.response);
  const auto theme = study.theme_ids.find(e.theme);
  if (!theme) return missing(step, "theme", e.theme);
  return put_thing(step, &Study::quote_ids, &Study::quotes, e.quote,
                   Quote{*response, static_cast<ThemeIndex>(*theme), step.position, e.wording_mark,
                         e.why_mark, e.consent});
}

Result<void> fold(const Step& step, const MemberCheckRecorded& e) {
  const auto question = step.study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  MemberCheck check{static_cast<QuestionIndex>(*question), kNone16, e.by, step.position,
                    e.outcome_mark};
  if (!e.theme.empty()) {
    const auto theme = step.study.theme_ids.find(e.theme);
    if (!theme) return missing(step, "theme", e.theme);
    check.theme = static_cast<ThemeIndex>(*theme);
  }
  return put_thing(step, &Study::check_ids, &Study::checks, e.check, std::move(check));
}

Result<void> fold(const Step& step, const SignedOff& e) {
  auto& study = step.study;
  const auto member = study.member_ids.find_ever(e.member);
  if (!member) return missing(step, "member", e.member);
  if (find_sign_off(study, *member, e.at) != study.sign_offs.end())
    return twice(step, "the sign-off of", e.member);
  study.sign_offs.push_back({static_cast<MemberIndex>(*member), e.at, e.statement, step.position});
  return step.done([](Study& s) { s.sign_offs.pop_back(); });
}

Result<void> fold(const Step& step, const SignOffRevoked& e) {
  auto& study = step.study;
  const auto member = study.member_ids.find_ever(e.member);
  if (!member) return missing(step, "member", e.member);
  const auto found = find_sign_off(study, *member, e.at);
  if (found == study.sign_offs.end()) return missing(step, "the sign-off of", e.member);
  const auto place = found - study.sign_offs.begin();
  auto before = std::move(*found);
  study.sign_offs.erase(found);
  return step.done([place, before = std::move(before)](Study& s) {
    s.sign_offs.insert(s.sign_offs.begin() + place, before);
  });
}

}  // namespace verbatim::coding
