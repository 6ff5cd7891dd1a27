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
  } else {
    static_assert(std::is_same_v<T, CodingFinished> || std::is_same_v<T, CodingReopened>,
                  "every event has its fields here");
    f(1, "question", event.question, required);
    f(2, "response", event.response, required);
    f(3, "coder", event.coder, required);
  }
}

}  // namespace verbatim::record
