#include "coding/allocation.hpp"

#include "coding/refusals.hpp"
#include "coding/rounds.hpp"

namespace verbatim::coding {
namespace {

std::string names_of(const Study& study, const std::vector<MemberIndex>& members) {
  std::string names;
  for (const auto member : members)
    names.append(names.empty() ? "" : ", ").append(quoted(study.member_ids.id(member)));
  return names;
}

}  // namespace

Result<void> allocated(const Study& study, const Task& task, std::uint32_t number,
                       MemberIndex coder) {
  if (may_code(task, number, coder)) return {};
  const auto round = quoted(study.round_ids.id(study.questions[task.question].open_round));
  const auto asked = quoted(study.question_ids.id(task.question));
  const std::string unit = task.unitizing ? "comment" : "response";
  if (!is_coder(task, coder))
    return not_now(
        "Question " + asked + " is coded in round " + round + " by " +
            names_of(study, task.coders) + ".",
        "coder",
        "An owner or a lead may add them to the round (staff_round); else wait until it is "
        "closed.");
  if (!includes(task, number))
    return not_now("The " + unit + " is not in the sample of round " + round + ".", unit,
                   "Ask for the next " + unit + " of the round, or wait until it is closed.");
  return not_now("The " + unit + " is not allocated to " + quoted(study.member_ids.id(coder)) +
                     " in round " + round + ".",
                 unit, "Ask for the next " + unit + " of the round (take_place).");
}

Failure unitizing_now(const Study& study, QuestionIndex question) {
  return not_now("Question " + quoted(study.question_ids.id(question)) + " is in unitizing round " +
                     quoted(study.round_ids.id(study.questions[question].open_round)) +
                     ", in which each coder splits the comments for themselves.",
                 "question",
                 "Set a layer of your own (set_layer), or wait until the round is closed.");
}

}  // namespace verbatim::coding
