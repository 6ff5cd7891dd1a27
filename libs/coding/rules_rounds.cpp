// Who codes what.
#include <algorithm>

#include "coding/refusals.hpp"
#include "coding/rounds.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
namespace {

constexpr std::uint32_t kWeightMax = 1'000'000;

bool codes(Role role) {
  return role != Role::kAuditor && role != Role::kViewer;
}

// Whether these coders can do a part: known, each once, able to code, enough, and weighed soundly.
Result<std::vector<MemberIndex>> staff(const Study& study, const std::vector<std::string>& ids,
                                       const std::vector<std::uint32_t>& weights,
                                       std::uint32_t per_response, const std::string& field) {
  if (ids.empty()) return invalid("A round needs coders.", field + "coders", "Name at least one.");
  if (ids.size() > kPartCodersMax)
    return invalid("A question of a round has at most " + std::to_string(kPartCodersMax) +
                       " coders; these are " + std::to_string(ids.size()) + ".",
                   field + "coders", "Name fewer, or make several rounds one after the other.");
  std::vector<MemberIndex> coders;
  std::vector<bool> named(study.members.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto at = field + "coders/" + std::to_string(i);
    const auto found = study.member_ids.find(ids[i]);
    if (!found) return unknown(Fault::kUnknownMember, "member", ids[i], at);
    const auto member = static_cast<MemberIndex>(*found);
    if (!codes(study.members[member].role))
      return not_now("Member " + quoted(ids[i]) + " has a role that does not code.", at,
                     "Change the role first (change_role), or leave them out.");
    if (named[member])
      return invalid("Coder " + quoted(ids[i]) + " is named twice.", at, "Name each coder once.");
    named[member] = true;
    coders.push_back(member);
  }
  if (per_response > coders.size())
    return invalid("Of " + std::to_string(coders.size()) + " in all, " +
                       std::to_string(per_response) + " a response cannot be had.",
                   field + "coders", "Name more coders, or ask for fewer a response.");
  if (!weights.empty() && weights.size() != coders.size())
    return invalid("There must be as many weights as coders, or none.", field + "weights", "");
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] == 0 || weights[i] > kWeightMax)
      return invalid("A weight is a whole number from 1 to " + std::to_string(kWeightMax) + ".",
                     field + "weights/" + std::to_string(i), "");
  return coders;
}

// Every place is kept count of for every coder: that many responses, or comments, times coders.
std::optional<Failure> reaches_too_far(std::size_t numbers, std::size_t coders, bool unitizing,
                                       const std::string& field) {
  if (numbers <= kPartReachMax / coders) return std::nullopt;
  return invalid(std::to_string(numbers) + (unitizing ? " comments" : " responses") + " times " +
                     std::to_string(coders) + " coders are more than " +
                     std::to_string(kPartReachMax) + ".",
                 field + "coders", "Draw a sample (sample), or name fewer coders.");
}

Failure in_another_round(const Study& study, RoundIndex round, std::string_view question,
                         std::string_view field) {
  return not_now("Question " + quoted(question) + " is in round " +
                     quoted(study.round_ids.id(round)) + ", which is open.",
                 field, "Close that round first.");
}

bool is_same(const Study& study, const Round& round, const OpenRound& c) {
  if (round.label != c.label || round.blind != c.blind || round.unitizing != c.unitizing ||
      round.seed != c.seed || round.tasks.size() != c.parts.size())
    return false;
  for (std::size_t i = 0; i < c.parts.size(); ++i) {
    const auto& part = c.parts[i];
    const auto& task = round.tasks[i];
    const bool same_coders = std::equal(
        task.coders.begin(), task.coders.end(), part.coders.begin(), part.coders.end(),
        [&](MemberIndex member, const auto& id) { return study.member_ids.id(member) == id; });
    if (!same_coders || study.question_ids.id(task.question) != part.question ||
        task.per_response != part.per_response || task.sample.size() != part.sample ||
        task.weights != part.weights)
      return false;
  }
  return true;
}

Result<RoundIndex> find_round(const Study& study, const std::string& id) {
  const auto found = study.round_ids.find(id);
  if (!found) return unknown(Fault::kUnknownRound, "round", id, "round");
  return static_cast<RoundIndex>(*found);
}

// A part of a round that is open, as somebody names it.
Result<const Task*> open_part(const Study& study, const std::string& round,
                              const std::string& question) {
  const auto index = find_round(study, round);
  if (!index) return index.error();
  const auto asked = study.question_ids.find(question);
  if (!asked) return unknown(Fault::kUnknownQuestion, "question", question, "question");
  const auto* task = study.rounds[*index].task(static_cast<QuestionIndex>(*asked));
  if (task == nullptr)
    return invalid("Question " + quoted(question) + " is not part of round " + quoted(round) + ".",
                   "question", "Name a question of the round.");
  if (!study.rounds[*index].open)
    return not_now("Round " + quoted(round) + " is closed.", "round",
                   "Reopen it first (reopen_round), or code outside rounds.");
  return task;
}

Result<MemberIndex> coder_in(const Study& study, const Task& task, const std::string& coder,
                             const std::string& round) {
  const auto member = study.member_ids.find(coder);
  if (!member || !is_coder(task, static_cast<MemberIndex>(*member)))
    return not_now(
        quoted(coder) + " is not a coder of this question in round " + quoted(round) + ".", "coder",
        "An owner or a lead may add them first (staff_round).");
  return static_cast<MemberIndex>(*member);
}

}  // namespace

