#include "coding/inverse.hpp"

#include "coding/refusals.hpp"

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

MemberCheckRecorded check_before(const Study& study, IdTable::Index index) {
  const auto& check = study.checks[index];
  return {std::string(study.check_ids.id(index)),
          std::string(study.question_ids.id(check.question)),
          check.theme == kNone16 ? "" : std::string(study.theme_ids.id(check.theme)), check.by,
          check.outcome};
}

Inverse back(const Before& before, const MemberCheckRecorded& e) {
  if (const auto known = before.study.check_ids.find(e.check))
    return Events{check_before(before.study, *known)};
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

// --- What was taken away

ThemeAdded theme_before(const Study& study, const std::string& id) {
  const auto& theme = study.themes[*study.theme_ids.find(id)];
  return {id,
          std::string(study.framework_ids.id(theme.framework)),
          theme.label,
          theme.parent == kNone16 ? "" : std::string(study.theme_ids.id(theme.parent)),
          theme.definition,
          scope_of(study, theme)};
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
      return Events{theme_before(study, id)};
    case Kind::kComment: {
      const auto question = static_cast<QuestionIndex>(*study.question_ids.find(e.thing.question));
      return again(before, study.comments[*study.find_comment(question, id)].position);
    }
    case Kind::kMemo:
      return again(before, study.memos[*study.memo_ids.find(id)].position);
    case Kind::kQuote:
      return again(before, study.quotes[*study.quote_ids.find(id)].position);
    case Kind::kCheck:
      return Events{check_before(study, *study.check_ids.find(id))};
    case Kind::kStudy:
    case Kind::kResponse:
    case Kind::kRound:
      break;
  }
  return Events{};
}

// PENDING: what has no inverse yet, one line each; an overload above takes its place.
Inverse not_yet(std::string_view what) {
  return not_now(std::string(what) + " cannot be taken back yet.", "/position", "");
}
Inverse back(const Before&, const ThemeRevised&) {
  return not_yet("A revision of a theme");
}
Inverse back(const Before&, const ThemeMoved&) {
  return not_yet("A move of a theme");
}
Inverse back(const Before&, const ThemeRetired&) {
  return not_yet("Retiring a theme");
}
Inverse back(const Before&, const ThemeRestored&) {
  return not_yet("Restoring a theme");
}
Inverse back(const Before&, const ThemeMerged&) {
  return not_yet("A merge");
}
Inverse back(const Before&, const ThemeSplit&) {
  return not_yet("A split");
}
Inverse back(const Before&, const FrameworkFrozen&) {
  return not_yet("Freezing a framework");
}
Inverse back(const Before&, const FrameworkUnfrozen&) {
  return not_yet("Unfreezing a framework");
}
Inverse back(const Before&, const ThemesLinked&) {
  return not_yet("A link");
}
Inverse back(const Before&, const ThemesUnlinked&) {
  return not_yet("The end of a link");
}
Inverse back(const Before&, const PolicySet&) {
  return not_yet("A policy");
}
Inverse back(const Before&, const RoundOpened&) {
  return not_yet("Opening a round");
}
Inverse back(const Before&, const RoundStaffed&) {
  return not_yet("Staffing a round");
}
Inverse back(const Before&, const RoundClosed&) {
  return not_yet("Closing a round");
}
Inverse back(const Before&, const RoundReopened&) {
  return not_yet("Reopening a round");
}
Inverse back(const Before&, const PlaceTaken&) {
  return not_yet("Taking a place");
}
Inverse back(const Before&, const PlaceReleased&) {
  return not_yet("Releasing a place");
}
Inverse back(const Before&, const ResponseSettled&) {
  return not_yet("A settlement");
}
Inverse back(const Before&, const ResponseUnsettled&) {
  return not_yet("The end of a settlement");
}

}  // namespace

Result<std::vector<Event>> inverse(const Study& before, const Event& event,
                                   const EventAt& event_at) {
  return std::visit([&](const auto& e) { return back(Before{before, event_at}, e); }, event);
}

}  // namespace verbatim::coding
