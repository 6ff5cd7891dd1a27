#include "projections/reading.hpp"

#include <algorithm>

namespace verbatim::projections {
namespace {

// The basis that stands in where nobody has adjudicated.
Basis basis_of(coding::SettledBy policy) {
  switch (policy) {
    case coding::SettledBy::kAll:
      return Basis::kAll;
    case coding::SettledBy::kAny:
      return Basis::kAny;
    default:
      return Basis::kMajority;
  }
}

bool holds_at(Basis basis, unsigned standing, unsigned elected, unsigned electorate) {
  switch (basis) {
    case Basis::kAny:
      return standing > 0;
    case Basis::kMajority:
      return 2 * elected > electorate;
    case Basis::kAll:
      return elected > 0 && elected == electorate;
    case Basis::kSettled:
      break;
  }
  return false;
}

unsigned bit(Basis basis) {
  return 1u << static_cast<unsigned>(basis);
}

// Also where a theme that was settled has since been merged into this one.
bool is_settled(const Settling& settling, coding::ThemeIndex theme) {
  return std::any_of(settling.themes->begin(), settling.themes->end(),
                     [&](coding::ThemeIndex t) { return (*settling.counts_as)[t] == theme; });
}

}  // namespace

Settling settling_of(const coding::Study& study, coding::ResponseIndex response) {
  Settling settling{nullptr, nullptr, study.policy.settled_by};
  if (study.responses[response].settled)
    settling = {&study.settlements.at(response), &study.counts_as, study.policy.settled_by};
  return settling;
}

std::uint16_t Reading::assignments(const ThemeReading& theme, Basis basis) const {
  if (basis == Basis::kSettled && !settling.themes) basis = basis_of(settling.otherwise);
  return basis == Basis::kAny ? theme.standing : theme.elected;
}

bool Reading::holds(const ThemeReading& theme, Basis basis) const {
  if (basis == Basis::kSettled) {
    if (settling.themes) return is_settled(settling, theme.theme);
    basis = basis_of(settling.otherwise);
  }
  return holds_at(basis, theme.standing, theme.elected, electorate());
}

void read(const coding::Study& study, const coding::Codings& codings, const Settling& settling,
          Reading& reading) {
  reading.settling = settling;
  reading.begun = static_cast<std::uint16_t>(codings.codings().size());
  reading.finished = 0;
  for (const auto& coding : codings.codings()) reading.finished += coding.finished;
  reading.themes.clear();
  auto coding = codings.codings().begin();
  for (const auto& assignment : codings.assignments()) {
    while (coding->coder != assignment.coder) ++coding;  // both are sorted by coder
    const auto theme = study.counts_as[assignment.theme];
    auto at = std::find_if(reading.themes.begin(), reading.themes.end(),
                           [&](const ThemeReading& t) { return t.theme == theme; });
    if (at == reading.themes.end()) at = reading.themes.insert(at, ThemeReading{.theme = theme});
    if (at->last == assignment.coder) continue;  // said it already, by another theme
    at->last = assignment.coder;
    ++at->standing;
    at->finished += coding->finished;
  }
  if (settling.themes)
    for (const auto settled : *settling.themes) {
      const auto theme = study.counts_as[settled];
      if (std::none_of(reading.themes.begin(), reading.themes.end(),
                       [&](const ThemeReading& t) { return t.theme == theme; }))
        reading.themes.push_back({.theme = theme});
    }
  for (auto& theme : reading.themes)
    theme.elected = reading.finished > 0 ? theme.finished : theme.standing;
}

unsigned bases_held(const coding::Study& study, const coding::Codings& codings,
                    const Settling& settling, coding::ThemeIndex theme) {
  unsigned begun = 0, finished = 0, standing = 0, standing_finished = 0;
  for (const auto& coding : codings.codings()) {
    ++begun;
    finished += coding.finished;
    if (!counts_for(study, codings, static_cast<coding::MemberIndex>(coding.coder), theme))
      continue;
    ++standing;
    standing_finished += coding.finished;
  }
  const unsigned electorate = finished > 0 ? finished : begun;
  const unsigned elected = finished > 0 ? standing_finished : standing;
  unsigned bits = 0;
  for (const auto basis : {Basis::kAny, Basis::kMajority, Basis::kAll})
    if (holds_at(basis, standing, elected, electorate)) bits |= bit(basis);
  const bool settled = settling.themes ? is_settled(settling, theme)
                                       : (bits & bit(basis_of(settling.otherwise))) != 0;
  return settled ? bits | bit(Basis::kSettled) : bits;
}

}  // namespace verbatim::projections