Decision rule(const Study& study, const OpenRound& c) {
  if (const auto known = study.round_ids.find(c.round)) {
    if (!is_same(study, study.rounds[*known], c)) return exists("round", c.round, "round");
    return Events{};
  }
  if (!valid_id(c.round)) return bad_id("round");
  if (c.unitizing && !c.blind)
    return invalid(
        "A unitizing round is blind: whoever sees how others split does not split alone.", "blind",
        "Open it with \"blind\": true as well.");
  if (c.parts.empty())
    return invalid("A round is about at least one question.", "parts", "Give a part a question.");
  std::vector<bool> named(study.questions.size());
  for (std::size_t i = 0; i < c.parts.size(); ++i) {
    const auto& part = c.parts[i];
    const auto field = "parts/" + std::to_string(i) + "/";
    const auto question = study.question_ids.find(part.question);
    if (!question)
      return unknown(Fault::kUnknownQuestion, "question", part.question, field + "question");
    if (named[*question])
      return invalid("Question " + quoted(part.question) + " has two parts.", field + "question",
                     "Give each question one part.");
    named[*question] = true;
    const auto& asked = study.questions[*question];
    if (asked.open_round != kNone16)
      return in_another_round(study, asked.open_round, part.question, field + "question");
    if (const auto all = numbers_of(asked, c.unitizing); part.sample > all)
      return invalid("A sample of " + std::to_string(part.sample) + " cannot be drawn from " +
                         std::to_string(all) + (c.unitizing ? " comments." : " responses."),
                     field + "sample", "Draw fewer, or give 0 for all.");
    auto coders = staff(study, part.coders, part.weights, part.per_response, field);
    if (!coders) return std::move(coders).error();
    const auto numbers = part.sample > 0 ? part.sample : numbers_of(asked, c.unitizing);
    if (auto far = reaches_too_far(numbers, coders->size(), c.unitizing, field))
      return std::move(*far);
  }
  if (study.rounds.size() >= kRoundsMax) return full("rounds", kRoundsMax);
  return Events{RoundOpened{c.round, c.label, c.blind, c.seed, c.parts, c.unitizing}};
}

Decision rule(const Study& study, const StaffRound& c) {
  const auto task = open_part(study, c.round, c.question);
  if (!task) return task.error();
  const auto coders = staff(study, c.coders, c.weights, (*task)->per_response, "");
  if (!coders) return coders.error();
  const auto& asked = study.questions[(*task)->question];
  const auto numbers =
      (*task)->sample.empty() ? numbers_of(asked, (*task)->unitizing) : (*task)->sample.size();
  if (auto far = reaches_too_far(numbers, coders->size(), (*task)->unitizing, ""))
    return std::move(*far);
  if ((*task)->coders == *coders && (*task)->weights == c.weights) return Events{};
  return Events{RoundStaffed{c.round, c.question, c.coders, c.weights}};
}

Decision rule(const Study& study, const CloseRound& c) {
  const auto round = find_round(study, c.round);
  if (!round) return round.error();
  if (!study.rounds[*round].open) return Events{};
  return Events{RoundClosed{c.round}};
}

Decision rule(const Study& study, const ReopenRound& c) {
  const auto round = find_round(study, c.round);
  if (!round) return round.error();
  if (study.rounds[*round].open) return Events{};
  for (const auto& task : study.rounds[*round].tasks)
    if (const auto other = study.questions[task.question].open_round; other != kNone16)
      return in_another_round(study, other, study.question_ids.id(task.question), "round");
  return Events{RoundReopened{c.round}};
}

Decision rule(const Study& study, const TakePlace& c) {
  const auto task = open_part(study, c.round, c.question);
  if (!task) return task.error();
  const auto coder = coder_in(study, **task, c.coder, c.round);
  if (!coder) return coder.error();
  if ((*task)->per_response == 0 || next_to_code(study, **task, *coder)) return Events{};
  const auto response = free_for(study, **task, *coder);
  if (!response) return Events{};
  return Events{PlaceTaken{c.round, c.question,
                           std::string(study.id_of(study.responses[*response])), c.coder}};
}

Decision rule(const Study& study, const ReleasePlace& c) {
  const auto task = open_part(study, c.round, c.question);
  if (!task) return task.error();
  const bool unitizing = (*task)->unitizing;
  const auto number = number_of(study, **task, c.response);
  if (!number)
    return unknown(unitizing ? Fault::kUnknownComment : Fault::kUnknownResponse,
                   unitizing ? "comment" : "response", c.response, "response");
  const auto coder = coder_in(study, **task, c.coder, c.round);
  if (!coder) return coder.error();
  const auto who = holders(**task, *number);
  if (std::find(who.begin(), who.end(), *coder) == who.end()) return Events{};
  if (has_finished(study, **task, *number, *coder))
    return not_now(quoted(c.coder) + " is finished with " + (unitizing ? "comment " : "response ") +
                       quoted(c.response) + ".",
                   "response",
                   unitizing ? "Set the layer as not finished first (set_layer)."
                             : "Reopen the coding first (reopen_coding).");
  return Events{PlaceReleased{c.round, c.question, c.response, c.coder}};
}

}  // namespace verbatim::coding
