#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include "projections/study_view.hpp"

namespace verbatim::projections {

// The one table of the fields of a view and its tallies; those of the state itself are in
// coding/state_fields.hpp. What saves a view and what loads it walk it, so that they cannot
// disagree; a field that is not listed does not compile.
struct ViewFields {
  // Calls f(name, &T::member) for each field of a part of a view, in the order they are declared;
  // name is nullptr for what is not kept.
  template <class T, class F>
  static constexpr void each(F&& f) {
    if constexpr (std::is_same_v<T, Units>) {
      f("comments", &T::comments);
      f("responses", &T::responses);
      f("assignments", &T::assignments);
      f("respondents", &T::respondents);
    } else if constexpr (std::is_same_v<T, CoderTally>) {
      f("begun", &T::begun);
      f("finished", &T::finished);
      f("assignments", &T::assignments);
    } else if constexpr (std::is_same_v<T, agreement::BinaryCell>) {
      f("codings", &T::codings);
      f("applying", &T::applying);
      f("units", &T::units);
    } else if constexpr (std::is_same_v<T, QuestionTally::ThemeRow>) {
      f("units", &T::units);
      f("standing", &T::standing);
      f("applying", &T::applying);
    } else if constexpr (std::is_same_v<T, QuestionTally::Voice>) {
      f("comments", &T::comments);
      f("all", &T::all);
    } else if constexpr (std::is_same_v<T, QuestionTally>) {
      f("base", &T::base_);
      f("rows", &T::rows_);
      f("row_of_theme", &T::row_of_theme_);
      f("by_finished", &T::by_finished_);
      f("coders", &T::coders_);
      f("responses_begun", &T::responses_begun_);
      f("responses_finished", &T::responses_finished_);
      f("voices", &T::voices_);
      f("repeated", &T::repeated_);
      f(nullptr, &T::scratch_);
    } else if constexpr (std::is_same_v<T, agreement::SetSums::Thirds>) {
      f("jaccard", &T::jaccard);
      f("masi", &T::masi);
    } else if constexpr (std::is_same_v<T, agreement::SetSums::BySize>) {
      f("units", &T::units);
      f("agreeing", &T::agreeing);
      f("similar", &T::similar);
    } else if constexpr (std::is_same_v<T, SetColumn::Page>) {
      f("there", &T::there);
      f("sets", &T::sets);
    } else if constexpr (std::is_same_v<T, SetColumn>) {
      f("pages", &T::pages_);
    } else if constexpr (std::is_same_v<T, CoderColumns>) {
      f("coder", &T::coder);
      f("begun", &T::begun);
      f("finished", &T::finished);
      f("frameworks", &T::frameworks);
    } else if constexpr (std::is_same_v<T, PairCells>) {
      f("both", &T::both);
      f("first_alone", &T::first_alone);
      f("second_alone", &T::second_alone);
    } else if constexpr (std::is_same_v<T, PairTally>) {
      f("units", &T::units);
      f("themes", &T::themes);
    } else if constexpr (std::is_same_v<T, AgreementTally::Framework>) {
      f("sets", &T::sets);
      f("sums", &T::sums);
      f("distances", &T::distances);
    } else if constexpr (std::is_same_v<T, AgreementTally>) {
      f("coders", &T::coders_);
      f("slot_of", &T::slot_of_);
      f("frameworks", &T::frameworks_);
      f("used", &T::used_);
      f("distances", &T::distances_);
      f("by_finished", &T::by_finished_);
      f("pairs", &T::pairs_);
      f(nullptr, &T::labels_);
      f(nullptr, &T::changed_);
      f(nullptr, &T::row_);
    } else {
      static_assert(std::is_same_v<T, StudyView>, "every part of a view has its fields here");
      f("study", &T::study_);
      f("tallies", &T::tallies_);
      f("agreements", &T::agreements_);
      f("opened_at", &T::opened_at_);
      f("last_event_at", &T::last_event_at_);
    }
  }

  // Whether T is as large as its listed fields, one behind the other, make it.
  template <class T>
  static constexpr bool lists_every_field() {
    std::size_t end = 0;
    const auto place = [&]<class M>(const char*, M T::*) {
      end = (end + alignof(M) - 1) / alignof(M) * alignof(M) + sizeof(M);
    };
    each<T>(place);
    return (end + alignof(T) - 1) / alignof(T) * alignof(T) == sizeof(T);
  }

  template <class T>
  static constexpr bool is_part() {
    return std::is_same_v<T, Units> || std::is_same_v<T, CoderTally> ||
           std::is_same_v<T, agreement::BinaryCell> || std::is_same_v<T, QuestionTally::ThemeRow> ||
           std::is_same_v<T, QuestionTally::Voice> || std::is_same_v<T, QuestionTally> ||
           std::is_same_v<T, agreement::SetSums::Thirds> ||
           std::is_same_v<T, agreement::SetSums::BySize> || std::is_same_v<T, SetColumn::Page> ||
           std::is_same_v<T, SetColumn> || std::is_same_v<T, CoderColumns> ||
           std::is_same_v<T, PairCells> || std::is_same_v<T, PairTally> ||
           std::is_same_v<T, AgreementTally::Framework> || std::is_same_v<T, AgreementTally> ||
           std::is_same_v<T, StudyView>;
  }

  // Keeps what was lent to the codings of the view as long as they are.
  static void keep_lender(StudyView& view, std::shared_ptr<const void> lender) {
    view.study_.lender = std::move(lender);
  }

  // The same tally as it would be had it been counted at once: no trace of what was there and went
  // away again, so that equal tallies are equal field by field.
  static QuestionTally tidied(QuestionTally tally);
  static AgreementTally tidied(const AgreementTally& tally);
};

}  // namespace verbatim::projections
