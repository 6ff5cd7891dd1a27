#include "coding/inverse.hpp"

#include <algorithm>

#include "coding/codebook.hpp"
#include "coding/layers.hpp"
#include "coding/refusals.hpp"
#include "coding/rounds.hpp"

namespace verbatim::coding {
namespace {

using Events = std::vector<Event>;
using Inverse = Result<Events>;

struct Before {
  const Study& study;
  const EventAt& event_at;
};

Events gone(Kind kind, const std::string& id, const std::string& question = "") {
  return {Removed{{kind, id, question}}};
}

std::vector<std::string> scope_of(const Study& study, const Theme& theme) {
  std::vector<std::string> scope;
  for (const auto question : theme.questions) scope.emplace_back(study.question_ids.id(question));
  return scope;
}

// The event itself, as it stands in the log.
Inverse again(const Before& before, std::uint64_t position) {
  auto event = before.event_at(position);
  if (!event) return std::move(event).error();
  return Events{std::move(*event)};
}

// --- The study, its people and its questions

Inverse back(const Before&, const StudyOpened&) {
  return not_now("The opening of a study cannot be taken back.", "/position", "");
}
Inverse back(const Before&, const MemberAdded& e) {
  return gone(Kind::kMember, e.member);
}
Inverse back(const Before& before, const RoleChanged& e) {
  const auto member = *before.study.member_ids.find(e.member);
  return Events{RoleChanged{e.member, before.study.members[member].role}};
}
Inverse back(const Before&, const QuestionAdded& e) {
  return gone(Kind::kQuestion, e.question);
}
Inverse back(const Before&, const GroupAdded& e) {
  return gone(Kind::kGroup, e.group);
}
Inverse back(const Before&, const RespondentAdded& e) {
  return gone(Kind::kRespondent, e.respondent);
}

// --- Codebook

Inverse back(const Before&, const FrameworkAdded& e) {
  return gone(Kind::kFramework, e.framework);
}
Inverse back(const Before&, const ThemeAdded& e) {
  return gone(Kind::kTheme, e.theme);
}
Inverse back(const Before& before, const ThemeScoped& e) {
  const auto& study = before.study;
  return Events{
      ThemeScoped{e.theme, scope_of(study, study.themes[*study.theme_ids.find(e.theme)])}};
}

const Theme& theme_of(const Before& before, const std::string& id) {
  return before.study.themes[*before.study.theme_ids.find(id)];
}

std::vector<std::string> ids_of(const Study& study, const std::vector<ThemeIndex>& themes) {
  std::vector<std::string> ids;
  for (const auto theme : themes) ids.emplace_back(study.theme_ids.id(theme));
  return ids;
}

// What was coded before was coded under the meaning that comes back, and is not stale any more;
// what was coded in between was coded under the one that is taken back, and is.
Inverse back(const Before& before, const ThemeRevised& e) {
  const auto& theme = theme_of(before, e.theme);
  const auto& was = theme.wording;
  const auto then = before.study.frameworks[theme.framework].revision;
  return Events{ThemeRevised{e.theme, was.label, was.definition, was.inclusion, was.exclusion,
                             was.examples, was.colour, e.minor, e.minor ? 0 : then}};
}
// Back before the sibling that it stood before.
Inverse back(const Before& before, const ThemeMoved& e) {
  const auto& study = before.study;
  const auto index = static_cast<ThemeIndex>(*study.theme_ids.find(e.theme));
  const auto& theme = study.themes[index];
  ThemeMoved was{e.theme, "", ""};
  if (theme.parent != kNone16) was.parent = study.theme_ids.id(theme.parent);
  if (const auto sibling = next_sibling(study, index)) was.before = study.theme_ids.id(*sibling);
  return Events{std::move(was)};
}
Inverse back(const Before&, const ThemeRetired& e) {
  return Events{ThemeRestored{e.theme}};
}
Inverse back(const Before&, const ThemeMerged& e) {
  return Events{ThemeRestored{e.theme}};
}
Inverse back(const Before&, const ThemeSplit& e) {
  return Events{ThemeRestored{e.theme}};
}
Inverse back(const Before& before, const ThemeRestored& e) {
  const auto& was = theme_of(before, e.theme);
  auto into = ids_of(before.study, was.into);
  switch (was.status) {
    case ThemeStatus::kRetired:
      return Events{ThemeRetired{e.theme}};
    case ThemeStatus::kMerged:
      return Events{ThemeMerged{e.theme, std::move(into.front())}};
    case ThemeStatus::kSplit:
      return Events{ThemeSplit{e.theme, std::move(into)}};
    case ThemeStatus::kInUse:
      break;
  }
  return Events{};
}
Inverse back(const Before&, const FrameworkFrozen& e) {
  return Events{FrameworkUnfrozen{e.framework}};
}
Inverse back(const Before&, const FrameworkUnfrozen& e) {
  return Events{FrameworkFrozen{e.framework}};
}
Inverse back(const Before&, const ThemesLinked& e) {
  return Events{ThemesUnlinked{e.theme, e.other}};
}
Inverse back(const Before&, const ThemesUnlinked& e) {
  return Events{ThemesLinked{e.theme, e.other}};
}

// --- Policy, rounds and settlements

Inverse back(const Before& before, const PolicySet&) {
  const auto& was = before.study.policy;
  return Events{
      PolicySet{was.settled_by, was.suppress_below, was.segments_may_overlap, was.erased_counts}};
}
Inverse back(const Before&, const RoundOpened& e) {
  return gone(Kind::kRound, e.round);
}
// Places that somebody lost with the staffing are theirs again.
Inverse back(const Before& before, const RoundStaffed& e) {
  const auto& study = before.study;
  const auto question = static_cast<QuestionIndex>(*study.question_ids.find(e.question));
  const auto* was = study.rounds[*study.round_ids.find(e.round)].task(question);
  RoundStaffed staffed{e.round, e.question, {}, was->weights};
  for (const auto coder : was->coders) staffed.coders.emplace_back(study.member_ids.id(coder));
  Events events{std::move(staffed)};
  for (const auto& lost : places_lost(study, e))
    events.push_back(PlaceTaken{e.round, e.question, lost.response, lost.coder});
  return events;
}
Inverse back(const Before&, const RoundClosed& e) {
  return Events{RoundReopened{e.round}};
}
Inverse back(const Before&, const RoundReopened& e) {
  return Events{RoundClosed{e.round}};
}
Inverse back(const Before&, const PlaceTaken& e) {
  return Events{PlaceReleased{e.round, e.question, e.response, e.coder}};
}
Inverse back(const Before&, const PlaceReleased& e) {
  return Events{PlaceTaken{e.round, e.question, e.response, e.coder}};
}

template <class E>
Inverse settled_before(const Before& before, const E& e) {
  const auto& study = before.study;
  const auto question = static_cast<QuestionIndex>(*study.question_ids.find(e.question));
  const auto was = study.settlements.find(*study.find_response(question, e.response));
  if (was == study.settlements.end()) return Events{ResponseUnsettled{e.question, e.response}};
  return Events{ResponseSettled{e.question, e.response, ids_of(study, was->second.themes)}};
}
Inverse back(const Before& before, const ResponseSettled& e) {
  return settled_before(before, e);
}
Inverse back(const Before& before, const ResponseUnsettled& e) {
  return settled_before(before, e);
}

// --- Comments and what is said of them

Inverse back(const Before&, const CommentAdded& e) {
  return gone(Kind::kComment, e.comment, e.question);
}
Inverse back(const Before& before, const CommentSegmented& e) {
  const auto& study = before.study;
  const auto question = static_cast<QuestionIndex>(*study.question_ids.find(e.question));
  CommentSegmented was{e.question, e.comment, {}};
  auto r = study.comments[*study.find_comment(question, e.comment)].first_response;
  for (; r != kNone32; r = study.responses[r].next_in_comment) {
    const auto& response = study.responses[r];
    was.segments.push_back({std::string(study.id_of(response)), response.begin, response.end});
  }
  return Events{std::move(was)};
}

template <class E>
const Codings& codings_of(const Study& study, const E& e) {
  const auto question = static_cast<QuestionIndex>(*study.question_ids.find(e.question));
  return study.responses[*study.find_response(question, e.response)].codings;
}

// The assignment as it was before, if it was.
template <class E>
const Assignment* assignment_before(const Study& study, const E& e) {
  return codings_of(study, e).find(static_cast<MemberIndex>(*study.member_ids.find_ever(e.coder)),
                                   static_cast<ThemeIndex>(*study.theme_ids.find(e.theme)));
}

Inverse back(const Before& before, const ThemeAssigned& e) {
  if (const auto* was = assignment_before(before.study, e))
    return Events{ThemeAssigned{e.question, e.response, e.coder, e.theme, was->revision}};
  return Events{ThemeWithdrawn{e.question, e.response, e.coder, e.theme}};
}
Inverse back(const Before& before, const ThemeWithdrawn& e) {
  const auto* was = assignment_before(before.study, e);
  if (was == nullptr) return Events{};
  return Events{ThemeAssigned{e.question, e.response, e.coder, e.theme, was->revision}};
}

template <class E>
bool finished_before(const Study& study, const E& e) {
  const auto* coding =
      codings_of(study, e).find(static_cast<MemberIndex>(*study.member_ids.find_ever(e.coder)));
  return coding != nullptr && coding->finished;
}

Inverse back(const Before& before, const CodingFinished& e) {
  if (finished_before(before.study, e)) return Events{};
  return Events{CodingReopened{e.question, e.response, e.coder}};
}
Inverse back(const Before& before, const CodingReopened& e) {
  if (!finished_before(before.study, e)) return Events{};
  return Events{CodingFinished{e.question, e.response, e.coder}};
}

// --- Layers

Inverse back(const Before& before, const LayerSet& e) {
  const auto& study = before.study;
  const auto question = static_cast<QuestionIndex>(*study.question_ids.find(e.question));
  const auto coder = static_cast<MemberIndex>(*study.member_ids.find_ever(e.coder));
  const auto* was = study.layer_of(*study.find_comment(question, e.comment), coder);
  return Events{LayerSet{e.question, e.comment, e.coder,
                         was == nullptr ? std::vector<Unit>{} : units_of(study, *was),
                         was != nullptr && was->finished}};
}

// --- What is said about things

Inverse back(const Before& before, const MemoWritten& e) {
  if (const auto known = before.study.memo_ids.find(e.memo))
    return again(before, before.study.memos[*known].position);
  return gone(Kind::kMemo, e.memo);
}
Inverse back(const Before& before, const QuoteChosen& e) {
  if (const auto known = before.study.quote_ids.find(e.quote))
    return again(before, before.study.quotes[*known].position);
  return gone(Kind::kQuote, e.quote);
}

Inverse back(const Before& before, const MemberCheckRecorded& e) {
  if (const auto known = before.study.check_ids.find(e.check))
    return again(before, before.study.checks[*known].position);
  return gone(Kind::kCheck, e.check);
}
Inverse back(const Before&, const SignedOff& e) {
  return Events{SignOffRevoked{e.member, e.at}};
}
Inverse back(const Before& before, const SignOffRevoked& e) {
  for (const auto& one : before.study.sign_offs)
    if (one.at == e.at && before.study.member_ids.id(one.member) == e.member)
      return Events{SignedOff{e.member, e.at, one.statement}};
  return Events{};
}

// --- Erasure

const Erasure& erasure_of(const Before& before, const std::string& id) {
  return before.study.erasures[*before.study.erasure_ids.find(id)];
}
// The steps after the request, as they stand.
Events steps_of(const std::string& id, const Erasure& erasure) {
  Events steps;
  if (erasure.reviewed_at != 0) steps.push_back(ErasureReviewed{id, erasure.ground});
  if (erasure.decided_at != 0) steps.push_back(ErasureDecided{id, erasure.granted});
  return steps;
}

Inverse back(const Before&, const ErasureRequested& e) {
  return gone(Kind::kErasure, e.erasure);
}
Inverse back(const Before& before, const ErasureReviewed& e) {
  const auto& was = erasure_of(before, e.erasure);
  if (was.reviewed_at == 0) return Events{ErasureReopened{e.erasure, ErasureStep::kRequested}};
  return Events{ErasureReviewed{e.erasure, was.ground}};
}
Inverse back(const Before& before, const ErasureDecided& e) {
  const auto& was = erasure_of(before, e.erasure);
  if (was.decided_at == 0) return Events{ErasureReopened{e.erasure, ErasureStep::kReviewed}};
  return Events{ErasureDecided{e.erasure, was.granted}};
}
Inverse back(const Before& before, const ErasureReopened& e) {
  auto steps = steps_of(e.erasure, erasure_of(before, e.erasure));
  if (e.step == ErasureStep::kReviewed && !steps.empty()) steps.erase(steps.begin());
  return steps;
}
Inverse back(const Before&, const ErasureExecuted& e) {
  return not_now("Erasure " + quoted(e.erasure) +
                     " was executed: the key of the respondent's texts is destroyed, and nobody "
                     "can bring them back.",
                 "/position", "");
}

// --- What members are called

Inverse back(const Before& before, const MemberNamed& e) {
  const auto& was = before.study.members[*before.study.member_ids.find_ever(e.member)];
  if (was.named_at != 0) return again(before, was.named_at);
  return Events{MemberNamed{e.member, {}, {}}};
}
Inverse back(const Before&, const MemberPseudonymised& e) {
  return not_now("Member " + quoted(e.member) +
                     " was pseudonymised: the key of their name is destroyed, and nobody can bring "
                     "it back.",
                 "/position", "");
}

// --- What was taken away

ThemeAdded theme_before(const Study& study, const std::string& id) {
  const auto& theme = study.themes[*study.theme_ids.find(id)];
  const auto& wording = theme.wording;
  return {id,
          std::string(study.framework_ids.id(theme.framework)),
          wording.label,
          theme.parent == kNone16 ? "" : std::string(study.theme_ids.id(theme.parent)),
          wording.definition,
          scope_of(study, theme),
          wording.inclusion,
          wording.exclusion,
          wording.examples,
          wording.colour,
          theme.from.origin,
          theme.from.question,
          theme.from.response};
}

// A theme comes back as the last one, and goes to its place.
Events theme_comes_back(const Study& study, const std::string& id) {
  auto added = theme_before(study, id);
  const auto index = static_cast<ThemeIndex>(*study.theme_ids.find(id));
  const auto sibling = next_sibling(study, index);
  if (!sibling) return {std::move(added)};
  ThemeMoved moved{id, added.parent, std::string(study.theme_ids.id(*sibling))};
  return {std::move(added), std::move(moved)};
}

Inverse back(const Before& before, const Removed& e) {
  const auto& study = before.study;
  const auto& id = e.thing.id;
  switch (e.thing.kind) {
    case Kind::kMember:
      return Events{MemberAdded{id, study.members[*study.member_ids.find(id)].role}};
    case Kind::kQuestion:
      return Events{QuestionAdded{id, study.questions[*study.question_ids.find(id)].text}};
    case Kind::kGroup:
      return Events{GroupAdded{id, study.groups[*study.group_ids.find(id)].label}};
    case Kind::kRespondent: {
      const auto group = study.respondents[*study.respondent_ids.find(id)].group;
      return Events{
          RespondentAdded{id, group == kNone16 ? "" : std::string(study.group_ids.id(group))}};
    }
    case Kind::kFramework:
      return Events{FrameworkAdded{id, study.frameworks[*study.framework_ids.find(id)].label}};
    case Kind::kTheme:
      return theme_comes_back(study, id);
    case Kind::kComment: {
      const auto question = static_cast<QuestionIndex>(*study.question_ids.find(e.thing.question));
      return again(before, study.comments[*study.find_comment(question, id)].position);
    }
    case Kind::kMemo:
      return again(before, study.memos[*study.memo_ids.find(id)].position);
    case Kind::kQuote:
      return again(before, study.quotes[*study.quote_ids.find(id)].position);
    case Kind::kCheck:
      return again(before, study.checks[*study.check_ids.find(id)].position);
    case Kind::kErasure: {
      const auto& erasure = erasure_of(before, id);
      Events events{ErasureRequested{id, std::string(study.respondent_ids.id(erasure.respondent)),
                                     erasure.requested_by, erasure.received_on, erasure.reference}};
      for (auto& step : steps_of(id, erasure)) events.push_back(std::move(step));
      return events;
    }
    case Kind::kRound: {
      const auto& rounds = study.rounds;
      return again(before, rounds[*study.round_ids.find(id)].opened_at);
    }
    case Kind::kStudy:
    case Kind::kResponse:
      break;
  }
  return Events{};
}

}  // namespace

Result<std::vector<Event>> inverse(const Study& before, const Event& event,
                                   const EventAt& event_at) {
  return std::visit([&](const auto& e) { return back(Before{before, event_at}, e); }, event);
}

}  // namespace verbatim::coding
