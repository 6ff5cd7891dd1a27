#pragma once

#include <cstdint>
#include <vector>

#include "coding/study.hpp"

// What the coders together say of one response. A theme that was merged is read as the one it was
// merged into: a coder who assigned both says it once.
namespace verbatim::projections {

// Which assignments of a response count as the team's.
//   any       somebody assigned the theme
//   majority  more than half of the electorate did
//   all       all of the electorate did
// The electorate of a response is the coders who are finished with it or, while nobody is, the
// coders who have begun: so that a figure is live from the first assignment and settles as coders
// finish. With one coder, majority and all are that coder.
enum class Basis : std::uint8_t { kAny = 0, kMajority, kAll };
inline constexpr std::size_t kBases = 3;

// How one theme stands in one response.
struct ThemeReading {
  coding::ThemeIndex theme = 0;
  std::uint16_t standing = 0;                  // coders whose assignment stands
  std::uint16_t elected = 0;                   // of those, in the electorate
  std::uint16_t finished = 0;                  // of those, finished with the response
  coding::MemberIndex last = coding::kNone16;  // the coder who was counted last
};

struct Reading {
  std::uint16_t begun = 0;           // coders who have begun
  std::uint16_t finished = 0;        // of those, finished
  std::vector<ThemeReading> themes;  // every theme that anybody said, in no order

  std::uint16_t electorate() const { return finished > 0 ? finished : begun; }
  bool holds(const ThemeReading& theme, Basis basis) const;
  // The assignments behind a response that counts for the theme at this basis.
  static std::uint16_t assignments(const ThemeReading& theme, Basis basis) {
    return basis == Basis::kAny ? theme.standing : theme.elected;
  }
};

// Reads the `codings` of a response of `study` into `reading`, whose memory is used again.
void read(const coding::Study& study, const coding::Codings& codings, Reading& reading);

// Whether one theme holds in a response, for each basis: bit (1 << basis).
unsigned bases_held(const coding::Study& study, const coding::Codings& codings,
                    coding::ThemeIndex theme);

}  // namespace verbatim::projections
