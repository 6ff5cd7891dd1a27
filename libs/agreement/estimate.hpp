#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace verbatim::agreement {

// Why a coefficient has no value. What is undefined is said so: never 0, 1 or NaN.
enum class Undefined {
  kNoPairableUnits,  // no unit was coded by two coders
  kOneCoder,         // only one coder coded anything, so there is nobody to agree with
  kNoVariation,      // one and the same value everywhere: chance alone would agree as well
  kNotTwoCoders,     // a coefficient for two coders, and more than two coded
};

// The stable word of a reason, for example "no_variation". Words are never renamed or reused.
std::string_view slug_of(Undefined reason);

// What a coefficient came to, and on how much. Exactly one of `value` and `reason` is set; a value
// is finite, at most 1, and negative where coders agree less than by chance.
struct Estimate {
  std::optional<double> value = {};
  std::optional<Undefined> reason = {};
  std::uint64_t units = 0;    // pairable units: those coded by two coders or more
  std::uint64_t codings = 0;  // on these units

  bool operator==(const Estimate&) const = default;
};

// A histogram or a table cannot tell one coder from several who share no unit. Who knows how many
// coders coded anything says so here: with one, "no pairable units" becomes "one coder".
Estimate knowing_coders(Estimate estimate, std::uint64_t coders);

}  // namespace verbatim::agreement
