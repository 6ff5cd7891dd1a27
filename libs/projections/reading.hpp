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
//   settled   an adjudicator did; where nobody has adjudicated, what the study's policy says: one
//             of the three above
// The electorate of a response is the coders who are finished with it or, while nobody is, the
// coders who have begun: so that a figure is live from the first assignment and settles as coders
// finish. With one coder, majority and all are that coder.
enum class Basis : std::uint8_t { kAny = 0, kMajority, kAll, kSettled };
inline constexpr std::size_t kBases = 4;

// How one response is settled.
struct Settling {
  const std::vector<coding::ThemeIndex>* themes = nullptr;     // sorted; null: nobody adjudicated
  const std::vector<coding::ThemeIndex>* counts_as = nullptr;  // of the study; set with `themes`
  coding::SettledBy otherwise = coding::SettledBy::kMajority;
};
Settling settling_of(const coding::Study& study, coding::ResponseIndex response);

// How one theme stands in one response.
struct ThemeReading {
  coding::ThemeIndex theme = 0;
  std::uint16_t standing = 0;                  // coders whose assignment stands
  std::uint16_t elected = 0;                   // of those, in the electorate
  std::uint16_t finished = 0;                  // of those, finished with the response
  coding::MemberIndex last = coding::kNone16;  // the last coder who said it
};

struct Reading {
  std::uint16_t begun = 0;           // coders who have begun
  std::uint16_t finished = 0;        // of those, finished
  std::vector<ThemeReading> themes;  // every theme assigned or settled, each once, in no order
  Settling settling;

  std::uint16_t electorate() const { return finished > 0 ? finished : begun; }
  bool holds(const ThemeReading& theme, Basis basis) const;
  // The assignments behind a response that counts for the theme at this basis. What was settled may
  // have none behind it.
  std::uint16_t assignments(const ThemeReading& theme, Basis basis) const;
};

// Reads the `codings` of a response of `study` into `reading`, whose memory is used again.
// `settling` refers to what must outlive the reading.
void read(const coding::Study& study, const coding::Codings& codings, const Settling& settling,
          Reading& reading);

// Whether one theme holds in a response, for each basis: bit (1 << basis).
unsigned bases_held(const coding::Study& study, const coding::Codings& codings,
                    const Settling& settling, coding::ThemeIndex theme);

}  // namespace verbatim::projections
