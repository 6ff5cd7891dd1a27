// What is said about things: memos, quotes, member checks, sign-off. And commits that are taken
// back.
#include <algorithm>

#include "coding/layers.hpp"
#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
namespace {

constexpr std::string_view kWordOfKind[] = {
    "study",   "member",   "question", "group", "respondent", "framework",    "theme",
    "comment", "response", "memo",     "quote", "round",      "member check", "erasure"};

Fault fault_of(Kind kind) {
  switch (kind) {
    case Kind::kMember:
      return Fault::kUnknownMember;
    case Kind::kQuestion:
      return Fault::kUnknownQuestion;
    case Kind::kGroup:
      return Fault::kUnknownGroup;
    case Kind::kRespondent:
      return Fault::kUnknownRespondent;
    case Kind::kFramework:
      return Fault::kUnknownFramework;
    case Kind::kTheme:
      return Fault::kUnknownTheme;
    case Kind::kComment:
      return Fault::kUnknownComment;
    case Kind::kResponse:
      return Fault::kUnknownResponse;
    case Kind::kMemo:
      return Fault::kUnknownMemo;
    case Kind::kQuote:
      return Fault::kUnknownQuote;
    case Kind::kErasure:
      return Fault::kUnknownErasure;
    default:
      return Fault::kInvalidValue;
  }
}

bool is_there(const Study& study, const Thing& thing) {
  const auto question = study.question_ids.find(thing.question);
  const auto asked = static_cast<QuestionIndex>(question.value_or(0));
  switch (thing.kind) {
    case Kind::kStudy:
      return thing.id.empty();
    case Kind::kMember:
      return study.member_ids.find_ever(thing.id).has_value();
    case Kind::kQuestion:
      return study.question_ids.find(thing.id).has_value();
    case Kind::kGroup:
      return study.group_ids.find(thing.id).has_value();
    case Kind::kRespondent:
      return study.respondent_ids.find(thing.id).has_value();
    case Kind::kFramework:
      return study.framework_ids.find(thing.id).has_value();
    case Kind::kTheme:
      return study.theme_ids.find(thing.id).has_value();
    case Kind::kComment:
      return question && study.find_comment(asked, thing.id);
    case Kind::kResponse:
      return question && study.find_response(asked, thing.id);
    case Kind::kMemo:
      return study.memo_ids.find(thing.id).has_value();
    case Kind::kQuote:
      return study.quote_ids.find(thing.id).has_value();
    case Kind::kRound:
      return study.round_ids.find(thing.id).has_value();
    case Kind::kCheck:
      return study.check_ids.find(thing.id).has_value();
    case Kind::kErasure:
      return study.erasure_ids.find(thing.id).has_value();
  }
  return false;
}

Failure not_there(const Thing& thing, std::string_view field) {
  return unknown(fault_of(thing.kind), kWordOfKind[static_cast<std::size_t>(thing.kind)], thing.id,
                 field);
}

// The response that is quoted or checked, with its question.
Result<ResponseIndex> known_response(const Study& study, std::string_view question,
                                     std::string_view response) {
  const auto q = study.question_ids.find(question);
  if (!q) return unknown(Fault::kUnknownQuestion, "question", question, "question");
  const auto r = study.find_response(static_cast<QuestionIndex>(*q), response);
  if (!r) return unknown(Fault::kUnknownResponse, "response", response, "response");
  return *r;
}

// Of an erased respondent nothing is noted or quoted any more.
Result<void> may_write_about(const Study& study, std::optional<RespondentIndex> respondent,
                             std::string_view field) {
  if (!respondent) return {};
  const auto by = study.respondents[*respondent].erased_by;
  if (by == kNone32) return {};
  return erased(study.respondent_ids.id(*respondent), study.erasure_ids.id(by), field);
}

// Whether what was said counts for the theme: as itself, merged into it, or as a theme below it.
bool counts_for_it(const Study& study, ThemeIndex said, ThemeIndex theme) {
  for (auto at = study.counts_as[said]; at != kNone16; at = study.themes[at].parent)
    if (at == study.counts_as[theme]) return true;
  return false;
}

// Whether the response bears the theme: a coder said so, of it or of a part of it in a layer of
// their own, or it is settled so.
bool bears(const Study& study, ResponseIndex index, ThemeIndex theme) {
  const auto counts = [&](const Assignment& one) { return counts_for_it(study, one.theme, theme); };
  const auto& response = study.responses[index];
  const auto said = response.codings.assignments();
  if (std::any_of(said.begin(), said.end(), counts)) return true;
  if (const auto settled = study.settlements.find(index); settled != study.settlements.end())
    for (const auto one : settled->second.themes)
      if (counts_for_it(study, one, theme)) return true;
  bool in_a_layer = false;
  each_layer(study, response.comment, [&](MemberIndex, const Layer& layer) {
    for (const auto& unit : layer.units)
      if (unit.begin < response.end && response.begin < unit.end)
        in_a_layer =
            in_a_layer || std::any_of(unit.assignments.begin(), unit.assignments.end(), counts);
  });
  return in_a_layer;
}

const SignOffRecord* find_sign_off(const Study& study, IdTable::Index member, std::uint64_t at) {
  for (const auto& one : study.sign_offs)
    if (one.member == member && one.at == at) return &one;
  return nullptr;
}

}  // namespace

