#include "projections/reading.hpp"

#include <algorithm>

namespace verbatim::projections {
namespace {

bool holds_at(Basis basis, unsigned standing, unsigned elected, unsigned electorate) {
  switch (basis) {
    case Basis::kAny:
      return standing > 0;
    case Basis::kMajority:
      return 2 * elected > electorate;
    case Basis::kAll:
      return elected > 0 && elected == electorate;
  }
  return false;
}

}  // namespace

bool Reading::holds(const ThemeReading& theme, Basis basis) const {
  return holds_at(basis, theme.standing, theme.elected, electorate());
}

void read(const coding::Study& study, const coding::Codings& codings, Reading& reading) {
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
  for (auto& theme : reading.themes)
    theme.elected = reading.finished > 0 ? theme.finished : theme.standing;
}

unsigned bases_held(const coding::Study& study, const coding::Codings& codings,
                    coding::ThemeIndex theme) {
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
  for (std::size_t basis = 0; basis < kBases; ++basis)
    if (holds_at(static_cast<Basis>(basis), standing, elected, electorate)) bits |= 1u << basis;
  return bits;
}

}  // namespace verbatim::projections
