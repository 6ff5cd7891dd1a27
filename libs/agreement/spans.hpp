#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agreement/estimate.hpp"

// Agreement on spans: coders mark stretches of one text (a continuum) and give each a category.
//
// Positions are whole numbers, characters as a rule; a span is [start, start + length), inside
// [begin, begin + length) of its continuum. A coder without a span has seen the text and marked
// nothing; one who has not seen it is not in `coders`. Touching spans of one category stay two.
//
// All are undefined (kOneCoder) for fewer than two coders and (kNoVariation) where the expected
// disagreement is 0. `units` counts continua, `codings` the spans.
namespace verbatim::agreement {

struct Span {
  std::uint64_t start = 0;
  std::uint64_t length = 0;  // > 0
  std::uint32_t category = 0;
};

struct Continuum {
  std::uint64_t begin = 0;
  std::uint64_t length = 0;               // > 0
  std::vector<std::vector<Span>> coders;  // the spans of each, in any order
};

// Krippendorff's alpha of the yes/no values "inside a span of this category" of every character of
// every continuum: simple, and sums over texts, but takes neighbouring characters for independent.
// A coder's overlapping spans of the category are one.
Estimate character_alpha(std::span<const Continuum> continua, std::uint32_t category);

// The same where a character is of one category alone, the one that its coder's last span there
// has, in the order given. Differs from character_alpha only where spans of different categories
// overlap; some published figures are of this kind, so that they can be compared.
Estimate character_alpha_of_last_spans(std::span<const Continuum> continua, std::uint32_t category);

// The same with all categories, and "no span" as one more. kOverlappingSpans if a coder's spans of
// different categories overlap.
Estimate character_alpha(std::span<const Continuum> continua);

// Krippendorff (1995; 2004, Quality and Quantity 38): alpha for unitizing, one category at a time.
// Differences are between where units begin and end, gaps count as units of their own, and
// D_e is over all possible positions. kOverlappingSpans if one coder's spans of the category do.
Estimate u_alpha_2004(const Continuum& continuum, std::uint32_t category);

// The same over categories 0 to categories - 1: 1 - sum of D_o / sum of D_e.
Estimate u_alpha_2004_overall(const Continuum& continuum, std::uint32_t categories);

// Krippendorff, Mathet, Bouvry and Widlocher (2016), in the notation of Krippendorff (2019,
// equations 32 to 38): coincidences are the lengths of intersections between spans and gaps of
// different coders; by chance, no span meets itself. Values are mutually exclusive:
// kOverlappingSpans if any two spans of one coder overlap (compute it theme by theme then).
struct UnitizingFamily {
  Estimate u;       // of what is marked and how (eq. 34)
  Estimate binary;  // |u: of what is marked, whatever its category (eq. 35)
  Estimate cu;      // of categories where both marked (eqs. 36, 37); kNoPairableUnits if nowhere
  // (k)u: by category, how far it is told from the others where both marked (eq. 38).
  std::vector<Estimate> by_category;
  // By category: the share of its length that others marked too; nothing if it was not used.
  std::vector<std::optional<double>> coverage;
};
UnitizingFamily unitizing_family(const Continuum& continuum, std::uint32_t categories);

}  // namespace verbatim::agreement
