#pragma once

#include <string_view>
#include <utility>

#include "coding/study.hpp"

// One fold an event: what it changes in `step.study` and, where that is asked for (replay does
// not), how to take it back, so that there is one account of what an event does. Each is defined in
// the file of its subject, evolve_*.cpp. A fold that fails has changed nothing.
namespace verbatim::coding {

struct Step {
  Study& study;
  std::uint64_t position;
  Undo* undo;  // may be null

  template <class How>
  Result<void> done(How how_to_take_back) const {
    if (undo) *undo = std::move(how_to_take_back);
    return {};
  }
};

Result<void> fold(const Step& step, const StudyOpened& e);
Result<void> fold(const Step& step, const MemberAdded& e);
Result<void> fold(const Step& step, const QuestionAdded& e);
Result<void> fold(const Step& step, const GroupAdded& e);
Result<void> fold(const Step& step, const RespondentAdded& e);
Result<void> fold(const Step& step, const FrameworkAdded& e);
Result<void> fold(const Step& step, const ThemeAdded& e);
Result<void> fold(const Step& step, const ThemeScoped& e);
Result<void> fold(const Step& step, const CommentAdded& e);
Result<void> fold(const Step& step, const CommentSegmented& e);
Result<void> fold(const Step& step, const ThemeAssigned& e);
Result<void> fold(const Step& step, const ThemeWithdrawn& e);
Result<void> fold(const Step& step, const CodingFinished& e);
Result<void> fold(const Step& step, const CodingReopened& e);
Result<void> fold(const Step& step, const ThemeRevised& e);
Result<void> fold(const Step& step, const ThemeMoved& e);
Result<void> fold(const Step& step, const ThemeRetired& e);
Result<void> fold(const Step& step, const ThemeRestored& e);
Result<void> fold(const Step& step, const ThemeMerged& e);
Result<void> fold(const Step& step, const ThemeSplit& e);
Result<void> fold(const Step& step, const FrameworkFrozen& e);
Result<void> fold(const Step& step, const FrameworkUnfrozen& e);
Result<void> fold(const Step& step, const ThemesLinked& e);
Result<void> fold(const Step& step, const ThemesUnlinked& e);
Result<void> fold(const Step& step, const RoleChanged& e);
Result<void> fold(const Step& step, const Removed& e);
Result<void> fold(const Step& step, const PolicySet& e);
Result<void> fold(const Step& step, const RoundOpened& e);
Result<void> fold(const Step& step, const RoundStaffed& e);
Result<void> fold(const Step& step, const RoundClosed& e);
Result<void> fold(const Step& step, const RoundReopened& e);
Result<void> fold(const Step& step, const PlaceTaken& e);
Result<void> fold(const Step& step, const PlaceReleased& e);
Result<void> fold(const Step& step, const ResponseSettled& e);
Result<void> fold(const Step& step, const ResponseUnsettled& e);
Result<void> fold(const Step& step, const MemoWritten& e);
Result<void> fold(const Step& step, const QuoteChosen& e);
Result<void> fold(const Step& step, const MemberCheckRecorded& e);
Result<void> fold(const Step& step, const SignedOff& e);
Result<void> fold(const Step& step, const SignOffRevoked& e);
Result<void> fold(const Step& step, const LayerSet& e);
Result<void> fold(const Step& step, const ErasureRequested& e);
Result<void> fold(const Step& step, const ErasureReviewed& e);
Result<void> fold(const Step& step, const ErasureDecided& e);
Result<void> fold(const Step& step, const ErasureReopened& e);
Result<void> fold(const Step& step, const ErasureExecuted& e);
Result<void> fold(const Step& step, const MemberNamed& e);
Result<void> fold(const Step& step, const MemberPseudonymised& e);

// kCorruptStore: the event refers to what no earlier one added, or adds what is there.
Failure missing(const Step& step, std::string_view kind, std::string_view id);
Failure twice(const Step& step, std::string_view kind, std::string_view id);
// kCorruptStore: the event takes away what something else stands on.
Failure in_use(const Step& step, std::string_view kind, std::string_view id);

// Says of the round's questions whether it is open in them, and fills or empties its pools.
void mark_questions(Study& study, RoundIndex round, bool open);

// A response of a question, by its number there, goes or comes back.
void take_response_away(Study& study, QuestionIndex question, std::uint32_t number);
void bring_response_back(Study& study, QuestionIndex question, std::uint32_t number);

// Notes that members or their roles change at this step; answers how to take the note back.
inline auto members_change(const Step& step) {
  const auto before = step.study.members_changed_at;
  step.study.members_changed_at = step.position;
  return [before](Study& study) { study.members_changed_at = before; };
}

// Adds a thing under an id that is not there. One that was taken away comes back under its number,
// with the content that it is added with now. `taken_back` is done first when this is.
template <class T, class Also>
Result<void> add_thing(const Step& step, IdTable Study::*ids, std::vector<T> Study::*things,
                       std::string_view id, T thing, Also taken_back) {
  auto& study = step.study;
  if (const auto known = (study.*ids).find_ever(id)) {
    (study.*ids).bring_back(*known);
    std::swap((study.*things)[*known], thing);
    return step.done([=, at = *known, before = std::move(thing)](Study& s) {
      taken_back(s);
      (s.*ids).take_away(at);
      (s.*things)[at] = before;
    });
  }
  (study.*ids).add(id);
  (study.*things).push_back(std::move(thing));
  return step.done([=](Study& s) {
    taken_back(s);
    (s.*ids).pop();
    (s.*things).pop_back();
  });
}
template <class T>
Result<void> add_thing(const Step& step, IdTable Study::*ids, std::vector<T> Study::*things,
                       std::string_view id, T thing) {
  return add_thing(step, ids, things, id, std::move(thing), [](Study&) {});
}

}  // namespace verbatim::coding
