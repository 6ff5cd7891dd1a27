// Erasing a respondent: requested, reviewed, decided, executed.
#include "coding/erasure.hpp"
#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
namespace {

struct FoundErasure {
  IdTable::Index index;
  const Erasure& erasure;
};

Result<FoundErasure> find_erasure(const Study& study, const std::string& id) {
  const auto known = study.erasure_ids.find(id);
  if (!known) return unknown(Fault::kUnknownErasure, "erasure", id, "erasure");
  return FoundErasure{*known, study.erasures[*known]};
}

Failure was_executed(const std::string& id) {
  return not_now("Erasure " + quoted(id) + " was executed, which cannot be changed any more.",
                 "erasure", "");
}

// What was sealed with the respondent's key.
ErasureExecuted with_what_had_text(const Study& study, const ExecuteErasure& c,
                                   RespondentIndex respondent) {
  ErasureExecuted event{c.erasure, c.key, 0, 0, 0, c.told};
  for (const auto& comment : study.comments)
    if (comment.respondent == respondent && !comment.has_mark(TextMark{})) ++event.comments;
  for (const auto& quote : study.quotes)
    event.quotes +=
        study.comments[study.responses[quote.response].comment].respondent == respondent;
  for (const auto& memo : study.memos) event.memos += memo.concerns == respondent;
  return event;
}

}  // namespace

Decision rule(const Study& study, const RequestErasure& c) {
  const auto respondent = study.respondent_ids.find(c.respondent);
  if (!respondent)
    return unknown(Fault::kUnknownRespondent, "respondent", c.respondent, "respondent");
  if (const auto known = study.erasure_ids.find(c.erasure)) {
    const auto& there = study.erasures[*known];
    if (there.respondent != *respondent || there.requested_by != c.requested_by ||
        there.received_on != c.received_on || there.reference != c.reference)
      return Failure{
          Fault::kAlreadyExists,
          "Erasure " + quoted(c.erasure) + " was requested already, otherwise.", "erasure",
          there.executed_at != 0
              ? "See what was requested, or give this one another id."
              : "Give this one another id. To correct that one, take back its request, at "
                "position " +
                    std::to_string(there.requested_at) + ", and request it anew."};
    return Events{};
  }
  if (!valid_id(c.erasure)) return bad_id("erasure");
  if (!due_on(c.received_on))
    return invalid("The request came in on a day such as 2026-11-22.", "received_on",
                   "Give the day as YYYY-MM-DD.");
  for (IdTable::Index e = 0; e < study.erasures.size(); ++e) {
    const auto& other = study.erasures[e];
    if (other.respondent != *respondent || study.erasure_ids.is_gone(e)) continue;
    if (status_of(other) == ErasureStatus::kRefused) continue;
    const std::string id(study.erasure_ids.id(e));
    return not_now("Respondent " + quoted(c.respondent) +
                       (other.executed_at != 0 ? " was erased already (" : " is to be erased (") +
                       quoted(id) + ").",
                   "respondent", "See erasure " + quoted(id) + ".");
  }
  return Events{
      ErasureRequested{c.erasure, c.respondent, c.requested_by, c.received_on, c.reference}};
}

Decision rule(const Study& study, const ReviewErasure& c) {
  const auto found = find_erasure(study, c.erasure);
  if (!found) return found.error();
  const auto& erasure = found->erasure;
  if (erasure.reviewed_at != 0 && erasure.ground == c.ground) return Events{};
  if (erasure.executed_at != 0) return was_executed(c.erasure);
  if (erasure.decided_at != 0)
    return not_now(
        "Erasure " + quoted(c.erasure) + " was decided on the review that it has.", "erasure",
        "Take back the decision first, at position " + std::to_string(erasure.decided_at) + ".");
  return Events{ErasureReviewed{c.erasure, c.ground}};
}

Decision rule(const Study& study, const DecideErasure& c) {
  const auto found = find_erasure(study, c.erasure);
  if (!found) return found.error();
  const auto& erasure = found->erasure;
  if (erasure.decided_at != 0 && erasure.granted == c.granted) return Events{};
  if (erasure.executed_at != 0) return was_executed(c.erasure);
  if (erasure.reviewed_at == 0)
    return not_now("Erasure " + quoted(c.erasure) + " was not reviewed yet.", "erasure",
                   "Review it first: say which ground or exemption there is.");
  if (erasure.decided_at != 0)
    return not_now(
        "Erasure " + quoted(c.erasure) + " was decided already, otherwise.", "granted",
        "Take back that decision first, at position " + std::to_string(erasure.decided_at) + ".");
  if (c.granted && !is_ground(erasure.ground))
    return not_now("The review found an exemption, no ground for erasing.", "granted",
                   "Refuse it, or review it again with the ground that there is.");
  return Events{ErasureDecided{c.erasure, c.granted}};
}

Decision rule(const Study& study, const ExecuteErasure& c) {
  const auto found = find_erasure(study, c.erasure);
  if (!found) return found.error();
  switch (status_of(found->erasure)) {
    case ErasureStatus::kExecuted:
      if (c.told.empty() || c.told == found->erasure.told) return Events{};
      return was_executed(c.erasure);
    case ErasureStatus::kGranted:
      return Events{with_what_had_text(study, c, found->erasure.respondent)};
    case ErasureStatus::kRefused:
      return not_now("Erasure " + quoted(c.erasure) + " was refused.", "erasure",
                     "Request it anew, or take back the refusal.");
    default:
      return not_now("Erasure " + quoted(c.erasure) + " was not granted yet.", "erasure",
                     "Review and decide it first.");
  }
}

}  // namespace verbatim::coding
