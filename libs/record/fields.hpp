#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "coding/events.hpp"

// The one table of every event's fields: their CBOR keys (schemas/events.cddl) and their names in
// JSON. The encoder, the decoder and the JSON form all walk it, so that they cannot disagree.
namespace verbatim::record {

enum class Presence { kRequired, kOptional };  // optional: left out where it is empty or 0

// Calls f(key, name, member, presence) for each field, keys ascending. `event` may be const.
template <class E, class F>
void each_field(E& event, F&& f) {
  using namespace coding;
  using T = std::remove_const_t<E>;
  constexpr auto required = Presence::kRequired;
  constexpr auto optional = Presence::kOptional;
  if constexpr (std::is_same_v<T, StudyOpened>) {
    f(1, "study", event.study, required);
    f(2, "title", event.title, required);
  } else if constexpr (std::is_same_v<T, MemberAdded>) {
    f(1, "member", event.member, required);
    f(2, "role", event.role, required);
  } else if constexpr (std::is_same_v<T, QuestionAdded>) {
    f(1, "question", event.question, required);
    f(2, "text", event.text, required);
  } else if constexpr (std::is_same_v<T, GroupAdded>) {
    f(1, "group", event.group, required);
    f(2, "label", event.label, required);
  } else if constexpr (std::is_same_v<T, RespondentAdded>) {
    f(1, "respondent", event.respondent, required);
    f(2, "group", event.group, optional);
  } else if constexpr (std::is_same_v<T, FrameworkAdded>) {
    f(1, "framework", event.framework, required);
    f(2, "label", event.label, required);
  } else if constexpr (std::is_same_v<T, ThemeAdded>) {
    f(1, "theme", event.theme, required);
    f(2, "framework", event.framework, required);
    f(3, "label", event.label, required);
    f(4, "parent", event.parent, optional);
    f(5, "definition", event.definition, optional);
    f(6, "questions", event.questions, optional);
    f(7, "inclusion", event.inclusion, optional);
    f(8, "exclusion", event.exclusion, optional);
    f(9, "examples", event.examples, optional);
    f(10, "colour", event.colour, optional);
    f(11, "origin", event.origin, optional);
    f(12, "origin_question", event.origin_question, optional);
    f(13, "origin_response", event.origin_response, optional);
  } else if constexpr (std::is_same_v<T, ThemeScoped>) {
    f(1, "theme", event.theme, required);
    f(2, "questions", event.questions, required);
  } else if constexpr (std::is_same_v<T, CommentAdded>) {
    f(1, "question", event.question, required);
    f(2, "comment", event.comment, required);
    f(3, "respondent", event.respondent, required);
    f(4, "sealed_text", event.sealed_text, optional);
    f(5, "code_points", event.code_points, optional);
    f(6, "text_mark", event.text_mark, optional);
  } else if constexpr (std::is_same_v<T, CommentSegmented>) {
    f(1, "question", event.question, required);
    f(2, "comment", event.comment, required);
    f(3, "segments", event.segments, required);
  } else if constexpr (std::is_same_v<T, ThemeAssigned>) {
    f(1, "question", event.question, required);
    f(2, "response", event.response, required);
    f(3, "coder", event.coder, required);
    f(4, "theme", event.theme, required);
    f(5, "revision", event.revision, required);
  } else if constexpr (std::is_same_v<T, ThemeWithdrawn>) {
    f(1, "question", event.question, required);
    f(2, "response", event.response, required);
    f(3, "coder", event.coder, required);
    f(4, "theme", event.theme, required);
  } else if constexpr (std::is_same_v<T, ThemeRevised>) {
    f(1, "theme", event.theme, required);
    f(2, "label", event.label, required);
    f(3, "definition", event.definition, optional);
    f(4, "inclusion", event.inclusion, optional);
    f(5, "exclusion", event.exclusion, optional);
    f(6, "examples", event.examples, optional);
    f(7, "colour", event.colour, optional);
    f(8, "minor", event.minor, optional);
    f(9, "meant_as", event.meant_as, optional);
  } else if constexpr (std::is_same_v<T, ThemeMoved>) {
    f(1, "theme", event.theme, required);
    f(2, "parent", event.parent, optional);
    f(3, "before", event.before, optional);
  } else if constexpr (std::is_same_v<T, ThemeRetired> || std::is_same_v<T, ThemeRestored>) {
    f(1, "theme", event.theme, required);
  } else if constexpr (std::is_same_v<T, ThemeMerged>) {
    f(1, "theme", event.theme, required);
    f(2, "into", event.into, required);
  } else if constexpr (std::is_same_v<T, ThemeSplit>) {
    f(1, "theme", event.theme, required);
    f(2, "into", event.into, required);
  } else if constexpr (std::is_same_v<T, FrameworkFrozen> || std::is_same_v<T, FrameworkUnfrozen>) {
    f(1, "framework", event.framework, required);
  } else if constexpr (std::is_same_v<T, ThemesLinked> || std::is_same_v<T, ThemesUnlinked>) {
    f(1, "theme", event.theme, required);
    f(2, "other", event.other, required);
  } else if constexpr (std::is_same_v<T, RoleChanged>) {
    f(1, "member", event.member, required);
    f(2, "role", event.role, required);
  } else if constexpr (std::is_same_v<T, Removed>) {
    f(1, "thing", event.thing, required);
  } else if constexpr (std::is_same_v<T, PolicySet>) {
    f(1, "settled_by", event.settled_by, required);
    f(2, "suppress_below", event.suppress_below, required);
    f(3, "segments_may_overlap", event.segments_may_overlap, required);
    f(4, "erased_counts", event.erased_counts, optional);
  } else if constexpr (std::is_same_v<T, RoundOpened>) {
    f(1, "round", event.round, required);
    f(2, "label", event.label, required);
    f(3, "blind", event.blind, required);
    f(4, "seed", event.seed, required);
    f(5, "parts", event.parts, required);
    f(6, "unitizing", event.unitizing, optional);
  } else if constexpr (std::is_same_v<T, RoundStaffed>) {
    f(1, "round", event.round, required);
    f(2, "question", event.question, required);
    f(3, "coders", event.coders, required);
    f(4, "weights", event.weights, optional);
  } else if constexpr (std::is_same_v<T, RoundClosed> || std::is_same_v<T, RoundReopened>) {
    f(1, "round", event.round, required);
  } else if constexpr (std::is_same_v<T, PlaceTaken> || std::is_same_v<T, PlaceReleased>) {
    f(1, "round", event.round, required);
    f(2, "question", event.question, required);
    f(3, "response", event.response, required);
    f(4, "coder", event.coder, required);
  } else if constexpr (std::is_same_v<T, ResponseSettled>) {
    f(1, "question", event.question, required);
    f(2, "response", event.response, required);
    f(3, "themes", event.themes, required);
  } else if constexpr (std::is_same_v<T, ResponseUnsettled>) {
    f(1, "question", event.question, required);
    f(2, "response", event.response, required);
  } else if constexpr (std::is_same_v<T, MemoWritten>) {
    f(1, "memo", event.memo, required);
    f(2, "author", event.author, required);
    f(3, "about", event.about, required);
    f(4, "audience", event.audience, required);
    f(5, "sealed_text", event.sealed_text, optional);
    f(6, "text_mark", event.text_mark, optional);
  } else if constexpr (std::is_same_v<T, QuoteChosen>) {
    f(1, "quote", event.quote, required);
    f(2, "question", event.question, required);
    f(3, "response", event.response, required);
    f(4, "theme", event.theme, required);
    f(5, "sealed_wording", event.sealed_wording, optional);
    f(6, "wording_mark", event.wording_mark, optional);
    f(7, "why", event.why, optional);
    f(8, "consent", event.consent, required);
    f(9, "sealed_why", event.sealed_why, optional);
    f(10, "why_mark", event.why_mark, optional);
  } else if constexpr (std::is_same_v<T, MemberCheckRecorded>) {
    f(1, "check", event.check, required);
    f(2, "question", event.question, required);
    f(3, "theme", event.theme, optional);
    f(4, "by", event.by, required);
    f(5, "outcome", event.outcome, optional);
    f(6, "sealed_outcome", event.sealed_outcome, optional);
    f(7, "outcome_mark", event.outcome_mark, optional);
  } else if constexpr (std::is_same_v<T, SignedOff>) {
    f(1, "member", event.member, required);
    f(2, "at", event.at, required);
    f(3, "statement", event.statement, required);
  } else if constexpr (std::is_same_v<T, ErasureRequested>) {
    f(1, "erasure", event.erasure, required);
    f(2, "respondent", event.respondent, required);
    f(3, "requested_by", event.requested_by, required);
    f(4, "received_on", event.received_on, required);
    f(5, "reference", event.reference, optional);
  } else if constexpr (std::is_same_v<T, ErasureReviewed>) {
    f(1, "erasure", event.erasure, required);
    f(2, "ground", event.ground, required);
  } else if constexpr (std::is_same_v<T, ErasureDecided>) {
    f(1, "erasure", event.erasure, required);
    f(2, "granted", event.granted, required);
  } else if constexpr (std::is_same_v<T, ErasureReopened>) {
    f(1, "erasure", event.erasure, required);
    f(2, "step", event.step, required);
  } else if constexpr (std::is_same_v<T, ErasureExecuted>) {
    f(1, "erasure", event.erasure, required);
    f(2, "key", event.key, optional);
    f(3, "comments", event.comments, required);
    f(4, "quotes", event.quotes, required);
    f(5, "memos", event.memos, required);
    f(6, "told", event.told, required);
  } else if constexpr (std::is_same_v<T, MemberNamed>) {
    f(1, "member", event.member, required);
    f(2, "sealed_name", event.sealed_name, optional);
    f(3, "name_mark", event.name_mark, optional);
  } else if constexpr (std::is_same_v<T, MemberPseudonymised>) {
    f(1, "member", event.member, required);
    f(2, "key", event.key, optional);
  } else if constexpr (std::is_same_v<T, SignOffRevoked>) {
    f(1, "member", event.member, required);
    f(2, "at", event.at, required);
  } else if constexpr (std::is_same_v<T, LayerSet>) {
    f(1, "question", event.question, required);
    f(2, "comment", event.comment, required);
    f(3, "coder", event.coder, required);
    f(4, "units", event.units, required);
    f(5, "finished", event.finished, required);
  } else {
    static_assert(std::is_same_v<T, CodingFinished> || std::is_same_v<T, CodingReopened>,
                  "every event has its fields here");
    f(1, "question", event.question, required);
    f(2, "response", event.response, required);
    f(3, "coder", event.coder, required);
  }
}

}  // namespace verbatim::record
