#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "agreement/binary.hpp"
#include "coding/study.hpp"
#include "projections/bits.hpp"
#include "projections/reading.hpp"

namespace verbatim::projections {

// How many of each unit.
struct Units {
  std::uint32_t comments = 0, responses = 0, assignments = 0, respondents = 0;

  bool operator==(const Units&) const = default;
};

// What one coder has done in one question.
struct CoderTally {
  std::uint32_t begun = 0, finished = 0, assignments = 0;

  bool operator==(const CoderTally&) const = default;
};

// The running figures of one question. They depend on the study's state alone, not on the way to
// it: take_out() a response, change it, put_in() it again, and every figure is what a count from
// scratch would give (a property test holds this).
//
// What happens to a respondent who is dropped (Study::is_dropped) changes nothing here, whoever
// calls; where that comes or goes, everything is counted anew. So these changes are for figures
// that were counted by the study's own policy.
//
// Cost of a change: the assignments of the response and, of each theme that is taken out and put
// in, those of the other responses of its comment.
class QuestionTally {
 public:
  // Group slots: 0 is "in no group", g + 1 is group g.
  static std::size_t slot_of(coding::GroupIndex group) {
    return group == coding::kNone16 ? 0 : std::size_t{group} + 1;
  }

  // Counts the question from scratch, with or without those who were erased.
  static QuestionTally counted(const coding::Study& study, coding::QuestionIndex question,
                               coding::ErasedCounts erased);

  // Brackets a change to what the codings of a comment's responses mean: a theme is merged, or no
  // longer.
  void take_out_whole(const coding::Study& study, coding::CommentIndex comment);
  void put_in_whole(const coding::Study& study, coding::CommentIndex comment);

  // Brackets a change to a response's codings; with `only`, one that changes how nothing but this
  // theme is read there: the electorate stays what it is.
  void take_out(const coding::Study& study, coding::ResponseIndex response,
                std::optional<coding::ThemeIndex> only = std::nullopt);
  void put_in(const coding::Study& study, coding::ResponseIndex response,
              std::optional<coding::ThemeIndex> only = std::nullopt);

  // A comment is there, or was and is gone, with what it was counted by; nothing was said of it.
  void add_comment(const coding::Study& study, coding::CommentIndex comment);
  void remove_comment(const coding::Study& study, coding::CommentIndex comment,
                      coding::RespondentIndex respondent, std::size_t slot,
                      std::uint16_t responses);
  // The number of responses of an uncoded comment changed by `by`.
  void change_responses(const coding::Study& study, coding::CommentIndex comment, int by);

  // Comments, responses and respondents of the question, by group slot; missing slots are empty.
  std::span<const Units> base() const { return base_; }
  // What stands for a theme at a basis, by group slot; empty where nothing ever stood.
  std::span<const Units> units(coding::ThemeIndex theme, Basis basis) const;
  // The responses in which a theme stands at a basis.
  const ResponseSet& standing(coding::ThemeIndex theme, Basis basis) const;
  // H[m][k] over responses with m finished codings of which k >= 1 apply the theme.
  std::span<const agreement::BinaryCell> applying(coding::ThemeIndex theme) const;
  // Responses by their number of finished codings: [1] is those with one, ...
  std::span<const std::uint32_t> responses_by_finished() const { return by_finished_; }
  // By member; missing entries are empty.
  std::span<const CoderTally> coders() const { return coders_; }

  std::uint32_t responses_begun() const { return responses_begun_; }
  std::uint32_t responses_finished() const { return responses_finished_; }

 private:
  friend struct ViewFields;  // a new field below is to be listed there

  struct ThemeRow {
    std::array<std::vector<Units>, kBases> units;  // by group slot
    std::array<ResponseSet, kBases> standing;
    std::vector<agreement::BinaryCell> applying;  // k >= 1, units > 0, sorted by (m, k)
  };
  // A respondent with several comments: a theme that stands in two of them is one respondent.
  struct Voice {
    std::uint32_t comments = 0;
    coding::CommentIndex all = 0;  // exclusive or of them: where there is one, that one
  };
  using Masks = std::map<coding::ThemeIndex, unsigned>;

  // Which other responses of a comment are in the figures while one is put in or taken out.
  enum class Beside { kAll, kEarlier };

  void add(const coding::Study& study, coding::CommentIndex comment);
  void change(const coding::Study& study, coding::ResponseIndex response, int sign, Beside beside,
              std::optional<coding::ThemeIndex> only);
  void change_theme(const coding::Study& study, coding::ResponseIndex response,
                    const ThemeReading& theme, unsigned bases, int sign, unsigned held_beside);
  void change_respondents(coding::RespondentIndex respondent, coding::ThemeIndex theme,
                          std::size_t basis, Units& units, int sign);
  void change_histogram(const ThemeReading& theme, std::uint16_t finished, int sign);
  void change_whole(const coding::Study& study, coding::CommentIndex comment, int sign);
  void change_progress(const coding::Study& study, const coding::Codings& codings, int sign);
  ThemeRow& row(coding::ThemeIndex theme);
  static Masks masks_of(const coding::Study& study, coding::CommentIndex comment);
  static std::uint64_t voice_key(coding::RespondentIndex respondent, coding::ThemeIndex theme) {
    return (std::uint64_t{respondent} << 16) | theme;
  }

  std::vector<Units> base_;
  std::vector<ThemeRow> rows_;
  std::vector<std::uint16_t> row_of_theme_;  // kNone16: no row yet
  std::vector<std::uint32_t> by_finished_;
  std::vector<CoderTally> coders_;
  std::uint32_t responses_begun_ = 0, responses_finished_ = 0;
  boost::unordered_flat_map<coding::RespondentIndex, Voice> voices_;
  // For respondents with several comments: in how many of them each theme stands, by basis.
  boost::unordered_flat_map<std::uint64_t, std::array<std::uint32_t, kBases>> repeated_;
  Reading scratch_;
};

}  // namespace verbatim::projections
