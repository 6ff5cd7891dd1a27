#include "projections/round_codings.hpp"

#include <algorithm>

namespace verbatim::projections {
namespace {

void count(const coding::Study& study, const coding::Round& round, const coding::Task& task,
           RoundCodings& found) {
  const auto& question = study.questions[task.question];
  const auto look_at = [&](std::uint32_t number) {
    if (question.response_ids.is_gone(number)) return;
    for (const auto& coding : study.responses[question.responses[number]].codings.codings()) {
      if (!coding.finished) continue;
      const auto coder = static_cast<coding::MemberIndex>(coding.coder);
      if (!std::binary_search(task.ever_coded.begin(), task.ever_coded.end(), coder)) continue;
      if (coding.changed_at < round.opened_at) ++found.from_before;
      if (!round.open && coding.changed_at > round.closed_at) ++found.changed_since;
    }
  };
  if (!task.sample.empty()) {
    for (const auto number : task.sample) look_at(number);
    return;
  }
  for (std::uint32_t number = 0; number < question.responses.size(); ++number) look_at(number);
}

}  // namespace

RoundCodings round_codings(const coding::Study& study, coding::RoundIndex round,
                           std::optional<coding::QuestionIndex> question) {
  RoundCodings found;
  for (const auto& task : study.rounds[round].tasks)
    if (!task.unitizing && (!question || task.question == *question))
      count(study, study.rounds[round], task, found);
  return found;
}

}  // namespace verbatim::projections
