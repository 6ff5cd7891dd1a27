#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "coding/commands.hpp"
#include "coding/study.hpp"

// Who sees what. In an open blind round each of its coders, also one who has dropped out, sees of
// its questions what they said themselves. Everybody else sees everything their role allows.
namespace verbatim::coding {

// What a member sees of a study now. It holds for every moment of the study that they look at: the
// past of a question is as blind as its present.
struct Viewpoint {
  std::string name;
  MemberIndex member = kNone16;      // kNone16: not a member
  std::vector<QuestionIndex> blind;  // questions of which only their own is shown, sorted

  bool sees_all() const { return blind.empty(); }
  // Whether what others said of this question is shown to them.
  bool sees(QuestionIndex question) const;
};
Viewpoint viewpoint_of(const Study& study, std::string_view member);

// Whether a memo is shown to somebody, as far as blindness goes: their own always, others' not
// where they are about a question that is blind to them, one of its comments or responses, or,
// while any is, about a respondent, another memo or a quote. And a quote: not of a response to such
// a question.
bool shows(const Study& study, const Viewpoint& viewpoint, const Memo& memo);
bool shows(const Study& study, const Viewpoint& viewpoint, const Quote& quote);

// The question (its id) that hides an event from `member` while it is blind to them: where the
// event says what somebody else did with a response or a comment of it, or noted about them. "":
// any blind question does, for a note on a respondent or a note, and for a memo or quote that was
// removed: the event does not say whose it was. Nothing: they are shown it always. Valid as long as
// the event.
std::optional<std::string_view> hidden_with(std::string_view member, const Event& event);

// Whether an event is shown to `member`, to whom the questions of these ids are blind.
bool shows(std::string_view member, const std::vector<std::string>& blind, const Event& event);

// check() for somebody: kBlindRound where the condition is on a coding that is not shown to them.
Result<void> check(const Study& study, const Viewpoint& viewpoint, const Condition& condition);

// kBlindRound where giving the command would tell somebody of what is not shown to them: whether a
// comment can be split says whether others have coded it.
Result<void> may_give(const Study& study, const Viewpoint& viewpoint, const Command& command);

// kBlindRound, and what to do about it. `question` may be empty: one of the study's.
Failure blind_round(std::string_view question);

}  // namespace verbatim::coding