Decision rule(const Study& study, const WriteMemo& c) {
  const auto author = study.member_ids.find(c.author);
  if (!author) return unknown(Fault::kUnknownMember, "member", c.author, "author");
  if (!is_there(study, c.about)) return not_there(c.about, "about");
  if (auto may = may_write_about(study, respondent_concerned(study, c.about), "about"); !may)
    return std::move(may).error();
  auto audience = c.audience.value_or(Audience::kTeam);
  if (const auto known = study.memo_ids.find(c.memo)) {
    const auto& there = study.memos[*known];
    if (there.author != *author)
      return Failure{Fault::kAlreadyExists, "Memo " + quoted(c.memo) + " is another author's.",
                     "memo", "Write one under another id."};
    audience = c.audience.value_or(there.audience);
    if (there.about == c.about && there.audience == audience && there.mark == c.text_mark)
      return Events{};
  }
  if (!valid_id(c.memo)) return bad_id("memo");
  return Events{MemoWritten{c.memo, c.author, c.about, audience, c.sealed_text, c.text_mark}};
}

Decision rule(const Study& study, const ChooseQuote& c) {
  const auto response = known_response(study, c.question, c.response);
  if (!response) return response.error();
  const auto theme = study.theme_ids.find(c.theme);
  if (!theme) return unknown(Fault::kUnknownTheme, "theme", c.theme, "theme");
  const auto respondent = study.comments[study.responses[*response].comment].respondent;
  if (auto may = may_write_about(study, respondent, "response"); !may)
    return std::move(may).error();
  const auto known = study.quote_ids.find(c.quote);
  // What was agreed to is that these words are published: of other words it says nothing.
  const bool of_these_words = known && study.quotes[*known].response == *response;
  const bool consent = c.consent.value_or(of_these_words && study.quotes[*known].consent);
  if (known) {
    const auto& there = study.quotes[*known];
    if (there.response == *response && there.theme == *theme && there.mark == c.wording_mark &&
        there.why_mark == c.why_mark && there.consent == consent)
      return Events{};
  }
  // One that was chosen may be worded anew, or lose its consent, whatever was withdrawn since.
  const bool stands = of_these_words && study.quotes[*known].theme == *theme;
  if (!stands && !bears(study, *response, static_cast<ThemeIndex>(*theme)))
    return not_now("Response " + quoted(c.response) + " does not bear theme " + quoted(c.theme) +
                       ": no coder said it of the response, and it is not settled so.",
                   "theme", "Quote it for a theme that it bears, or assign this one first.");
  if (!valid_id(c.quote)) return bad_id("quote");
  return Events{QuoteChosen{c.quote, c.question, c.response, c.theme, c.sealed_wording,
                            c.wording_mark, c.sealed_why, c.why_mark, consent}};
}

// What is not there any more is removed; what never was is a mistake.
Decision rule(const Study& study, const RemoveThing& c) {
  const auto& ids = c.thing.kind == Kind::kMemo    ? study.memo_ids
                    : c.thing.kind == Kind::kQuote ? study.quote_ids
                                                   : study.check_ids;
  if (c.thing.kind != Kind::kMemo && c.thing.kind != Kind::kQuote && c.thing.kind != Kind::kCheck)
    return invalid("Only a memo, a quote or a member check is removed.", "thing",
                   "Take back the commit that added it.");
  if (!ids.find_ever(c.thing.id)) return not_there(c.thing, "thing");
  if (!ids.find(c.thing.id)) return Events{};
  return Events{Removed{c.thing}};
}

Decision rule(const Study& study, const RecordMemberCheck& c) {
  const auto question = study.question_ids.find(c.question);
  if (!question) return unknown(Fault::kUnknownQuestion, "question", c.question, "question");
  std::optional<IdTable::Index> theme;
  if (!c.theme.empty()) {
    theme = study.theme_ids.find(c.theme);
    if (!theme) return unknown(Fault::kUnknownTheme, "theme", c.theme, "theme");
  }
  if (const auto known = study.check_ids.find(c.check)) {
    const auto& there = study.checks[*known];
    if (there.question == *question && there.theme == theme.value_or(kNone16) && there.by == c.by &&
        there.mark == c.outcome_mark)
      return Events{};
  }
  if (!valid_id(c.check)) return bad_id("check");
  return Events{
      MemberCheckRecorded{c.check, c.question, c.theme, c.by, c.sealed_outcome, c.outcome_mark}};
}

Decision rule(const Study& study, const SignOff& c) {
  const auto member = study.member_ids.find(c.member);
  if (!member) return unknown(Fault::kUnknownMember, "member", c.member, "member");
  if (c.at == 0 || c.at > study.position)
    return invalid(
        "Figures are certified as of a position from 1 to " + std::to_string(study.position) + ".",
        "at", "Give the position of the figures that were looked at.");
  if (const auto* there = find_sign_off(study, *member, c.at)) {
    if (there->statement != c.statement)
      return Failure{Fault::kAlreadyExists,
                     quoted(c.member) + " has signed off position " + std::to_string(c.at) +
                         " already, with another statement.",
                     "statement", "Revoke it first."};
    return Events{};
  }
  return Events{SignedOff{c.member, c.at, c.statement}};
}

Decision rule(const Study& study, const RevokeSignOff& c) {
  const auto member = study.member_ids.find_ever(c.member);
  if (!member) return unknown(Fault::kUnknownMember, "member", c.member, "member");
  if (find_sign_off(study, *member, c.at) == nullptr) return Events{};
  return Events{SignOffRevoked{c.member, c.at}};
}

Decision rule(const Study&, const TakeBack& c) {
  return c.events;
}

}  // namespace verbatim::coding
