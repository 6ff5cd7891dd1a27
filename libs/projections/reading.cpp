#include "projections/reading.hpp"

#include <algorithm>
#include <utility>

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

// One reading a theme, of one a coder and assignment; a coder who says a theme twice, by others
// that were merged into it, says it once.
void fold(std::vector<ThemeReading>& themes) {
  const auto before = [](const ThemeReading& a, const ThemeReading& b) {
    return std::pair(a.theme, a.last) < std::pair(b.theme, b.last);
  };
  // One coder's are in order already.
  if (!std::is_sorted(themes.begin(), themes.end(), before))
    std::sort(themes.begin(), themes.end(), before);
  std::size_t folded = 0;
  for (const auto& one : themes) {
    if (folded == 0 || themes[folded - 1].theme != one.theme) {
      themes[folded++] = one;
      continue;
    }
    auto& theme = themes[folded - 1];
    if (theme.last == one.last) continue;
    theme.last = one.last;
    theme.standing += one.standing;
    theme.finished += one.finished;
  }
  themes.resize(folded);
}

}  // namespace

Settling settling_of(const coding::Study& study, coding::ResponseIndex response) {
  Settling settling{nullptr, nullptr, study.policy.settled_by};
  if (study.responses[response].settled)
    settling = {&study.settlements.at(response).themes, &study.counts_as, study.policy.settled_by};
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
    reading.themes.push_back({.theme = study.counts_as[assignment.theme],
                              .standing = 1,
                              .finished = static_cast<std::uint16_t>(coding->finished),
                              .last = static_cast<coding::MemberIndex>(coding->coder)});
  }
  if (settling.themes)
    for (const auto settled : *settling.themes)
      reading.themes.push_back({.theme = study.counts_as[settled]});
  fold(reading.themes);
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
