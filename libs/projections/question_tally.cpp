#include "projections/question_tally.hpp"

#include <algorithm>

#include "projections/running.hpp"

namespace verbatim::projections {
namespace {

using coding::kNone16;
using coding::kNone32;

std::size_t slot_of(const coding::Study& study, const coding::Comment& comment) {
  return QuestionTally::slot_of(study.respondents[comment.respondent].group);
}

// How many themes one coder's assignments, sorted by theme, count as. Only those that were merged
// can count as what another does.
std::uint32_t distinct(const coding::Study& study, std::span<const coding::Assignment> standing) {
  std::uint32_t themes = 0;
  std::vector<coding::ThemeIndex> merged;
  for (const auto& assignment : standing) {
    const auto theme = study.counts_as[assignment.theme];
    if (theme == assignment.theme)
      ++themes;
    else
      merged.push_back(theme);
  }
  std::sort(merged.begin(), merged.end());
  merged.erase(std::unique(merged.begin(), merged.end()), merged.end());
  for (const auto theme : merged)
    themes += !std::binary_search(standing.begin(), standing.end(), coding::Assignment{0, theme, 0},
                                  [](const auto& a, const auto& b) { return a.theme < b.theme; });
  return themes;
}

// The bases at which a theme stands in a response of the same comment before this one.
unsigned held_before(const coding::Study& study, coding::ResponseIndex response,
                     coding::ThemeIndex theme) {
  const auto& comment = study.comments[study.responses[response].comment];
  unsigned bases = 0;
  if (comment.response_count == 1) return bases;
  for (auto r = comment.first_response; r != kNone32; r = study.responses[r].next_in_comment) {
    if (r == response) break;
    bases |= bases_held(study, study.responses[r].codings, settling_of(study, r), theme);
  }
  return bases;
}

// The bases at which another response of the comment counts for the theme, read from `standing`.
// All others must be in the figures; while a whole comment goes in or out they are not, and
// held_before() says it.
unsigned counted_beside(const QuestionTally& tally, const coding::Study& study,
                        coding::ResponseIndex response, coding::ThemeIndex theme) {
  constexpr unsigned kAllBases = (1u << kBases) - 1;
  const auto& comment = study.comments[study.responses[response].comment];
  unsigned bases = 0;
  if (comment.response_count == 1) return bases;
  for (auto r = comment.first_response; r != kNone32 && bases != kAllBases;
       r = study.responses[r].next_in_comment) {
    if (r == response) continue;
    const auto number = study.responses[r].number;
    for (std::size_t basis = 0; basis < kBases; ++basis) {
      const auto& standing = tally.standing(theme, static_cast<Basis>(basis));
      if (number < standing.size() && standing.test(number)) bases |= 1u << basis;
    }
  }
  return bases;
}

}  // namespace

QuestionTally::ThemeRow& QuestionTally::row(coding::ThemeIndex theme) {
  if (row_of_theme_.size() <= theme) row_of_theme_.resize(theme + std::size_t{1}, kNone16);
  auto& index = row_of_theme_[theme];
  if (index == kNone16) {
    index = static_cast<std::uint16_t>(rows_.size());
    rows_.emplace_back();
  }
  return rows_[index];
}

std::span<const Units> QuestionTally::units(coding::ThemeIndex theme, Basis basis) const {
  if (row_of_theme_.size() <= theme || row_of_theme_[theme] == kNone16) return {};
  return rows_[row_of_theme_[theme]].units[static_cast<std::size_t>(basis)];
}

const ResponseSet& QuestionTally::standing(coding::ThemeIndex theme, Basis basis) const {
  static const ResponseSet kNowhere;
  if (row_of_theme_.size() <= theme || row_of_theme_[theme] == kNone16) return kNowhere;
  return rows_[row_of_theme_[theme]].standing[static_cast<std::size_t>(basis)];
}

std::span<const agreement::BinaryCell> QuestionTally::applying(coding::ThemeIndex theme) const {
  if (row_of_theme_.size() <= theme || row_of_theme_[theme] == kNone16) return {};
  return rows_[row_of_theme_[theme]].applying;
}

QuestionTally QuestionTally::counted(const coding::Study& study, coding::QuestionIndex question,
                                     coding::ErasedCounts erased) {
  QuestionTally tally;
  for (const auto c : study.questions[question].comments) {
    const auto& comment = study.comments[c];
    if (study.is_gone(comment)) continue;
    if (erased == coding::ErasedCounts::kDrop && study.is_erased(comment)) continue;
    tally.add(study, c);
    tally.change_whole(study, c, +1);
  }
  return tally;
}

void QuestionTally::take_out_whole(const coding::Study& study, coding::CommentIndex comment) {
  if (!study.is_dropped(study.comments[comment])) change_whole(study, comment, -1);
}

void QuestionTally::put_in_whole(const coding::Study& study, coding::CommentIndex comment) {
  if (!study.is_dropped(study.comments[comment])) change_whole(study, comment, +1);
}

void QuestionTally::change_whole(const coding::Study& study, coding::CommentIndex comment,
                                 int sign) {
  auto r = study.comments[comment].first_response;
  for (; r != kNone32; r = study.responses[r].next_in_comment)
    change(study, r, sign, Beside::kEarlier, std::nullopt);
}

void QuestionTally::take_out(const coding::Study& study, coding::ResponseIndex response,
                             std::optional<coding::ThemeIndex> only) {
  if (!study.is_dropped(study.responses[response])) change(study, response, -1, Beside::kAll, only);
}

void QuestionTally::put_in(const coding::Study& study, coding::ResponseIndex response,
                           std::optional<coding::ThemeIndex> only) {
  if (!study.is_dropped(study.responses[response])) change(study, response, +1, Beside::kAll, only);
}

void QuestionTally::change(const coding::Study& study, coding::ResponseIndex response, int sign,
                           Beside beside, std::optional<coding::ThemeIndex> only) {
  const auto& codings = study.responses[response].codings;
  if (codings.codings().empty() && !study.responses[response].settled) return;
  read(study, codings, settling_of(study, response), scratch_);
  if (scratch_.begun > 0) bump(responses_begun_, sign);
  if (scratch_.finished > 0) {
    bump(responses_finished_, sign);
    bump(grown(by_finished_, scratch_.finished), sign);
  }
  for (const auto& theme : scratch_.themes) {
    if (only && theme.theme != *only) continue;
    unsigned bases = 0;
    for (std::size_t basis = 0; basis < kBases; ++basis)
      if (scratch_.holds(theme, static_cast<Basis>(basis))) bases |= 1u << basis;
    change_theme(study, response, theme, bases, sign,
                 beside == Beside::kEarlier ? held_before(study, response, theme.theme)
                                            : counted_beside(*this, study, response, theme.theme));
    if (theme.finished > 0) change_histogram(theme, scratch_.finished, sign);
  }
  change_progress(study, codings, sign);
}

void QuestionTally::change_theme(const coding::Study& study, coding::ResponseIndex response,
                                 const ThemeReading& theme, unsigned bases, int sign,
                                 unsigned held_beside) {
  const auto& comment = study.comments[study.responses[response].comment];
  const auto slot = projections::slot_of(study, comment);
  const auto number = study.responses[response].number;
  auto& counted = row(theme.theme);
  for (std::size_t basis = 0; basis < kBases; ++basis) {
    if ((bases & (1u << basis)) == 0) continue;
    auto& standing = counted.standing[basis];
    if (standing.size() <= number) standing.resize(number + std::size_t{1});
    standing.set(number, sign > 0);
    auto& units = grown(counted.units[basis], slot);
    bump(units.responses, sign);
    bump(units.assignments, sign, scratch_.assignments(theme, static_cast<Basis>(basis)));
    if ((held_beside & (1u << basis)) != 0)
      continue;  // the comment counts through another response
    bump(units.comments, sign);
    change_respondents(comment.respondent, theme.theme, basis, units, sign);
  }
}

void QuestionTally::change_respondents(coding::RespondentIndex respondent, coding::ThemeIndex theme,
                                       std::size_t basis, Units& units, int sign) {
  if (voices_.find(respondent)->second.comments == 1) {
    bump(units.respondents, sign);
    return;
  }
  auto& comments = repeated_[voice_key(respondent, theme)][basis];
  const bool first_or_last = sign > 0 ? comments == 0 : comments == 1;
  bump(comments, sign);
  if (first_or_last) bump(units.respondents, sign);
}

void QuestionTally::change_histogram(const ThemeReading& theme, std::uint16_t finished, int sign) {
  auto& cells = row(theme.theme).applying;
  const auto key = std::pair<std::uint32_t, std::uint32_t>(finished, theme.finished);
  const auto at = std::lower_bound(cells.begin(), cells.end(), key, [](const auto& cell, auto k) {
    return std::pair(cell.codings, cell.applying) < k;
  });
  if (at == cells.end() || std::pair(at->codings, at->applying) != key) {
    cells.insert(at, agreement::BinaryCell{finished, theme.finished, 1});
    return;
  }
  at->units = sign > 0 ? at->units + 1 : at->units - 1;
  if (at->units == 0) cells.erase(at);
}

void QuestionTally::change_progress(const coding::Study& study, const coding::Codings& codings,
                                    int sign) {
  for (const auto& coding : codings.codings()) {
    auto& coder = grown(coders_, coding.coder);
    bump(coder.begun, sign);
    if (coding.finished) bump(coder.finished, sign);
    const auto themes = codings.assignments_of(static_cast<coding::MemberIndex>(coding.coder));
    bump(coder.assignments, sign, distinct(study, themes));
  }
}

QuestionTally::Masks QuestionTally::masks_of(const coding::Study& study,
                                             coding::CommentIndex comment) {
  Masks masks;
  Reading reading;
  auto r = study.comments[comment].first_response;
  for (; r != kNone32; r = study.responses[r].next_in_comment) {
    read(study, study.responses[r].codings, settling_of(study, r), reading);
    for (const auto& theme : reading.themes) {
      auto& mask = masks[theme.theme];
      for (std::size_t basis = 0; basis < kBases; ++basis)
        if (reading.holds(theme, static_cast<Basis>(basis))) mask |= 1u << basis;
    }
  }
  return masks;
}

void QuestionTally::add_comment(const coding::Study& study, coding::CommentIndex comment) {
  if (!study.is_dropped(study.comments[comment])) add(study, comment);
}

void QuestionTally::add(const coding::Study& study, coding::CommentIndex index) {
  const auto& comment = study.comments[index];
  auto& units = grown(base_, projections::slot_of(study, comment));
  ++units.comments;
  units.responses += comment.response_count;
  auto& voice = voices_[comment.respondent];
  if (++voice.comments == 1)
    ++units.respondents;
  else if (voice.comments == 2)  // from now on this respondent's themes are counted by comment
    for (const auto& [theme, bases] : masks_of(study, voice.all))
      for (std::size_t basis = 0; basis < kBases; ++basis)
        if ((bases & (1u << basis)) != 0) ++repeated_[voice_key(comment.respondent, theme)][basis];
  voice.all ^= index;
}

void QuestionTally::remove_comment(const coding::Study& study, coding::CommentIndex index,
                                   coding::RespondentIndex respondent, std::size_t slot,
                                   std::uint16_t responses) {
  if (study.is_dropped(respondent)) return;
  auto& units = grown(base_, slot);
  --units.comments;
  units.responses -= responses;
  auto& voice = voices_[respondent];
  voice.all ^= index;
  if (--voice.comments == 0) {
    voices_.erase(respondent);
    --units.respondents;
  } else if (voice.comments == 1) {
    for (const auto& [theme, bases] : masks_of(study, voice.all))
      repeated_.erase(voice_key(respondent, theme));
  }
}

void QuestionTally::change_responses(const coding::Study& study, coding::CommentIndex comment,
                                     int by) {
  if (study.is_dropped(study.comments[comment])) return;
  auto& units = grown(base_, projections::slot_of(study, study.comments[comment]));
  units.responses = static_cast<std::uint32_t>(static_cast<int>(units.responses) + by);
}

}  // namespace verbatim::projections
