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

// Notes on notes are not told apart: they may be about what is blind.
template <class IsOpen>
bool notes_are_shown(const Thing& about, bool sees_all, IsOpen is_open) {
  switch (about.kind) {
    case Kind::kQuestion:
      return is_open(about.id);
    case Kind::kComment:
    case Kind::kResponse:
      return is_open(about.question);
    case Kind::kMemo:
    case Kind::kQuote:
      return sees_all;
    default:
      return true;
  }
}

}  // namespace

bool shows(const Study& study, const Viewpoint& viewpoint, const Memo& memo) {
  if (viewpoint.sees_all() || memo.author == viewpoint.member) return true;
  return notes_are_shown(memo.about, false, [&](const std::string& id) {
    const auto question = study.question_ids.find_ever(id);
    return !question || viewpoint.sees(static_cast<QuestionIndex>(*question));
  });
}

bool shows(const Study& study, const Viewpoint& viewpoint, const Quote& quote) {
  return viewpoint.sees(study.question_of(quote.response));
}

bool shows(std::string_view member, const std::vector<std::string>& blind, const Event& event) {
  const auto open = [&](const std::string& question) {
    return std::find(blind.begin(), blind.end(), question) == blind.end();
  };
  return std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires { e.coder; }) {
          return e.coder == member || open(e.question);
        } else if constexpr (requires { e.response; }) {
          return open(e.question);
        } else if constexpr (requires { e.about; }) {
          return e.author == member || notes_are_shown(e.about, blind.empty(), open);
        } else if constexpr (std::is_same_v<E, Removed>) {
          return blind.empty() || (e.thing.kind != Kind::kMemo && e.thing.kind != Kind::kQuote);
        } else {
          return true;
        }
      },
      event);
}

Result<void> check(const Study& study, const Viewpoint& viewpoint, const Condition& condition) {
  const auto question = study.question_ids.find(condition.question);
  if (question && condition.coder != viewpoint.name &&
      !viewpoint.sees(static_cast<QuestionIndex>(*question)))
    return blind_round(condition.question);
  return check(study, condition);
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
