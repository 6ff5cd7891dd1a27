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
          return e.author == member || open(e.about.question);
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
