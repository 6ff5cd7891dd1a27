#include "coding/blindness.hpp"

#include <algorithm>

#include "coding/decide.hpp"
#include "coding/refusals.hpp"

namespace verbatim::coding {

bool Viewpoint::sees(QuestionIndex question) const {
  return !std::binary_search(blind.begin(), blind.end(), question);
}

Viewpoint viewpoint_of(const Study& study, std::string_view member) {
  Viewpoint viewpoint{std::string(member), kNone16, {}};
  const auto found = study.member_ids.find(member);
  if (!found) return viewpoint;
  viewpoint.member = static_cast<MemberIndex>(*found);
  for (const auto& round : study.rounds) {
    if (!round.open || !round.blind) continue;
    for (const auto& task : round.tasks)
      if (std::binary_search(task.ever_coded.begin(), task.ever_coded.end(), viewpoint.member))
        viewpoint.blind.push_back(task.question);
  }
  std::sort(viewpoint.blind.begin(), viewpoint.blind.end());
  return viewpoint;
}

namespace {

// The question that hides notes about a thing. Notes on notes and on respondents are not told
// apart: they may be about what is blind.
std::optional<std::string_view> notes_hidden_with(const Thing& about) {
  switch (about.kind) {
    case Kind::kQuestion:
      return about.id;
    case Kind::kComment:
    case Kind::kResponse:
      return about.question;
    case Kind::kRespondent:
    case Kind::kMemo:
    case Kind::kQuote:
      return "";
    default:
      return std::nullopt;
  }
}

}  // namespace

bool shows(const Study& study, const Viewpoint& viewpoint, const Memo& memo) {
  if (viewpoint.sees_all() || memo.author == viewpoint.member) return true;
  const auto hidden = notes_hidden_with(memo.about);
  if (!hidden) return true;
  if (hidden->empty()) return false;
  const auto question = study.question_ids.find_ever(*hidden);
  return !question || viewpoint.sees(static_cast<QuestionIndex>(*question));
}

bool shows(const Study& study, const Viewpoint& viewpoint, const Quote& quote) {
  return viewpoint.sees(study.question_of(quote.response));
}

std::optional<std::string_view> hidden_with(std::string_view member, const Event& event) {
  return std::visit(
      [&]<class E>(const E& e) -> std::optional<std::string_view> {
        if constexpr (requires { e.coder; }) {
          if (e.coder != member) return e.question;
        } else if constexpr (requires { e.response; }) {
          return e.question;
        } else if constexpr (requires { e.about; }) {
          if (e.author != member) return notes_hidden_with(e.about);
        } else if constexpr (std::is_same_v<E, Removed>) {
          if (e.thing.kind == Kind::kMemo || e.thing.kind == Kind::kQuote) return "";
        }
        return std::nullopt;
      },
      event);
}

bool shows(std::string_view member, const std::vector<std::string>& blind, const Event& event) {
  const auto hidden = hidden_with(member, event);
  if (!hidden || blind.empty()) return true;
  return !hidden->empty() && std::find(blind.begin(), blind.end(), *hidden) == blind.end();
}

Result<void> check(const Study& study, const Viewpoint& viewpoint, const Condition& condition) {
  const auto question = study.question_ids.find(condition.question);
  if (question && condition.coder != viewpoint.name &&
      !viewpoint.sees(static_cast<QuestionIndex>(*question)))
    return blind_round(condition.question);
  return check(study, condition);
}

Result<void> may_give(const Study& study, const Viewpoint& viewpoint, const Command& command) {
  const auto* split = std::get_if<SegmentComment>(&command);
  if (split == nullptr || viewpoint.sees_all()) return {};
  const auto question = study.question_ids.find(split->question);
  if (!question || viewpoint.sees(static_cast<QuestionIndex>(*question))) return {};
  return blind_round(split->question);
}

Failure blind_round(std::string_view question) {
  const auto what = question.empty() ? "A question of this study" : "Question " + quoted(question);
  return {Fault::kBlindRound,
          what +
              " is coded in a blind round that you take part in: of it you are shown what you "
              "said yourself.",
          "", "Wait until the round is closed."};
}

}  // namespace verbatim::coding
